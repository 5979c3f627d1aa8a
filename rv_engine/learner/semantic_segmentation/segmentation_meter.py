"""Precision, recall, F1 and IoU of each class, from a confusion matrix."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from rv_engine.learner.scores import Scores
from rv_engine.learner.semantic_segmentation.most_likely_class import most_likely_class
from rv_engine.learner.targets import NO_LABEL
from rv_engine.types import Array


class SegmentationMeter:
    """Counts for each pair of classes how many pixels of the one were taken for the other.

    Args:
        class_names: Names of the classes in the order of their ids.
        foreground: Ids of the classes whose mean F1 is the quality of the model.
    """

    def __init__(self, class_names: Sequence[str], foreground: Collection[int]) -> None:
        self._class_names = class_names
        self._foreground = sorted(foreground)
        self._confusion = torch.zeros(len(class_names) ** 2, dtype=torch.int64)

    def update(self, outputs: Tensor, targets: Tensor) -> None:
        """Adds a batch.

        Args:
            outputs: Logits, shape (B, num_classes, H, W).
            targets: Class ids, shape (B, H, W), `NO_LABEL` where nothing is known.
        """
        known = targets != NO_LABEL
        pairs = targets[known].long() * len(self._class_names)
        pairs += most_likely_class(outputs)[known].long()
        self._confusion += torch.bincount(pairs, minlength=len(self._confusion)).cpu()

    def merge(self, other: SegmentationMeter) -> None:
        """Adds what another meter has counted."""
        self._confusion += other._confusion

    @property
    def confusion(self) -> Array:
        """Pixels by true class (row) and predicted class (column)."""
        size = len(self._class_names)
        matrix: Array = self._confusion.reshape(size, size).numpy()
        return matrix

    def scores(self) -> Scores:
        """The scores; a class that is neither there nor predicted has none."""
        by_class = {
            name: class_scores(self.confusion, class_id)
            for class_id, name in enumerate(self._class_names)
        }
        names = next(iter(by_class.values()))
        overall = {f"avg_{name}": _mean(by_class[c][name] for c in by_class) for name in names}
        overall["accuracy"] = _ratio(self.confusion.trace(), self.confusion.sum())
        quality = _mean(
            by_class[self._class_names[class_id]]["f1"] for class_id in self._foreground
        )
        return Scores(overall, by_class, quality, "foreground F1")


def class_scores(confusion: Array, class_id: int) -> dict[str, float]:
    """Precision, recall, F1 and IoU of one class; not-a-number where it would be 0 / 0."""
    hits = confusion[class_id, class_id]
    true, predicted = confusion[class_id].sum(), confusion[:, class_id].sum()
    return {
        "precision": _ratio(hits, predicted),
        "recall": _ratio(hits, true),
        "f1": _ratio(2 * hits, true + predicted),
        "iou": _ratio(hits, true + predicted - hits),
    }


def _ratio(part: np.integer[Any], whole: np.integer[Any]) -> float:
    return float(part / whole) if whole else math.nan


def _mean(values: Iterable[float]) -> float:
    defined = [value for value in values if not math.isnan(value)]
    return sum(defined) / len(defined) if defined else math.nan
