"""The scores of a model: read from eval.json and shown in a dock."""

from .evaluation import Evaluation, EvaluationError, read_evaluation
from .report_part import ReportPart

__all__ = ["Evaluation", "EvaluationError", "ReportPart", "read_evaluation"]
