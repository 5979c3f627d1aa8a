"""Metrics from a confusion matrix, in Raster Vision's structure of `eval.json`."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from rv_engine.config.class_config import ClassConfig
from rv_engine.types import Array, BoolArray

UNDEFINED = float("nan")


def class_evaluations(
    matrix: Array, class_config: ClassConfig, *, with_iou: bool = True
) -> list[dict[str, Any]]:
    """One entry a class, then the average.

    Args:
        matrix: (C, C) counts; rows are labels, columns predictions.
        class_config: The classes.
        with_iou: Whether IoU means something: of pixels it does, of cells it does not.

    Returns:
        As in Raster Vision 0.31, with "iou" among the metrics. Undefined metrics are
        not-a-number. The average is weighted by the labels' counts and leaves undefined metrics
        out; its "macro_metrics" is the plain mean over the classes that have labels, the null
        class left out; for "overall_accuracy" and its like see `agreement`.
    """
    total = matrix.sum()
    classes = []
    for class_id, name in enumerate(class_config.names):
        tp = matrix[class_id, class_id]
        fp = matrix[:, class_id].sum() - tp
        fn = matrix[class_id, :].sum() - tp
        counts = np.array([[total - tp - fp - fn, fp], [fn, tp]])
        classes.append(_one_class(counts, class_id, name, with_iou=with_iou))
    average = _average(classes, class_config) | agreement(matrix, with_iou=with_iou)
    average["conf_mat"] = matrix.tolist()
    fractions = matrix / total if total else np.full(matrix.shape, UNDEFINED)
    average["conf_mat_frac"] = fractions.tolist()
    return [*classes, average]


def multi_label_evaluations(
    present: BoolArray, predicted: BoolArray, class_config: ClassConfig
) -> list[dict[str, Any]]:
    """One entry a class, then the average, where each thing can have several classes.

    Args:
        present: (N, C): the classes that each of N things has.
        predicted: (N, C): those that it is taken to have.
        class_config: The classes.

    Returns:
        As `class_evaluations`, without a matrix of all classes. The "overall_accuracy" is the share
        of things of which all is right.
    """
    return multi_label_evaluations_of(multi_label_counts(present, predicted), class_config)


def multi_label_counts(present: BoolArray, predicted: BoolArray) -> Array:
    """(C + 1, 2, 2) counts: [[TN, FP], [FN, TP]] of each class, and of the things themselves.

    In the last one TP are the things of which all is right, and FN the others. For the arguments see
    `multi_label_evaluations`.
    """
    pairs = 2 * present.astype(np.int64) + predicted
    counts = [np.bincount(column, minlength=4) for column in pairs.T]
    right = int((present == predicted).all(axis=1).sum())
    all_counts: Array = np.array([*counts, [0, 0, len(present) - right, right]], np.int64)
    return all_counts.reshape(-1, 2, 2)


def multi_label_evaluations_of(counts: Array, class_config: ClassConfig) -> list[dict[str, Any]]:
    """`multi_label_evaluations` from what `multi_label_counts` gave, or a sum of such."""
    classes = [
        _one_class(counts[class_id], class_id, name, with_iou=False)
        for class_id, name in enumerate(class_config.names)
    ]
    average = _average(classes, class_config)
    (_, _), (wrong, right) = counts[-1]
    return [*classes, average | {"overall_accuracy": _ratio(right, right + wrong)}]


def agreement(matrix: Array, *, with_iou: bool = True) -> dict[str, float]:
    """How well labels and predictions agree in all, from a confusion matrix.

    Returns:
        "overall_accuracy", the share that is right. "balanced_accuracy", the plain mean of the
        recall over the classes that have labels. "kappa", Cohen's (1960): 0 is what chance gives, 1
        is perfect. "mean_iou", the plain mean of the IoU over all classes that have labels or
        predictions, the null class included.
    """
    total, right = matrix.sum(), np.diag(matrix)
    labelled, predicted = matrix.sum(axis=1), matrix.sum(axis=0)
    by_chance = _ratio((labelled.astype(float) * predicted).sum(), float(total) ** 2)
    accuracy = _ratio(right.sum(), total)
    unions = labelled + predicted - right
    numbers = {
        "overall_accuracy": accuracy,
        "balanced_accuracy": _mean_ratio(right, labelled),
        "kappa": _ratio(accuracy - by_chance, 1 - by_chance),
    }
    return numbers | {"mean_iou": _mean_ratio(right, unions)} if with_iou else numbers


def _one_class(counts: Array, class_id: int, name: str, *, with_iou: bool) -> dict[str, Any]:
    (tn, fp), (fn, tp) = counts
    total = counts.sum()
    fractions = counts / total if total else np.full((2, 2), UNDEFINED)
    metrics = {
        "recall": _ratio(tp, tp + fn),
        "precision": _ratio(tp, tp + fp),
        "f1": _ratio(2 * tp, 2 * tp + fp + fn),
        "sensitivity": _ratio(tp, tp + fn),
        "specificity": _ratio(tn, tn + fp),
    }
    if with_iou:
        metrics["iou"] = _ratio(tp, tp + fp + fn)
    return {
        "class_id": class_id,
        "class_name": name,
        "gt_count": int(tp + fn),
        "pred_count": int(tp + fp),
        "count_error": int(abs(fn - fp)),
        "relative_frequency": _ratio(tp + fn, total),
        "metrics": metrics,
        "conf_mat": counts.tolist(),
        "conf_mat_frac": fractions.tolist(),
        "conf_mat_dict": _named(counts),
        "conf_mat_frac_dict": _named(fractions),
    }


def _average(classes: list[dict[str, Any]], class_config: ClassConfig) -> dict[str, Any]:
    foreground = [
        entry
        for entry in classes
        if entry["gt_count"] and entry["class_name"] != class_config.null_class
    ]
    return {
        "class_name": "average",
        "metrics": _mean(classes, [entry["gt_count"] for entry in classes]),
        "macro_metrics": _mean(foreground, [1] * len(foreground)),
        "gt_count": sum(entry["gt_count"] for entry in classes),
        "pred_count": sum(entry["pred_count"] for entry in classes),
        "count_error": sum(entry["count_error"] for entry in classes),
    }


def _mean(classes: list[dict[str, Any]], weights: list[int]) -> dict[str, float]:
    if not classes:
        return {}
    means = {}
    for name in classes[0]["metrics"]:
        # In plain numbers: the bootstrap does this for thousands of choices of blocks.
        total = whole = 0.0
        for entry, weight in zip(classes, weights, strict=True):
            value = entry["metrics"][name]
            if weight > 0 and not math.isnan(value):
                total += value * weight
                whole += weight
        means[name] = _ratio(total, whole)
    return means


def _ratio(part: float, whole: float) -> float:
    return float(part) / float(whole) if whole else UNDEFINED


def _mean_ratio(parts: Array, wholes: Array) -> float:
    known = wholes > 0
    return float((parts[known] / wholes[known]).mean()) if known.any() else UNDEFINED


def _named(counts: Array) -> dict[str, Any]:
    (tn, fp), (fn, tp) = counts.tolist()
    return {"TN": tn, "FP": fp, "FN": fn, "TP": tp}
