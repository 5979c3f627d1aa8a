"""Configs that all raster sources and transformers share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field, field_validator
from typing_extensions import Self

from rv_engine.config import Config, display
from rv_engine.config.class_config import ClassConfig
from rv_engine.config.registry import default_registry

if TYPE_CHECKING:
    from rv_engine.raster.raster_source import RasterSource
    from rv_engine.raster.raster_transformer import RasterTransformer


class RasterTransformerConfig(Config, abstract=True):
    """Changes the pixels of an image after they are read."""

    type_hint: ClassVar[str] = "raster_transformer"

    def build(self) -> RasterTransformer:
        """The transformer."""
        raise NotImplementedError

    def build_for(self, channel_order: list[int] | None) -> RasterTransformer:
        """The transformer for a source that reads these bands of its files; None for all."""
        return self.build()


class RasterSourceConfig(Config, abstract=True):
    """An image."""

    type_hint: ClassVar[str] = "raster_source"

    channel_order: list[int] | None = None
    """The bands to use, in this order, counted from 0; all but an alpha band when left out."""

    transformers: list[RasterTransformerConfig] = Field(default_factory=list)
    """What is done to the pixels after they are read, in this order."""

    bbox: tuple[int, int, int, int] | None = Field(
        None, json_schema_extra=display(unit="px", advanced=True)
    )
    """Use only this part of the image: (ymin, xmin, ymax, xmax) in pixels from the top left."""

    @field_validator("channel_order")
    @classmethod
    def _check_channel_order(cls, channel_order: list[int] | None) -> list[int] | None:
        if channel_order is not None and (not channel_order or min(channel_order) < 0):
            raise ValueError("give at least one band, counted from 0")
        return channel_order

    @field_validator("bbox")
    @classmethod
    def _check_bbox(
        cls, bbox: tuple[int, int, int, int] | None
    ) -> tuple[int, int, int, int] | None:
        if bbox is not None and not (0 <= bbox[0] < bbox[2] and 0 <= bbox[1] < bbox[3]):
            raise ValueError("it is (ymin, xmin, ymax, xmax) with ymin < ymax and xmin < xmax")
        return bbox

    @classmethod
    def from_shorthand(cls, value: Any) -> Any:
        """A plain path or URI stands for the source that opens files of its kind."""
        if not (isinstance(value, str) and cls.is_abstract):
            return value
        return default_registry().default_raster_source(value).model_validate({"uris": [value]})

    def input_files(self) -> list[str]:
        """The files of the user that it reads: when one changes, work is done again."""
        return []

    def all_transformers(self) -> list[RasterTransformerConfig]:
        """Its transformers, and those of sources inside of it."""
        return list(self.transformers)

    def without_transformers(self) -> Self:
        """A copy that reads the values as they are in the files."""
        return self.model_copy(update={"transformers": []})

    def build_transformers(self) -> list[RasterTransformer]:
        """The transformers; those with statistics read them."""
        return [transformer.build_for(self.channel_order) for transformer in self.transformers]

    def build(self) -> RasterSource:
        """The raster source; the file is opened."""
        raise NotImplementedError

    def build_on(
        self,
        image: RasterSource,
        class_config: ClassConfig | None = None,
        resampling: Literal["nearest", "bilinear"] = "nearest",
    ) -> RasterSource:
        """The raster source on the pixels of an image, whatever grid its files have.

        Args:
            image: The image.
            class_config: The classes, for sources that draw them.
            resampling: "nearest" for classes, "bilinear" for measurements.

        Raises:
            RasterError: It has no place on the map and another size than the image.
        """
        from rv_engine.raster.regridded_source import on_grid
        from rv_engine.raster.resampled import Grid

        grid = Grid(image.crs_transformer, image.image_extent.size, resampling)
        return on_grid(self.build(), grid, ", ".join(self.input_files()[:1]))
