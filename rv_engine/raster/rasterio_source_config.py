"""Config of the raster source that reads files."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field, field_validator

from rv_engine.config import display
from rv_engine.config.class_config import ClassConfig
from rv_engine.raster.raster_source_config import RasterSourceConfig

if TYPE_CHECKING:
    from rv_engine.raster.raster_source import RasterSource
    from rv_engine.raster.rasterio_source import RasterioSource
    from rv_engine.raster.resampled import Grid


class RasterioSourceConfig(RasterSourceConfig):
    """An image in one file, or in several files that lie side by side on one grid."""

    type_hint: ClassVar[str] = "rasterio_source"

    uris: list[str] = Field(min_length=1)
    """The file, or the files that together are the image; any format that GDAL reads. Paths, or
    addresses that begin with https://, s3://, gs:// or az://."""

    allow_streaming: bool = Field(True, json_schema_extra=display(advanced=True))
    """Read remote files piece by piece; when false they are copied to this machine first."""

    @field_validator("uris", mode="before")
    @classmethod
    def _one_or_many(cls, uris: object) -> object:
        return [uris] if isinstance(uris, str) else uris

    def input_files(self) -> list[str]:
        return self.uris

    def build(self) -> RasterioSource:
        """The raster source.

        Raises:
            RasterError: A file is missing or is no raster, a band does not exist, or the files do
                not share one grid.
            StorageError: A remote file cannot be reached.
        """
        return self._build(None)

    def build_on(
        self,
        image: RasterSource,
        class_config: ClassConfig | None = None,
        resampling: Literal["nearest", "bilinear"] = "nearest",
    ) -> RasterioSource:
        from rv_engine.raster.resampled import Grid

        return self._build(Grid(image.crs_transformer, image.image_extent.size, resampling))

    def _build(self, grid: Grid | None) -> RasterioSource:
        from rv_engine.geo import Box
        from rv_engine.raster.rasterio_source import RasterioSource

        return RasterioSource(
            self.uris,
            channel_order=self.channel_order,
            transformers=self.build_transformers(),
            bbox=None if self.bbox is None else Box.from_sequence(self.bbox),
            grid=grid,
            allow_streaming=self.allow_streaming,
        )
