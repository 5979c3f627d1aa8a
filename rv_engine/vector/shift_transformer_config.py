"""Config of the shift."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from rv_engine.config import display
from rv_engine.config.class_config import ClassConfig
from rv_engine.vector.vector_source_config import VectorTransformerConfig

if TYPE_CHECKING:
    from rv_engine.vector.shift_transformer import ShiftTransformer


class ShiftTransformerConfig(VectorTransformerConfig):
    """Moves features that lie beside what they show, because they were drawn on another image."""

    type_hint: ClassVar[str] = "shift_transformer"

    x_shift: float = Field(0, json_schema_extra=display(unit="m"))
    """How far to the east; to the west when negative."""

    y_shift: float = Field(0, json_schema_extra=display(unit="m"))
    """How far to the north; to the south when negative."""

    round_pixels: bool = Field(True, json_schema_extra=display(advanced=True))
    """Round the moved corners to whole pixels."""

    def build(self, class_config: ClassConfig | None = None) -> ShiftTransformer:
        """The transformer."""
        from rv_engine.vector.shift_transformer import ShiftTransformer

        return ShiftTransformer(self.x_shift, self.y_shift, round_pixels=self.round_pixels)
