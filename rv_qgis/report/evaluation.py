"""Reads an eval.json, of this engine or of Raster Vision 0.31. Knows no Qt.

Raster Vision writes a list of items, one a class and one named "average", or a dictionary with that
list for all scenes ("overall") and for each ("per_scene"). It has no IoU: it is worked out here.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

from ...rv_engine.errors import RvError

_AVERAGE = "average"

Matrix = tuple[tuple[float, ...], ...]


class EvaluationError(RvError, ValueError):
    """A file is no eval.json."""

    code = "evaluation"


@dataclass(frozen=True)
class Scores:
    """One row of the table; None where a number is not defined.

    Attributes:
        true_count, predicted_count: Pixels, cells or objects of the class in the labels and in the
            prediction.
    """

    name: str
    precision: Optional[float]
    recall: Optional[float]
    f1: Optional[float]
    iou: Optional[float]
    true_count: Optional[float]
    predicted_count: Optional[float]
    is_average: bool = False


@dataclass(frozen=True)
class SceneEvaluation:
    """The scores of one scene, or of all together.

    Attributes:
        rows: One a class, then the average where there is one.
        confusion: Row i, column j: how much of class i was taken for class j. Empty when the file
            has none.
    """

    title: str
    rows: tuple[Scores, ...]
    confusion: Matrix

    @property
    def class_names(self) -> tuple[str, ...]:
        return tuple(row.name for row in self.rows if not row.is_average)


@dataclass(frozen=True)
class Evaluation:
    """An eval.json: first all scenes together, then each."""

    path: Path
    scenes: tuple[SceneEvaluation, ...]


def read_evaluation(path: Path) -> Evaluation:
    """Reads an eval.json.

    Raises:
        EvaluationError: The file cannot be read, or holds something else.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _no_evaluation(path, f"it cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise _no_evaluation(path, "it is not JSON") from error
    if isinstance(content, list):
        content = {"overall": content}
    if not isinstance(content, dict) or not isinstance(content.get("overall"), list):
        raise _no_evaluation(path, "it has no list 'overall'")
    per_scene = content.get("per_scene") or {}
    if not isinstance(per_scene, dict):
        raise _no_evaluation(path, "'per_scene' is no dictionary")
    parts: dict[str, Any] = {"All scenes": content["overall"], **per_scene}
    try:
        scenes = tuple(_read_scene(title, items) for title, items in parts.items())
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise _no_evaluation(path, f"an item in it is not as expected ({error!r})") from error
    return Evaluation(path, scenes)


def _no_evaluation(path: Path, reason: str) -> EvaluationError:
    return EvaluationError(
        f"'{path}' is not an evaluation: {reason}.",
        hint="Choose the eval.json in the folder 'eval' of a run.",
        where=str(path),
    )


def _read_scene(title: str, items: Sequence[Mapping[str, Any]]) -> SceneEvaluation:
    classes = [item for item in items if "class_id" in item]
    averages = [item for item in items if "class_id" not in item and item["class_name"] == _AVERAGE]
    if not classes:
        raise ValueError("no class")
    rows = [_read_class(item) for item in classes]
    rows += [_read_average(item, rows) for item in averages[:1]]
    matrix = averages[0].get("conf_mat") if averages else None
    return SceneEvaluation(title, tuple(rows), _read_matrix(matrix, len(classes)))


def _read_class(item: Mapping[str, Any]) -> Scores:
    metrics = item["metrics"]
    return Scores(
        name=str(item["class_name"]),
        precision=_number(metrics.get("precision")),
        recall=_number(metrics.get("recall")),
        f1=_number(metrics.get("f1")),
        iou=_number(metrics.get("iou")) if "iou" in metrics else _iou(item),
        true_count=_number(item.get("gt_count")),
        predicted_count=_number(item.get("pred_count")),
    )


def _read_average(item: Mapping[str, Any], rows: list[Scores]) -> Scores:
    scores = _read_class(item)
    iou = scores.iou if "iou" in item["metrics"] else _weighted_iou(rows)
    return Scores(
        name=_AVERAGE,
        precision=scores.precision,
        recall=scores.recall,
        f1=scores.f1,
        iou=iou,
        true_count=scores.true_count,
        predicted_count=scores.predicted_count,
        is_average=True,
    )


def _iou(item: Mapping[str, Any]) -> Optional[float]:
    """TP / (TP + FP + FN), from the matrix [[TN, FP], [FN, TP]] or the three counts."""
    matrix = _read_matrix(item.get("conf_mat"), 2)
    if matrix:
        (_, false_positive), (false_negative, true_positive) = matrix
    elif "true_pos" in item:
        true_positive = item["true_pos"]
        false_positive, false_negative = item["false_pos"], item["false_neg"]
    else:
        return None
    union = true_positive + false_positive + false_negative
    return true_positive / union if union > 0 else None


def _weighted_iou(rows: list[Scores]) -> Optional[float]:
    """The average as Raster Vision averages: by how much of each class there is."""
    known = [row for row in rows if row.iou is not None and row.true_count]
    total = sum(row.true_count for row in rows if row.true_count)
    return sum(row.iou * row.true_count for row in known) / total if known else None


def _read_matrix(value: Any, size: int) -> Matrix:
    if not isinstance(value, list) or len(value) != size:
        return ()
    if any(not isinstance(row, list) or len(row) != size for row in value):
        return ()
    return tuple(tuple(float(cell) for cell in row) for row in value)


def _number(value: Any) -> Optional[float]:
    """A finite number or None; Python's JSON knows NaN, which Raster Vision writes."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if math.isfinite(value) else None
