"""Config of labels for object detection."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rv_engine.config.class_config import ClassConfig
from rv_engine.labels.label_source_config import LabelSourceConfig
from rv_engine.vector import VectorSourceConfig
from rv_engine.vector.default_transformers import with_default_transformers

if TYPE_CHECKING:
    from rv_engine.labels.object_detection_label_source import ObjectDetectionLabelSource
    from rv_engine.raster.raster_source import RasterSource


class ObjectDetectionLabelSourceConfig(LabelSourceConfig):
    """Objects with the boxes around them, from vector features."""

    type_hint: ClassVar[str] = "object_detection_label_source"

    vector_source: VectorSourceConfig
    """The features, one for each object: the box around a polygon is its object. Points and lines
    are made two pixels wide unless a BufferTransformerConfig says another width."""

    def input_files(self) -> list[str]:
        return self.vector_source.input_files()

    def build(self, image: RasterSource, class_config: ClassConfig) -> ObjectDetectionLabelSource:
        """The boxes in pixels of an image.

        Raises:
            VectorError: The features cannot be read.
            LabelError: Their classes cannot be found.
        """
        from rv_engine.labels.object_detection_label_source import (
            ObjectDetectionLabelSource,
            boxes_of,
        )

        config = with_default_transformers(self.vector_source)
        features = config.build(class_config).read(image.crs_transformer)
        where = ", ".join(self.vector_source.input_files())
        null = class_config.null_class_id if class_config.has_null_class else None
        return ObjectDetectionLabelSource(boxes_of(features, where, null), image.extent)
