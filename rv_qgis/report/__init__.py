"""The scores of a model: read from eval.json and shown in a dock."""

from .evaluation import Evaluation, EvaluationError, read_evaluation
from .evaluation_dock import EvaluationDock
from .report_part import ReportPart

__all__ = ["Evaluation", "EvaluationDock", "EvaluationError", "ReportPart", "read_evaluation"]
