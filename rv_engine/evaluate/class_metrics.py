"""Metrics from a confusion matrix, in Raster Vision's structure of `eval.json`."""

from __future__ import annotations

from typing import Any

import numpy as np

from rv_engine.config.class_config import ClassConfig
from rv_engine.types import Array

UNDEFINED = float("nan")


def class_evaluations(matrix: Array, class_config: ClassConfig) -> list[dict[str, Any]]:
    """One entry a class, then the average.

    Args:
        matrix: (C, C) counts; rows are labels, columns predictions.
        class_config: The classes.

    Returns:
        As in Raster Vision 0.31, with "iou" among the metrics. Undefined metrics are
        not-a-number. The average is weighted by the labels' counts and leaves undefined metrics
        out; its "macro_metrics" is the plain mean over the classes that have labels, the null
        class left out, and "overall_accuracy" the share of right pixels.
    """
    classes = [
        _one_class(matrix, class_id, name) for class_id, name in enumerate(class_config.names)
    ]
    return [*classes, _average(matrix, classes, class_config)]


def _one_class(matrix: Array, class_id: int, name: str) -> dict[str, Any]:
    total = matrix.sum()
    tp = matrix[class_id, class_id]
    fp = matrix[:, class_id].sum() - tp
    fn = matrix[class_id, :].sum() - tp
    tn = total - tp - fp - fn
    counts = np.array([[tn, fp], [fn, tp]])
    fractions = counts / total if total else np.full((2, 2), UNDEFINED)
    return {
        "class_id": class_id,
        "class_name": name,
        "gt_count": int(tp + fn),
        "pred_count": int(tp + fp),
        "count_error": int(abs(fn - fp)),
        "relative_frequency": _ratio(tp + fn, total),
        "metrics": {
            "recall": _ratio(tp, tp + fn),
            "precision": _ratio(tp, tp + fp),
            "f1": _ratio(2 * tp, 2 * tp + fp + fn),
            "sensitivity": _ratio(tp, tp + fn),
            "specificity": _ratio(tn, tn + fp),
            "iou": _ratio(tp, tp + fp + fn),
        },
        "conf_mat": counts.tolist(),
        "conf_mat_frac": fractions.tolist(),
        "conf_mat_dict": _named(counts),
        "conf_mat_frac_dict": _named(fractions),
    }


def _average(
    matrix: Array, classes: list[dict[str, Any]], class_config: ClassConfig
) -> dict[str, Any]:
    foreground = [
        entry
        for entry in classes
        if entry["gt_count"] and entry["class_name"] != class_config.null_class
    ]
    total = matrix.sum()
    return {
        "class_name": "average",
        "metrics": _mean(classes, [entry["gt_count"] for entry in classes]),
        "macro_metrics": _mean(foreground, [1] * len(foreground)),
        "overall_accuracy": _ratio(np.trace(matrix), total),
        "gt_count": sum(entry["gt_count"] for entry in classes),
        "pred_count": sum(entry["pred_count"] for entry in classes),
        "count_error": sum(entry["count_error"] for entry in classes),
        "conf_mat": matrix.tolist(),
        "conf_mat_frac": (matrix / total if total else np.full(matrix.shape, UNDEFINED)).tolist(),
    }


def _mean(classes: list[dict[str, Any]], weights: list[int]) -> dict[str, float]:
    if not classes:
        return {}
    means = {}
    for name in classes[0]["metrics"]:
        values = np.array([entry["metrics"][name] for entry in classes], float)
        known = ~np.isnan(values) & (np.array(weights) > 0)
        weight = np.array(weights, float)[known]
        means[name] = _ratio((values[known] * weight).sum(), weight.sum())
    return means


def _ratio(part: float, whole: float) -> float:
    return float(part) / float(whole) if whole else UNDEFINED


def _named(counts: Array) -> dict[str, Any]:
    (tn, fp), (fn, tp) = counts.tolist()
    return {"TN": tn, "FP": fp, "FN": fn, "TP": tp}
