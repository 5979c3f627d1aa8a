"""The algorithm "PREDICT: map the scenes"."""

from __future__ import annotations

from ..translation import tr
from .pipeline_algorithm import MAPS, StepAlgorithm


class PredictAlgorithm(StepAlgorithm):
    """Maps the scenes of a pipeline with its model."""

    step = "predict"
    makes = MAPS

    def displayName(self) -> str:
        return tr("PREDICT: map the scenes")

    def shortDescription(self) -> str:
        return tr("Maps the scenes of a pipeline with its model.")

    def shortHelpString(self) -> str:
        return tr(
            "Maps the validation and test scenes of a pipeline config with the model that "
            "TRAIN has trained. The maps are loaded in the colours of their classes."
        )
