"""The algorithm "TRAIN: train the model"."""

from __future__ import annotations

from ..translation import tr
from .pipeline_algorithm import StepAlgorithm


class TrainAlgorithm(StepAlgorithm):
    """Trains the model of a pipeline."""

    step = "train"

    def displayName(self) -> str:
        return tr("TRAIN: train the model")

    def shortDescription(self) -> str:
        return tr("Trains the model of a pipeline.")

    def shortHelpString(self) -> str:
        return tr(
            "Trains the model of a pipeline config on its chips, which CHIP has cut. A "
            "training that was stopped goes on from its last checkpoint."
        )
