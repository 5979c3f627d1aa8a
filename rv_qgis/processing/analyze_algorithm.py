"""The algorithm "ANALYZE: measure images"."""

from __future__ import annotations

from ..translation import tr
from .pipeline_algorithm import StepAlgorithm


class AnalyzeAlgorithm(StepAlgorithm):
    """Measures the images of a pipeline."""

    step = "analyze"

    def displayName(self) -> str:
        return tr("ANALYZE: measure images")

    def shortDescription(self) -> str:
        return tr("Measures the images of a pipeline.")

    def shortHelpString(self) -> str:
        return tr(
            "Measures the values of the images of a pipeline config, band by band, where "
            "its parts ask for it: images that are not 8 bit are stretched by these "
            "statistics before a model sees them."
        )
