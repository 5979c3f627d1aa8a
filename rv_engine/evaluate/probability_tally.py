"""How well the probabilities of classes tell them apart, and whether they can be believed."""

from __future__ import annotations

from typing import Any

import numpy as np

from rv_engine.evaluate.score_tally import UNDEFINED, ScoreTally, ranking
from rv_engine.types import Array, BoolArray, FloatArray


class ProbabilityTally:
    """Takes the probabilities that things were given, and what they are, in bounded memory.

    Args:
        num_classes: How many classes there are.
        multi_label: Whether a thing can have several classes.
    """

    def __init__(self, num_classes: int, *, multi_label: bool = False) -> None:
        self.multi_label = multi_label
        self._classes = [ScoreTally() for _ in range(num_classes)]
        # The probability of what was predicted, or of all classes where there can be several.
        self._predicted = ScoreTally()

    def add_class(self, class_id: int, scores: FloatArray, is_there: BoolArray) -> None:
        """Counts (N,) probabilities of one class, and of which things it is the class."""
        self._classes[class_id].add(scores, is_there)
        if self.multi_label:
            self._predicted.add(scores, is_there)

    def add_predicted(self, scores: FloatArray, is_right: BoolArray) -> None:
        """Counts (N,) probabilities of the class that was predicted, and whether it is right."""
        self._predicted.add(scores, is_right)

    def add_things(self, scores: FloatArray, present: BoolArray, class_ids: Array) -> None:
        """Counts things with all their probabilities.

        Args:
            scores: (N, C) probabilities.
            present: (N, C) which classes are there.
            class_ids: (N,) the class that was predicted.
        """
        for class_id in range(len(self._classes)):
            self.add_class(class_id, scores[:, class_id], present[:, class_id])
        if not self.multi_label:
            row = np.arange(len(scores))
            self.add_predicted(scores[row, class_ids], present[row, class_ids])

    def add_all(self, other: ProbabilityTally) -> None:
        """Counts what another one has counted."""
        for mine, its in zip(self._classes, other._classes, strict=True):
            mine.add_all(its)
        self._predicted.add_all(other._predicted)

    def describe(self, evaluations: list[dict[str, Any]]) -> None:
        """Adds to the entry of each class, and to the average, what was found.

        For the classes see `ranking` and `ScoreTally.calibration`. The average has the plain mean of
        the average precision over the classes that are there; its calibration is that of the class
        that was predicted, and its "brier" is the sum over the classes (Brier 1950), their mean
        where there can be several.
        """
        *classes, average = evaluations
        if not self._predicted.count:
            return
        for entry, tally in zip(classes, self._classes, strict=True):
            entry.update(ranking(tally), calibration=tally.calibration())
        known = [e["average_precision"] for e in classes if not np.isnan(e["average_precision"])]
        average["average_precision"] = float(np.mean(known)) if known else UNDEFINED
        calibration = self._predicted.calibration()
        if calibration is not None and not self.multi_label:
            calibration["brier"] = sum(entry["calibration"]["brier"] for entry in classes)
        average["calibration"] = calibration
