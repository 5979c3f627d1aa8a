"""The outcome of a training."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class TrainingResult:
    """What a training ended with.

    Attributes:
        model_path: The folder with the trained model.
        epochs_done: Epochs in all.
        best_epoch: The epoch whose weights the model has, beginning with 1; the last one when
            there is no validation.
        metrics: Of that epoch on the validation chips; empty when there are none.
        resumed_after_epoch: Epochs that had been done by an earlier, interrupted call; 0 if none.
    """

    model_path: Path
    epochs_done: int
    best_epoch: int
    metrics: dict[str, Any]
    resumed_after_epoch: int = 0
