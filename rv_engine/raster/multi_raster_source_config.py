"""Config of an image with bands from several sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field, field_validator, model_validator
from typing_extensions import Self

from rv_engine.config import display
from rv_engine.errors import ConfigError
from rv_engine.raster.raster_source_config import RasterSourceConfig, RasterTransformerConfig
from rv_engine.raster.stats_transformer_config import StatsTransformerConfig

if TYPE_CHECKING:
    from rv_engine.raster.multi_raster_source import MultiRasterSource


class MultiRasterSourceConfig(RasterSourceConfig):
    """One image with bands from several sources, which may differ in extent and resolution.

    `channel_order` counts through the bands of all sources, and `bbox` is in pixels of the primary
    source.
    """

    type_hint: ClassVar[str] = "multi_raster_source"

    raster_sources: list[RasterSourceConfig] = Field(min_length=1)
    """The sources, whose bands come one after the other."""

    primary_source_idx: int = Field(default=0, ge=0, json_schema_extra=display(advanced=True))
    """The source, counted from 0, whose pixels the image has; the others are brought onto them."""

    resampling: Literal["nearest", "bilinear"] = Field(
        "bilinear", json_schema_extra=display(advanced=True)
    )
    """How the others are brought onto them: "bilinear" for measurements, "nearest" for classes."""

    temporal: bool = Field(False, json_schema_extra=display(advanced=True))
    """Stack the sources as dates instead of bands; not supported, so leave it at false."""

    @field_validator("temporal")
    @classmethod
    def _check_temporal(cls, temporal: bool) -> bool:
        if temporal:
            raise ValueError(
                "temporal=True is not supported: the models take one image, not a series. With "
                "false, the dates become bands one after the other"
            )
        return temporal

    @model_validator(mode="after")
    def _check_primary(self) -> Self:
        if self.primary_source_idx >= len(self.raster_sources):
            raise ValueError(
                f"primary_source_idx {self.primary_source_idx} is none of the "
                f"{len(self.raster_sources)} raster_sources, which are counted from 0"
            )
        return self

    def validate_config(self) -> None:
        """Checks that the statistics of inner transformers are known.

        Raises:
            ConfigError: A source of this one asks for those that ANALYZE makes, which are of all
                bands together.
        """
        for source in self.raster_sources:
            for transformer in source.all_transformers():
                if isinstance(transformer, StatsTransformerConfig) and not transformer.stats_uri:
                    raise ConfigError(
                        "A StatsTransformer inside of a MultiRasterSource needs stats_uri: ANALYZE "
                        "measures all bands together.",
                        hint="Move it to the transformers of the MultiRasterSource, or set its "
                        "stats_uri.",
                    )

    def input_files(self) -> list[str]:
        files = (file for source in self.raster_sources for file in source.input_files())
        return list(dict.fromkeys(files))

    def all_transformers(self) -> list[RasterTransformerConfig]:
        inner = [item for source in self.raster_sources for item in source.all_transformers()]
        return [*inner, *self.transformers]

    def without_transformers(self) -> Self:
        sources = [source.without_transformers() for source in self.raster_sources]
        return self.model_copy(update={"transformers": [], "raster_sources": sources})

    def build(self) -> MultiRasterSource:
        """The raster source.

        Raises:
            ConfigError: See `validate_config`.
            RasterError: A source cannot be read or brought onto the pixels of the primary one, or
                a band does not exist.
        """
        from rv_engine.geo import Box
        from rv_engine.raster.multi_raster_source import MultiRasterSource

        self.validate_config()
        primary = self.raster_sources[self.primary_source_idx].build()
        sources = [
            primary
            if index == self.primary_source_idx
            else source.build_on(primary, resampling=self.resampling)
            for index, source in enumerate(self.raster_sources)
        ]
        return MultiRasterSource(
            sources,
            primary_source_idx=self.primary_source_idx,
            channel_order=self.channel_order,
            transformers=self.build_transformers(),
            bbox=None if self.bbox is None else Box.from_sequence(self.bbox),
        )
