"""How good predictions are."""

from rv_engine.evaluate.evaluator_config import (
    EvaluatorConfig,
    SemanticSegmentationEvaluatorConfig,
)

__all__ = ["EvaluatorConfig", "SemanticSegmentationEvaluatorConfig"]
