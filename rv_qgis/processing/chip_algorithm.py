"""The algorithm "CHIP: cut training chips"."""

from __future__ import annotations

from ..translation import tr
from .pipeline_algorithm import StepAlgorithm


class ChipAlgorithm(StepAlgorithm):
    """Cuts the training chips of a pipeline."""

    step = "chip"

    def displayName(self) -> str:
        return tr("CHIP: cut training chips")

    def shortDescription(self) -> str:
        return tr("Cuts the training chips of a pipeline.")

    def shortHelpString(self) -> str:
        return tr(
            "Cuts the images and labels of a pipeline config into the small pieces that a "
            "model learns from. 'Chip windows' shows beforehand where they would lie."
        )
