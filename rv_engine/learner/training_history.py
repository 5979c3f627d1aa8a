"""The numbers of all epochs so far, and which epoch was the best."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class TrainingHistory:
    """What the epochs of a training brought.

    Attributes:
        rows: All numbers of each epoch; "epoch" begins with 1.
        best_epoch: The epoch of the highest "quality", and of equal ones that of the lowest
            "val_loss"; None while there is no validation.
        best_metrics: The scores of that epoch as JSON values.
        last_metrics: The scores of the last epoch.
        found: What was found out before the first epoch, by name: "lr" and "batch_sz" where they
            are "auto", and "sample_weights" for balanced sampling.
    """

    rows: list[dict[str, float]] = field(default_factory=list)
    best_epoch: int | None = None
    best_metrics: dict[str, Any] = field(default_factory=dict)
    last_metrics: dict[str, Any] = field(default_factory=dict)
    found: dict[str, Any] = field(default_factory=dict)

    @property
    def epochs_done(self) -> int:
        """Epochs in it."""
        return len(self.rows)

    def add(self, row: dict[str, float], metrics: dict[str, Any] | None) -> None:
        """Adds an epoch.

        Args:
            row: Its numbers.
            metrics: Its scores on the validation samples; None when there are none.
        """
        best = None if self.best_epoch is None else self.rows[self.best_epoch - 1]
        self.rows.append(row)
        self.last_metrics = metrics or {}
        if metrics is not None and (best is None or _rank(row) > _rank(best)):
            self.best_epoch = self.epochs_done
            self.best_metrics = metrics

    @property
    def epochs_without_improvement(self) -> int:
        """Epochs since the best."""
        return 0 if self.best_epoch is None else self.epochs_done - self.best_epoch


def _rank(row: Mapping[str, float]) -> tuple[float, float]:
    quality = row["quality"]
    return (-math.inf if math.isnan(quality) else quality, -row.get("val_loss", 0.0))
