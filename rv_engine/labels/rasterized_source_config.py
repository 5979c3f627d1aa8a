"""Config of vector features drawn as a raster."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from rv_engine.config import Config, display
from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import ConfigError, LabelError
from rv_engine.raster import RasterSourceConfig
from rv_engine.vector import VectorSourceConfig

if TYPE_CHECKING:
    from rv_engine.labels.rasterized_source import RasterizedSource
    from rv_engine.raster.raster_source import RasterSource


class RasterizerConfig(Config):
    """How vector features become pixels."""

    type_hint: ClassVar[str] = "rasterizer"

    background_class_id: int | None = Field(
        default=None, ge=0, json_schema_extra=display(advanced=True)
    )
    """The class of pixels that no feature covers; the null class when left out."""

    all_touched: bool = Field(False, json_schema_extra=display(advanced=True))
    """Draw all pixels that a feature touches, not only those whose centre it covers."""


class RasterizedSourceConfig(RasterSourceConfig):
    """Vector features drawn as pixels of their classes."""

    type_hint: ClassVar[str] = "rasterized_source"

    vector_source: VectorSourceConfig
    """The features."""

    rasterizer_config: RasterizerConfig = Field(
        default_factory=RasterizerConfig, json_schema_extra=display(advanced=True)
    )
    """How they become pixels."""

    def input_files(self) -> list[str]:
        return self.vector_source.input_files()

    def build(self) -> RasterSource:
        """Never: it has no pixels of its own.

        Raises:
            ConfigError: Always.
        """
        raise self._no_image()

    def _no_image(self) -> ConfigError:
        return ConfigError(
            "A RasterizedSource draws features on the pixels of an image, so it can only be the "
            "raster_source of labels.",
            hint="Give the image's file.",
        )

    def build_on(
        self,
        image: RasterSource,
        class_config: ClassConfig | None = None,
        resampling: Literal["nearest", "bilinear"] = "nearest",
    ) -> RasterizedSource:
        if class_config is None:
            raise self._no_image()
        return self.build_for(image, class_config)

    def build_for(self, image: RasterSource, class_config: ClassConfig) -> RasterizedSource:
        """The label raster on the grid of an image.

        Raises:
            VectorError: The features cannot be read.
            LabelError: Their classes cannot be found.
            ConfigError: There is neither a background class nor a null class.
        """
        from rv_engine.labels.rasterized_source import RasterizedSource

        background = self.rasterizer_config.background_class_id
        if background is None:
            background = class_config.null_class_id
        features = self.vector_source.build(class_config).read(image.crs_transformer)
        if (features.class_ids < 0).any():
            where = ", ".join(self.vector_source.input_files())
            raise LabelError(
                f"Features of '{where}' have no class.",
                hint="Add a ClassInferenceTransformerConfig to the vector source's transformers.",
                where=where,
            )
        return RasterizedSource(
            features,
            image,
            background_class_id=background,
            all_touched=self.rasterizer_config.all_touched,
        )
