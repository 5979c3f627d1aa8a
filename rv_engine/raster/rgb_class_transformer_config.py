"""Config of the transformer from colours to class ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field, model_validator
from typing_extensions import Self

from rv_engine.config import display
from rv_engine.config.class_config import ClassConfig
from rv_engine.raster.raster_source_config import RasterTransformerConfig

if TYPE_CHECKING:
    from rv_engine.raster.rgb_class_transformer import RGBClassTransformer


class RGBClassTransformerConfig(RasterTransformerConfig):
    """Reads class ids from the colours of a label image.

    A pixel whose colour is no class's has no label: nothing is learnt or counted there.
    """

    type_hint: ClassVar[str] = "rgb_class_transformer"

    class_config: ClassConfig
    """The classes, with the colours that the label image has."""

    max_color_distance: float = Field(
        default=0, ge=0, le=442, json_schema_extra=display(advanced=True)
    )
    """How far a colour may be from the nearest class's, in steps of red, green and blue of 0 to
    255; 0 takes the very colours only. For label images that were saved as JPEG."""

    @model_validator(mode="after")
    def _check_colors(self) -> Self:
        names = self.class_config.names
        seen: dict[str, str] = {}
        for name, color in zip(names, self.class_config.colors or (), strict=True):
            if color in seen:
                raise ValueError(
                    f"the classes {seen[color]!r} and {name!r} have the same colour {color}"
                )
            seen[color] = name
        return self

    def build(self) -> RGBClassTransformer:
        """The transformer."""
        from rv_engine.raster.rgb_class_transformer import RGBClassTransformer

        return RGBClassTransformer(self.class_config, self.max_color_distance)
