"""Config of how CHIP cuts chips for chip classification."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from rv_engine.config import display
from rv_engine.scene.window_sampling_config import ChipOptions


class ChipClassificationChipOptions(ChipOptions):
    """How CHIP cuts chips for chip classification."""

    type_hint: ClassVar[str] = "chip_classification_chip_options"

    negative_survival_prob: float = Field(
        default=1.0, ge=0, le=1, json_schema_extra=display(advanced=True)
    )
    """The share of the training chips of the null class that is kept, where there are too many."""

    multi_label: bool = Field(False, json_schema_extra=display(advanced=True))
    """Write down all classes in a chip, not only the one that counts most; within a pipeline as the
    model has it."""
