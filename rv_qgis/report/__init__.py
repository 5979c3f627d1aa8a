"""The scores of a model: read from eval.json and shown in a dock."""

from .evaluation import Evaluation, EvaluationError, read_evaluation
from .evaluation_dock import EvaluationDock

__all__ = ["Evaluation", "EvaluationDock", "EvaluationError", "read_evaluation"]
