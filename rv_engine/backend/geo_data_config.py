"""Configs of data that are windows of scenes, under the names of Raster Vision."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from rv_engine.config import display
from rv_engine.errors import ConfigError
from rv_engine.learner.chip_classification_config import ClassificationImageDataConfig
from rv_engine.learner.data_config import DataConfig
from rv_engine.learner.object_detection_config import ObjectDetectionImageDataConfig
from rv_engine.learner.semantic_segmentation_config import SemanticSegmentationImageDataConfig
from rv_engine.scene import (
    DatasetConfig,
    ObjectDetectionWindowSamplingConfig,
    WindowSamplingConfig,
)


class GeoDataConfig(DataConfig, abstract=True):
    """Windows of the pipeline's scenes: how they are placed is said here, and CHIP cuts them."""

    type_hint: ClassVar[str] = "geo_data"

    scene_dataset: DatasetConfig | None = Field(None, json_schema_extra=display(advanced=True))
    """The dataset of the pipeline once more, as in Raster Vision; best left out."""

    sampling: WindowSamplingConfig | dict[str, WindowSamplingConfig] | None = None
    """How windows are placed; or for each scene id how on that scene. As in chip_options, where it
    is then left out."""

    cut_chips: bool = True
    """Whether CHIP cuts the windows into files first. When not, TRAIN reads them from the images:
    it needs no room on the disk. Those that do not fit into a quarter of the free memory are read
    again in each epoch, which is slower where images are slow to read. The model is the same."""

    def take_over(
        self, dataset: DatasetConfig
    ) -> WindowSamplingConfig | dict[str, WindowSamplingConfig] | None:
        """How windows of the pipeline's dataset are placed; the dataset is not kept twice.

        Raises:
            ConfigError: The scenes are other ones than those of the pipeline.
        """
        if self.scene_dataset is not None and self.scene_dataset != dataset:
            raise ConfigError(
                "backend.data.scene_dataset is another dataset than that of the pipeline.",
                hint="Leave it out.",
            )
        self.scene_dataset = None
        return self.sampling


class SemanticSegmentationGeoDataConfig(GeoDataConfig, SemanticSegmentationImageDataConfig):
    """Windows of the pipeline's scenes, with a class for each pixel."""

    type_hint: ClassVar[str] = "semantic_segmentation_geo_data"


class ClassificationGeoDataConfig(GeoDataConfig, ClassificationImageDataConfig):
    """Windows of the pipeline's scenes, with a class each."""

    type_hint: ClassVar[str] = "classification_geo_data"


class ObjectDetectionGeoDataConfig(GeoDataConfig, ObjectDetectionImageDataConfig):
    """Windows of the pipeline's scenes, with boxes around objects."""

    type_hint: ClassVar[str] = "object_detection_geo_data"

    # Narrower than in the base, as in its chip options.
    sampling: (
        ObjectDetectionWindowSamplingConfig | dict[str, ObjectDetectionWindowSamplingConfig] | None
    ) = None  # type: ignore[assignment]
    """How windows are placed; or for each scene id how on that scene. As in chip_options, where it
    is then left out."""
