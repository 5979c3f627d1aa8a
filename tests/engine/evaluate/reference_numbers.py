"""The numbers of `eval.json` once more, from plain arrays, by scikit-learn where it has them."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
from sklearn import metrics as sk

BINS = 15


def entries(
    labels: np.ndarray,
    predicted: np.ndarray,
    scores: np.ndarray | None,
    names: list[str],
    null_class: str | None,
    *,
    with_iou: bool = True,
) -> list[dict[str, Any]]:
    """One entry a class and the average, but for the intervals and the points of curves.

    Args:
        labels, predicted: (N,) class ids of what counts.
        scores: (N, C) probabilities, not-a-number where there are none, or None.
        names: Of the classes.
        null_class: One of them, or None.
        with_iou: Whether it is told.
    """
    ids = list(range(len(names)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of classes that are not there
        nan = {"zero_division": np.nan}
        precision, recall, _, support = sk.precision_recall_fscore_support(
            labels, predicted, labels=ids, **nan
        )
        f1 = sk.f1_score(labels, predicted, labels=ids, average=None, **nan)
        binary = sk.multilabel_confusion_matrix(labels, predicted, labels=ids)
        iou = np.array([_jaccard(labels == i, predicted == i) for i in ids])
        matrix = sk.confusion_matrix(labels, predicted, labels=ids)
        kappa = sk.cohen_kappa_score(labels, predicted, labels=ids)
        balanced = sk.balanced_accuracy_score(labels, predicted)
    found = []
    for i in ids:
        (tn, fp), (fn, tp) = binary[i].tolist()
        values = {"recall": recall[i], "precision": precision[i], "f1": f1[i],
                  "sensitivity": recall[i], "specificity": tn / (tn + fp) if tn + fp else np.nan}  # fmt: skip
        found.append(
            {
                "class_id": i, "class_name": names[i],
                "gt_count": int(support[i]), "pred_count": int((predicted == i).sum()),
                "count_error": abs(int(support[i]) - int((predicted == i).sum())),
                "relative_frequency": support[i] / len(labels),
                "metrics": {**values, **({"iou": iou[i]} if with_iou else {})},
                "conf_mat": binary[i].tolist(), "conf_mat_frac": binary[i] / len(labels),
                "conf_mat_dict": {"TN": tn, "FP": fp, "FN": fn, "TP": tp},
                "conf_mat_frac_dict": {k: v / len(labels) for k, v in
                                       (("TN", tn), ("FP", fp), ("FN", fn), ("TP", tp))},
            }
        )  # fmt: skip
    average = {
        "class_name": "average",
        "metrics": {m: _mean([(e["metrics"][m], e["gt_count"]) for e in found])
                    for m in found[0]["metrics"]},
        "macro_metrics": {m: _mean([(e["metrics"][m], 1) for e in found
                                    if e["gt_count"] and e["class_name"] != null_class])
                          for m in found[0]["metrics"]},
        "gt_count": len(labels), "pred_count": len(predicted),
        "count_error": sum(e["count_error"] for e in found),
        "overall_accuracy": sk.accuracy_score(labels, predicted),
        "balanced_accuracy": balanced, "kappa": kappa,
        "conf_mat": matrix.tolist(), "conf_mat_frac": matrix / len(labels),
    }  # fmt: skip
    if with_iou:
        average["mean_iou"] = float(np.nanmean(iou))
    if scores is not None:
        _add_scores(found, average, labels, predicted, scores)
    return [*found, average]


def multi_label_entries(
    present: np.ndarray,
    predicted: np.ndarray,
    scores: np.ndarray,
    names: list[str],
    null_class: str,
) -> list[dict[str, Any]]:
    """The same where each thing can have several classes: (N, C) what is, and what is predicted."""
    found = []
    for i, name in enumerate(names):
        # Each class against all others is a task of two classes.
        of_two = entries(present[:, i].astype(int), predicted[:, i].astype(int), None,
                         ["not", name], None, with_iou=False)  # fmt: skip
        found.append(of_two[1] | {"class_id": i})
        found[i]["calibration"] = calibration(scores[:, i], present[:, i])
        is_known = present[:, i].any()
        found[i]["average_precision"] = (
            sk.average_precision_score(present[:, i], scores[:, i]) if is_known else np.nan
        )
        found[i]["best_f1"] = best_f1(present[:, i], scores[:, i]) if is_known else None
    shown = [e for e in found if e["gt_count"] and e["class_name"] != null_class]
    metrics = found[0]["metrics"]
    average = {
        "class_name": "average",
        "metrics": {m: _mean([(e["metrics"][m], e["gt_count"]) for e in found]) for m in metrics},
        "macro_metrics": {m: _mean([(e["metrics"][m], 1) for e in shown]) for m in metrics},
        "overall_accuracy": sk.accuracy_score(present, predicted),
        "average_precision": np.nanmean([e["average_precision"] for e in found]),
        "calibration": calibration(scores.ravel(), present.ravel()),
    }
    for name in ("gt_count", "pred_count", "count_error"):
        average[name] = sum(e[name] for e in found)
    return [*found, average]


def calibration(scores: np.ndarray, is_right: np.ndarray) -> dict[str, Any]:
    """Expected calibration error and Brier score, and the reliability curve, bin by bin."""
    curve: dict[str, list[float]] = {"score": [], "share": [], "counts": []}
    error = 0.0
    for low in range(BINS):
        within = (scores >= low / BINS) & ((scores < (low + 1) / BINS) | (low == BINS - 1))
        if within.any():
            curve["score"].append(scores[within].mean())
            curve["share"].append(is_right[within].mean())
            curve["counts"].append(int(within.sum()))
            error += within.sum() * abs(scores[within].mean() - is_right[within].mean())
    return {
        "ece": error / len(scores), "brier": sk.brier_score_loss(is_right, scores, pos_label=True)
        if 0 < is_right.sum() < len(scores) else float(np.mean((scores - is_right) ** 2)),
        "count": len(scores), "curve": curve,
    }  # fmt: skip


def best_f1(is_there: np.ndarray, scores: np.ndarray) -> float:
    """The highest F1 of all thresholds."""
    precision, recall, _ = sk.precision_recall_curve(is_there, scores)
    with np.errstate(invalid="ignore"):
        return float(np.nanmax(2 * precision * recall / (precision + recall)))


def _add_scores(
    found: list[dict[str, Any]],
    average: dict[str, Any],
    labels: np.ndarray,
    predicted: np.ndarray,
    scores: np.ndarray,
) -> None:
    known = ~np.isnan(scores[:, 0])
    labels, predicted, scores = labels[known], predicted[known], scores[known].astype(float)
    for i, entry in enumerate(found):
        is_there = labels == i
        entry["calibration"] = calibration(scores[:, i], is_there)
        if is_there.any():
            entry["average_precision"] = sk.average_precision_score(is_there, scores[:, i])
            entry["best_f1"] = best_f1(is_there, scores[:, i])
        else:
            entry["average_precision"], entry["best_f1"] = np.nan, None
    average["average_precision"] = np.nanmean([entry["average_precision"] for entry in found])
    of_predicted = calibration(scores[np.arange(len(scores)), predicted], labels == predicted)
    truth = np.eye(scores.shape[1])[labels]
    average["calibration"] = of_predicted | {"brier": ((scores - truth) ** 2).sum(axis=1).mean()}


def _jaccard(labels: np.ndarray, predicted: np.ndarray) -> float:
    union = (labels | predicted).sum()
    return float((labels & predicted).sum() / union) if union else np.nan


def _mean(weighted: list[tuple[float, float]]) -> float:
    known = [(value, weight) for value, weight in weighted if weight and not np.isnan(value)]
    if not known:
        return np.nan
    values, weights = zip(*known, strict=True)
    return float(np.average(values, weights=weights))


def assert_same(found: Any, expected: Any, where: str = "eval.json") -> None:
    """Each value is the expected one: not-a-number as null, and not one is there that is not expected.

    The intervals, and points of curves that are rounded, are checked elsewhere.
    """
    if isinstance(expected, np.ndarray):
        expected = expected.tolist()
    if isinstance(expected, dict):
        left_out = {"intervals", "pr_curve"}
        assert set(found) - left_out == set(expected) - left_out, where
        for name, value in expected.items():
            assert_same(found[name], value, f"{where}: {name}")
    elif isinstance(expected, (list, tuple)):
        assert len(found) == len(expected), where
        for place, (one, other) in enumerate(zip(found, expected, strict=True)):
            assert_same(one, other, f"{where}[{place}]")
    elif expected is None or isinstance(expected, str) or isinstance(found, dict):
        if isinstance(found, dict):  # the best F1, with where it is
            assert found["f1"] == pytest.approx(expected, abs=1e-6), where
        else:
            assert found == expected, where
    elif np.isnan(expected):
        assert found is None or np.isnan(found), where
    else:
        # Of curves four digits are told.
        digits = 6e-5 if "curve" in where else 1e-6
        assert found == pytest.approx(expected, rel=1e-6, abs=digits), where
