"""The algorithm "EVAL: compare maps with labels"."""

from __future__ import annotations

from ..translation import tr
from .pipeline_algorithm import SCORES, StepAlgorithm


class EvalAlgorithm(StepAlgorithm):
    """Compares the maps of a pipeline with the labels."""

    step = "eval"
    makes = SCORES

    def displayName(self) -> str:
        return tr("EVAL: compare maps with labels")

    def shortDescription(self) -> str:
        return tr("Compares the maps of a pipeline with the labels.")

    def shortHelpString(self) -> str:
        return tr(
            "Compares the maps that PREDICT has made with the labels of a pipeline config, "
            "and writes the scores and a report."
        )
