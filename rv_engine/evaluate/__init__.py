"""How good predictions are."""

from rv_engine.evaluate.chip_classification_evaluator_config import (
    ChipClassificationEvaluatorConfig,
)
from rv_engine.evaluate.evaluator_config import EvaluatorConfig
from rv_engine.evaluate.object_detection_evaluator_config import ObjectDetectionEvaluatorConfig
from rv_engine.evaluate.semantic_segmentation_evaluator_config import (
    SemanticSegmentationEvaluatorConfig,
)

__all__ = [
    "ChipClassificationEvaluatorConfig",
    "EvaluatorConfig",
    "ObjectDetectionEvaluatorConfig",
    "SemanticSegmentationEvaluatorConfig",
]
