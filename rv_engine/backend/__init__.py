"""Chips out, training in, batched prediction: where the map and the model meet."""

from rv_engine.backend.backend_config import BackendConfig
from rv_engine.backend.geo_data_config import (
    ClassificationGeoDataConfig,
    GeoDataConfig,
    ObjectDetectionGeoDataConfig,
    SemanticSegmentationGeoDataConfig,
)
from rv_engine.backend.object_detection_predict_options import ObjectDetectionPredictOptions
from rv_engine.backend.predict_options import PredictOptions, SemanticSegmentationPredictOptions
from rv_engine.backend.pytorch_backend_config import PyTorchBackendConfig
from rv_engine.backend.pytorch_chip_classification_config import PyTorchChipClassificationConfig
from rv_engine.backend.pytorch_object_detection_config import PyTorchObjectDetectionConfig
from rv_engine.backend.pytorch_semantic_segmentation_config import (
    PyTorchSemanticSegmentationConfig,
)

__all__ = [
    "BackendConfig",
    "ClassificationGeoDataConfig",
    "GeoDataConfig",
    "ObjectDetectionGeoDataConfig",
    "ObjectDetectionPredictOptions",
    "PredictOptions",
    "PyTorchBackendConfig",
    "PyTorchChipClassificationConfig",
    "PyTorchObjectDetectionConfig",
    "PyTorchSemanticSegmentationConfig",
    "SemanticSegmentationGeoDataConfig",
    "SemanticSegmentationPredictOptions",
]
