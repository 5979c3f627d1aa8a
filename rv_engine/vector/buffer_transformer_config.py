"""Config of the buffer."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from rv_engine.config import display
from rv_engine.config.class_config import ClassConfig
from rv_engine.vector.vector_source_config import VectorTransformerConfig

if TYPE_CHECKING:
    from rv_engine.vector.buffer_transformer import BufferTransformer


class BufferTransformerConfig(VectorTransformerConfig):
    """Makes points or lines wide, so that they cover pixels."""

    type_hint: ClassVar[str] = "buffer_transformer"

    geom_type: Literal["Point", "LineString", "Polygon"]
    """The geometries to buffer."""

    class_bufs: dict[int, float | None] = Field(
        default_factory=dict, json_schema_extra=display(unit="px", advanced=True)
    )
    """The width in pixels for a class id; null leaves that class as it is."""

    default_buf: float | None = Field(1, json_schema_extra=display(unit="px"))
    """The width in pixels for all other classes; null leaves them as they are."""

    def build(self, class_config: ClassConfig | None = None) -> BufferTransformer:
        """The transformer."""
        from rv_engine.vector.buffer_transformer import BufferTransformer

        return BufferTransformer(self.geom_type, self.class_bufs, self.default_buf)
