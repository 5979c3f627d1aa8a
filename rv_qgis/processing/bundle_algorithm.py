"""The algorithm "BUNDLE: pack the model"."""

from __future__ import annotations

from ..translation import tr
from .pipeline_algorithm import StepAlgorithm
from .run_outputs import BUNDLE


class BundleAlgorithm(StepAlgorithm):
    """Packs the model of a pipeline into one file."""

    step = "bundle"
    makes = (BUNDLE,)

    def displayName(self) -> str:
        return tr("BUNDLE: pack the model")

    def shortDescription(self) -> str:
        return tr("Packs the model of a pipeline into one file.")

    def shortHelpString(self) -> str:
        return tr(
            "Packs the trained model of a pipeline config with all that predicting needs "
            "into one file, with which 'Predict with bundle' maps other images."
        )
