"""Precision, recall and F1 of each class, and how many chips are wholly right."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence

import torch
from torch import Tensor

from rv_engine.learner.scores import Scores


class ClassificationMeter:
    """Counts for each class how many chips have it, how many are taken to have it, and both.

    Args:
        class_names: Names of the classes in the order of their ids.
        foreground: Ids of the classes whose mean F1 is the quality of the model.
        ignored_class_id: Chips of this class are not counted.
    """

    def __init__(
        self,
        class_names: Sequence[str],
        foreground: Collection[int],
        ignored_class_id: int | None = None,
    ) -> None:
        self._class_names = class_names
        self._foreground = sorted(foreground)
        self._ignored = ignored_class_id
        # By row: chips that have a class, chips that are taken to have it, and both.
        self._counts = torch.zeros((3, len(class_names)), dtype=torch.int64)
        self._chips = torch.zeros(2, dtype=torch.int64)  # all, and those that are wholly right

    def update(self, predicted: Tensor, present: Tensor) -> None:
        """Adds a batch.

        Args:
            predicted: Which classes the chips are taken to have, bool (B, num_classes).
            present: Which they have, bool (B, num_classes).
        """
        if self._ignored is not None:
            known = ~present[:, self._ignored]
            predicted, present = predicted[known], present[known]
        right = (predicted == present).all(dim=1).sum()
        counts = torch.stack([t.sum(dim=0) for t in (present, predicted, present & predicted)])
        self._counts += counts.cpu()
        self._chips += torch.tensor([len(present), int(right)])

    def merge(self, other: ClassificationMeter) -> None:
        """Adds what another meter has counted."""
        self._counts += other._counts
        self._chips += other._chips

    def scores(self) -> Scores:
        """The scores; a class that is neither there nor predicted has none."""
        by_class = {
            name: self._class_scores(class_id) for class_id, name in enumerate(self._class_names)
        }
        names = next(iter(by_class.values()))
        overall = {f"avg_{name}": _mean(by_class[c][name] for c in by_class) for name in names}
        chips, right = self._chips.tolist()
        overall["accuracy"] = _ratio(right, chips)
        quality = _mean(
            by_class[self._class_names[class_id]]["f1"] for class_id in self._foreground
        )
        return Scores(overall, by_class, quality, "mean F1")

    def _class_scores(self, class_id: int) -> dict[str, float]:
        true, predicted, both = self._counts[:, class_id].tolist()
        return {
            "precision": _ratio(both, predicted),
            "recall": _ratio(both, true),
            "f1": _ratio(2 * both, true + predicted),
        }


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else math.nan


def _mean(values: Iterable[float]) -> float:
    defined = [value for value in values if not math.isnan(value)]
    return sum(defined) / len(defined) if defined else math.nan
