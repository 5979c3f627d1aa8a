"""Config of labels for semantic segmentation."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rv_engine.config.class_config import ClassConfig
from rv_engine.labels.label_source_config import LabelSourceConfig
from rv_engine.raster import RasterSourceConfig

if TYPE_CHECKING:
    from rv_engine.labels.semantic_segmentation_label_source import (
        SemanticSegmentationLabelSource,
    )
    from rv_engine.raster.raster_source import RasterSource


class SemanticSegmentationLabelSourceConfig(LabelSourceConfig):
    """A class for each pixel, from a raster of class ids or from vector features."""

    type_hint: ClassVar[str] = "semantic_segmentation_label_source"

    raster_source: RasterSourceConfig
    """The raster of class ids, or the vector features to draw as one."""

    def input_files(self) -> list[str]:
        return self.raster_source.input_files()

    def build(
        self, image: RasterSource, class_config: ClassConfig
    ) -> SemanticSegmentationLabelSource:
        """The label source on the grid of an image.

        Raises:
            RasterError, VectorError: The files cannot be read.
            LabelError: The classes do not fit.
        """
        from rv_engine.labels.semantic_segmentation_label_source import (
            SemanticSegmentationLabelSource,
        )

        source = self.raster_source.build_on(image, class_config)
        return SemanticSegmentationLabelSource(source, class_config)
