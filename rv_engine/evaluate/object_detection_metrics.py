"""Metrics from matched boxes, in Raster Vision's structure of `eval.json`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from rv_engine.evaluate.object_matching import ClassMatches, Curve

UNDEFINED = float("nan")
# Points of a curve: enough for a picture, few enough for a file.
_MAX_POINTS = 200
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


def _one_class(matches: ClassMatches, least_score: float) -> dict[str, Any]:
    tp, fp, fn = matches.counts(_COUNTS, least_score)
    thresholds = range(len(matches.hits))
    curve = matches.curve(_COUNTS)
    return {
        "gt_count": tp + fn,
        "pred_count": tp + fp,
        "count_error": abs(fn - fp),
        "true_pos": tp,
        "false_pos": fp,
        "false_neg": fn,
        "metrics": {
            "recall": _ratio(tp, tp + fn),
            "precision": _ratio(tp, tp + fp),
            "f1": _ratio(2 * tp, 2 * tp + fp + fn),
            "sensitivity": _ratio(tp, tp + fn),
            "specificity": UNDEFINED,
            "ap": float(np.mean([matches.average_precision(t) for t in thresholds[_COCO]])),
            "ap50": matches.average_precision(_COCO_50),
        },
        "best_f1": _best(curve),
        "pr_curve": _points(curve),
    }


def _average(classes: Sequence[dict[str, Any]], pooled: ClassMatches) -> dict[str, Any]:
    weights = np.array([entry["gt_count"] for entry in classes], float)
    metrics = {}
    for name in classes[0]["metrics"]:
        values = np.array([entry["metrics"][name] for entry in classes], float)
        known = ~np.isnan(values) & (weights > 0)
        weight = np.ones(known.sum()) if name.startswith("ap") else weights[known]
        metrics[name] = _ratio((values[known] * weight).sum(), weight.sum())
    counts = ("gt_count", "pred_count", "count_error", "true_pos", "false_pos", "false_neg")
    curve = pooled.curve(_COUNTS)
    return {
        "class_name": "average",
        "metrics": metrics,
        "mAP": metrics["ap"],
        "mAP50": metrics["ap50"],
        **{name: sum(entry[name] for entry in classes) for name in counts},
        "best_f1": _best(curve),
        "pr_curve": _points(curve),
    }


def _best(curve: Curve) -> dict[str, float] | None:
    best = curve.best()
    if best is None:
        return None
    return dict(zip(("f1", "score_thresh", "precision", "recall"), best, strict=True))


def _points(curve: Curve) -> dict[str, list[float]]:
    count = len(curve.scores)
    places = np.unique(np.linspace(0, max(count - 1, 0), min(count, _MAX_POINTS)).astype(int))
    if not count:
        places = np.empty(0, int)
    return {
        "score": curve.scores[places].round(4).tolist(),
        "recall": curve.recall[places].round(4).tolist(),
        "precision": curve.precision[places].round(4).tolist(),
    }


def _ratio(part: float, whole: float) -> float:
    return float(part) / float(whole) if whole else UNDEFINED
