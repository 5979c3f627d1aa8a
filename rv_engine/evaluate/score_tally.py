"""How likely a model took something for, and how often it was so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from rv_engine.types import Array, BoolArray, FloatArray

UNDEFINED = float("nan")
# Up to so many scores are kept one by one. More are counted in so many steps from 0 to 1, which
# bounds the memory and moves no curve by more than a step.
_MAX_SINGLE = 100_000
_STEPS = 4096
# Guo et al. (2017), "On Calibration of Modern Neural Networks".
_BINS = 15
# Points of a curve: enough for a picture, few enough for a file.
_MAX_POINTS = 200


@dataclass(frozen=True, eq=False)
class ScoreRows:
    """Scores, the highest first, and how many things with each there are.

    Attributes:
        scores: (N,) falling.
        totals: (N,) things with the score.
        right: (N,) those that really are what they are taken for.
    """

    scores: FloatArray
    totals: FloatArray
    right: FloatArray


class ScoreTally:
    """Takes scores of one class, and whether each thing is of it, in bounded memory."""

    def __init__(self) -> None:
        self._single: list[tuple[FloatArray, BoolArray]] = []
        self._count = 0
        # Things, right ones, and the sum of the scores, by step.
        self._steps: FloatArray | None = None
        self._squared_error = 0.0

    def add(self, scores: FloatArray, is_right: BoolArray) -> None:
        """Counts more of them; both arrays are (N,)."""
        self._count += len(scores)
        self._squared_error += float(np.square(scores.astype(np.float64) - is_right).sum())
        self._single.append((scores, is_right))
        if self._steps is not None or self._count > _MAX_SINGLE:
            self._into_steps()

    def add_all(self, other: ScoreTally) -> None:
        """Counts what another one has counted."""
        self._count += other._count
        self._squared_error += other._squared_error
        self._single += other._single
        if other._steps is not None:
            self._steps = self._into_steps() + other._steps
        elif self._steps is not None or self._count > _MAX_SINGLE:
            self._into_steps()

    @property
    def count(self) -> int:
        """Things that were counted."""
        return self._count

    def rows(self) -> ScoreRows:
        """All of them by score."""
        if self._steps is not None:
            totals, right, sums = self._steps[:, self._steps[0] > 0][:, ::-1]
            return ScoreRows(sums / totals, totals, right)
        if not self._single:
            nothing = np.zeros(0)
            return ScoreRows(nothing, nothing, nothing)
        scores = np.concatenate([scores for scores, _ in self._single])
        is_right = np.concatenate([is_right for _, is_right in self._single])
        values, places = np.unique(scores, return_inverse=True)
        totals = np.bincount(places, minlength=len(values))
        right = np.bincount(places, is_right, len(values)).astype(float)
        return ScoreRows(values[::-1].astype(float), totals[::-1].astype(float), right[::-1])

    def calibration(self) -> dict[str, Any] | None:
        """How far the scores are from being probabilities; None of nothing.

        Returns:
            "ece", the expected calibration error over 15 bins of equal width; "brier", the mean
            squared distance of a score from 1 where it is right and from 0 where it is not; "count";
            and the reliability curve: the "score" that the things of a bin have in the mean, their
            "share" that is right, and "counts".
        """
        if not self._count:
            return None
        rows = self.rows()
        # A score of just 1 belongs to the last bin.
        bins = np.clip((rows.scores * _BINS).astype(int), 0, _BINS - 1)
        totals = np.bincount(bins, rows.totals, _BINS)
        scores = np.bincount(bins, rows.totals * rows.scores, _BINS)
        right = np.bincount(bins, rows.right, _BINS)
        there = totals > 0
        return {
            "ece": float(np.abs(scores - right).sum() / totals.sum()),
            "brier": self._squared_error / self._count,
            "count": self._count,
            "curve": {
                "score": (scores[there] / totals[there]).round(4).tolist(),
                "share": (right[there] / totals[there]).round(4).tolist(),
                "counts": totals[there].astype(int).tolist(),
            },
        }

    def _into_steps(self) -> FloatArray:
        steps = np.zeros((3, _STEPS + 1)) if self._steps is None else self._steps
        for scores, is_right in self._single:
            place = np.rint(scores.clip(0, 1) * _STEPS).astype(np.int64)
            steps[0] += np.bincount(place, minlength=_STEPS + 1)
            steps[1] += np.bincount(place[is_right], minlength=_STEPS + 1)
            steps[2] += np.bincount(place, scores, minlength=_STEPS + 1)
        self._steps, self._single = steps, []
        return steps


def ranking(tally: ScoreTally) -> dict[str, Any]:
    """How well the scores of a class tell its things from others.

    Returns:
        "average_precision", not interpolated, as scikit-learn's; "best_f1", the highest F1 with its
        "score_thresh", "precision" and "recall", or None; "pr_curve". Without any thing of the class
        they are not defined.
    """
    rows = tally.rows()
    total = rows.right.sum()
    if not total:
        return {"average_precision": UNDEFINED, "best_f1": None, "pr_curve": curve_points()}
    hits = rows.right.cumsum()
    recall, precision = hits / total, hits / rows.totals.cumsum()
    average = float((np.diff(recall, prepend=0) * precision).sum())
    f1 = 2 * hits / (rows.totals.cumsum() + total)
    place = int(f1.argmax())
    best = (f1, rows.scores, precision, recall)
    names = ("f1", "score_thresh", "precision", "recall")
    return {
        "average_precision": average,
        "best_f1": {name: float(values[place]) for name, values in zip(names, best, strict=True)},
        "pr_curve": curve_points(rows.scores, recall, precision),
    }


def curve_points(
    scores: FloatArray | None = None,
    recall: FloatArray | None = None,
    precision: FloatArray | None = None,
) -> dict[str, list[float]]:
    """A curve of precision over recall in few points, as JSON values; of nothing an empty one."""
    if scores is None or recall is None or precision is None or not len(scores):
        return {"score": [], "recall": [], "precision": []}
    places = _few_points(recall)
    return {
        "score": scores[places].round(4).tolist(),
        "recall": recall[places].round(4).tolist(),
        "precision": precision[places].round(4).tolist(),
    }


def _few_points(recall: FloatArray) -> Array:
    """Places that stand evenly in the list and evenly along the recall, first and last among them."""
    count = len(recall)
    if count <= _MAX_POINTS:
        return np.arange(count)
    half = _MAX_POINTS // 2
    evenly = np.linspace(0, count - 1, half).astype(int)
    along = np.searchsorted(recall, np.linspace(0, recall[-1], half))
    places: Array = np.unique(np.concatenate([evenly, along]))
    return places
