"""Metrics from matched boxes, in Raster Vision's structure of `eval.json`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rv_engine.evaluate.bootstrap import Evaluate, add_intervals
from rv_engine.evaluate.object_matching import ClassMatches, Curve
from rv_engine.evaluate.score_tally import ScoreTally, curve_points
from rv_engine.types import Array, FloatArray

UNDEFINED = float("nan")
# AP of drawn blocks takes time: with more detections than this in all rounds, some rounds do without.
_AP_WORK = 200_000
# And memory: so many numbers are 40 MB.
_NUMBERS_AT_ONCE = 5_000_000
# Places in the thresholds of the matches: that of the counts, 0.5, and COCO's.
_COUNTS, _COCO_50, _COCO = 0, 1, slice(1, None)


def object_evaluations(
    matches: Sequence[ClassMatches], names: Sequence[str], least_score: float
) -> list[dict[str, Any]]:
    """One entry a class, then the average.

    Args:
        matches: Of each class, at the IoU threshold of the counts and then at COCO's ten.
        names: Of the classes.
        least_score: The lowest score of a box on the map: with those boxes is counted.

    Returns:
        As in Raster Vision 0.31, with "ap" (COCO's AP over IoU from 0.5 to 0.95) and "ap50" among
        the metrics, the best F1 of all scores, and the curve of precision and recall. Undefined
        metrics are not-a-number. The average is weighted by the labels' counts and leaves undefined
        metrics out; its "ap" and "ap50" are COCO's plain means over the classes that have labels,
        "mAP" and "mAP50".
    """
    total = sum(of_class.truth_count for of_class in matches)
    classes = [
        {"class_id": class_id, "class_name": names[class_id]}
        | _one_class(of_class, least_score)
        | {"relative_frequency": _ratio(of_class.truth_count, total)}
        for class_id, of_class in enumerate(matches)
    ]
    return [*classes, _average(classes, ClassMatches.joined(matches))]


def with_intervals(
    evaluations: list[dict[str, Any]],
    matches: Sequence[ClassMatches],
    names: Sequence[str],
    least_score: float,
) -> list[dict[str, Any]]:
    """The entries with "intervals", where there are enough blocks for them; see `add_intervals`."""
    keys = blocks_of(matches)
    add_intervals(evaluations, len(keys), evaluate_blocks(matches, names, least_score, keys))
    return evaluations


def blocks_of(matches: Sequence[ClassMatches]) -> Array:
    """(N,) the keys of all blocks in which anything is."""
    keys = [m.blocks for m in matches] + [m.truth_blocks for m in matches]
    return np.unique(np.concatenate(keys))


def evaluate_blocks(
    matches: Sequence[ClassMatches], names: Sequence[str], least_score: float, keys: Array
) -> Evaluate:
    """For `add_intervals`: the metrics in choices of blocks.

    Args:
        matches, names, least_score: As `object_evaluations` takes them.
        keys: (N,) rising, the blocks that are chosen from; all that the matches lie in are there.
    """
    per_class = [(m, _Placed.of(m, keys, least_score)) for m in matches]
    rounds = iter(range(10**6))

    def evaluate(choices: FloatArray) -> Iterator[list[dict[str, Any]]]:
        number = next(rounds)
        drawn = [_drawn(m, placed, choices, number) for m, placed in per_class]
        for replicate in zip(*drawn, strict=True):
            classes = [
                {"class_name": name, "metrics": metrics, "gt_count": weight}
                for name, (metrics, weight) in zip(names, replicate, strict=True)
            ]
            yield [*classes, _average_numbers(classes)]

    return evaluate


@dataclass(frozen=True, eq=False)
class _Placed:
    """The places in a list of blocks, of detections and of objects, and what is on the map.

    Attributes:
        detections: (D,).
        counts: (N, 3) true positives, detections that count, and objects in each block.
    """

    detections: Array
    counts: FloatArray

    @classmethod
    def of(cls, matches: ClassMatches, blocks: Array, least_score: float) -> _Placed:
        detections = np.searchsorted(blocks, matches.blocks)
        truths = np.searchsorted(blocks, matches.truth_blocks)
        counted = (matches.scores >= least_score) & ~matches.uncounted[_COUNTS]
        hits = matches.hits[_COUNTS] & counted
        columns = [
            np.bincount(places, minlength=len(blocks))
            for places in (detections[hits], detections[counted], truths)
        ]
        return cls(detections, np.stack(columns, axis=1).astype(float))


def _drawn(
    matches: ClassMatches, placed: _Placed, choices: FloatArray, number: int
) -> list[tuple[dict[str, float], float]]:
    """The metrics, and the number of objects, in each of (K, N) choices of blocks."""
    sums = choices @ placed.counts
    ap = np.full((len(choices), len(matches.hits)), UNDEFINED)
    if number < max(2, _AP_WORK // max(len(matches.scores), 1)):
        step = max(1, _NUMBERS_AT_ONCE // max(len(matches.scores), 1))
        for start in range(0, len(choices), step):
            rows = slice(start, start + step)
            weights = choices[rows][:, placed.detections]
            for threshold in range(1, len(matches.hits)):
                truth_counts = sums[rows, 2]
                ap[rows, threshold] = matches.average_precisions(threshold, weights, truth_counts)
    return [
        (_metrics(tp, found - tp, truth - tp, of_choice), truth)
        for (tp, found, truth), of_choice in zip(sums.tolist(), ap, strict=True)
    ]


def _metrics(tp: float, fp: float, fn: float, ap: FloatArray) -> dict[str, float]:
    return {
        "recall": _ratio(tp, tp + fn),
        "precision": _ratio(tp, tp + fp),
        "f1": _ratio(2 * tp, 2 * tp + fp + fn),
        "sensitivity": _ratio(tp, tp + fn),
        "specificity": UNDEFINED,
        "ap": float(np.mean(ap[_COCO])),
        "ap50": float(ap[_COCO_50]),
    }


def _one_class(matches: ClassMatches, least_score: float) -> dict[str, Any]:
    tp, fp, fn = matches.counts(_COUNTS, least_score)
    curve = matches.curve(_COUNTS)
    ap = np.array([matches.average_precision(t) for t in range(len(matches.hits))])
    return {
        "gt_count": tp + fn,
        "pred_count": tp + fp,
        "count_error": abs(fn - fp),
        "true_pos": tp,
        "false_pos": fp,
        "false_neg": fn,
        "metrics": _metrics(tp, fp, fn, ap),
        "best_f1": _best(curve),
        "pr_curve": curve_points(curve.scores, curve.recall, curve.precision),
        "calibration": _calibration(matches),
    }


def _calibration(matches: ClassMatches) -> dict[str, Any] | None:
    counted = ~matches.uncounted[_COUNTS]
    tally = ScoreTally()
    tally.add(matches.scores[counted], matches.hits[_COUNTS][counted])
    return tally.calibration()


def _average(classes: Sequence[dict[str, Any]], pooled: ClassMatches) -> dict[str, Any]:
    counts = ("gt_count", "pred_count", "count_error", "true_pos", "false_pos", "false_neg")
    curve = pooled.curve(_COUNTS)
    return {
        **_average_numbers(classes),
        **{name: sum(entry[name] for entry in classes) for name in counts},
        "best_f1": _best(curve),
        "pr_curve": curve_points(curve.scores, curve.recall, curve.precision),
        "calibration": _calibration(pooled),
    }


def _average_numbers(classes: Sequence[dict[str, Any]]) -> dict[str, Any]:
    metrics = _mean_metrics(classes)
    return {
        "class_name": "average",
        "metrics": metrics,
        "mAP": metrics["ap"],
        "mAP50": metrics["ap50"],
    }


def _mean_metrics(classes: Sequence[dict[str, Any]]) -> dict[str, float]:
    weights = np.array([entry["gt_count"] for entry in classes], float)
    metrics = {}
    for name in classes[0]["metrics"]:
        values = np.array([entry["metrics"][name] for entry in classes], float)
        known = ~np.isnan(values) & (weights > 0)
        weight = np.ones(known.sum()) if name.startswith("ap") else weights[known]
        metrics[name] = _ratio((values[known] * weight).sum(), weight.sum())
    return metrics


def _best(curve: Curve) -> dict[str, float] | None:
    best = curve.best()
    if best is None:
        return None
    return dict(zip(("f1", "score_thresh", "precision", "recall"), best, strict=True))


def _ratio(part: float, whole: float) -> float:
    return float(part) / float(whole) if whole else UNDEFINED
