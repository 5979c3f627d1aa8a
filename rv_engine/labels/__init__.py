"""Labels: where they come from and where predicted ones go."""

from rv_engine.labels.chip_classification_geojson_store_config import (
    ChipClassificationGeoJSONStoreConfig,
)
from rv_engine.labels.chip_classification_label_source_config import (
    ChipClassificationLabelSourceConfig,
)
from rv_engine.labels.label_source_config import LabelSourceConfig
from rv_engine.labels.label_store_config import LabelStoreConfig
from rv_engine.labels.object_detection_label_source_config import (
    ObjectDetectionLabelSourceConfig,
)
from rv_engine.labels.object_detection_label_store_config import ObjectDetectionGeoJSONStoreConfig
from rv_engine.labels.rasterized_source_config import RasterizedSourceConfig, RasterizerConfig
from rv_engine.labels.semantic_segmentation_label_source_config import (
    SemanticSegmentationLabelSourceConfig,
)
from rv_engine.labels.semantic_segmentation_label_store_config import (
    PolygonVectorOutputConfig,
    SemanticSegmentationLabelStoreConfig,
)

__all__ = [
    "ChipClassificationGeoJSONStoreConfig",
    "ChipClassificationLabelSourceConfig",
    "LabelSourceConfig",
    "LabelStoreConfig",
    "ObjectDetectionGeoJSONStoreConfig",
    "ObjectDetectionLabelSourceConfig",
    "PolygonVectorOutputConfig",
    "RasterizedSourceConfig",
    "RasterizerConfig",
    "SemanticSegmentationLabelSourceConfig",
    "SemanticSegmentationLabelStoreConfig",
]
