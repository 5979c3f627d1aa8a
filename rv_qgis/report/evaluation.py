"""Reads an eval.json, of this engine or of Raster Vision 0.31. It shows nothing.

Raster Vision writes a list of items, one a class and one named "average", or a dictionary with that
list for all scenes ("overall") and for each ("per_scene"). It has no IoU: it is worked out here.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Optional

from ...rv_engine.errors import RvError
from ..translation import tr

AVERAGE = "average"
MEAN = "mean"

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
        ap50: The average precision of objects that overlap by half.
        intervals: The 95 % interval of scores by their names: "precision", "recall", "f1", "iou".
    """

    name: str
    precision: Optional[float]
    recall: Optional[float]
    f1: Optional[float]
    iou: Optional[float]
    true_count: Optional[float]
    predicted_count: Optional[float]
    is_average: bool = False
    ap50: Optional[float] = None
    intervals: Mapping[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class SceneEvaluation:
    """The scores of one scene, or of all together.

    Attributes:
        rows: One a class, then the average where there is one.
        confusion: Row i, column j: how much of class i was taken for class j. Empty when the file
            has none.
        totals: Numbers about all classes together, by their names in the file, such as "kappa".
    """

    title: str
    rows: tuple[Scores, ...]
    confusion: Matrix
    totals: Mapping[str, float] = field(default_factory=dict)

    @property
    def class_names(self) -> tuple[str, ...]:
        return tuple(row.name for row in self.rows if not row.is_average)


@dataclass(frozen=True)
class Evaluation:
    """An eval.json: first all scenes together, then each.

    Attributes:
        colours: The colour of each class by its name, where the file says it.
        counted: What the counts are: "pixels", "cells" or "objects"; "" where the file says nothing.
        curves_left_out: Why there are no curves of precision and recall; "" where there are.
        errors: What the file says of the maps of errors, by the scene.
    """

    path: Path
    scenes: tuple[SceneEvaluation, ...]
    colours: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    counted: str = ""
    curves_left_out: str = ""

    @property
    def parts(self) -> tuple[SceneEvaluation, ...]:
        """What there is to look at: where there is one scene, all together are the same again."""
        return self.scenes if len(self.scenes) > 2 else self.scenes[:1]

    @property
    def name(self) -> str:
        """The name of the run, or of the folder that the file lies in."""
        return name_of(self.path)


def name_of(path: Path) -> str:
    """The name of the run that an eval.json belongs to, or of the folder that it lies in."""
    parents = [parent.name for parent in path.parents]
    if "eval" in parents[:2]:
        return parents[parents.index("eval") + 1] or str(path)
    return parents[0] or str(path)


def read_evaluation(path: Path) -> Evaluation:
    """Reads an eval.json.

    Raises:
        EvaluationError: The file cannot be read, or holds something else.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        reason = tr("it cannot be read: {reason}").format(reason=error.strerror)
        raise _no_evaluation(path, reason) from error
    except ValueError as error:
        raise _no_evaluation(path, tr("it is not JSON")) from error
    if isinstance(content, list):
        content = {"overall": content}
    if not isinstance(content, dict) or not isinstance(content.get("overall"), list):
        raise _no_evaluation(path, tr("it has no list 'overall'"))
    per_scene = content.get("per_scene") or {}
    if not isinstance(per_scene, dict):
        raise _no_evaluation(path, tr("'per_scene' is no dictionary"))
    parts: dict[str, Any] = {tr("All scenes"): content["overall"], **per_scene}
    counted = str(content.get("counted") or "")
    # Raster Vision does not say what it counted.
    has_iou = counted in ("", "pixels")
    try:
        scenes = tuple(_read_scene(title, items, has_iou) for title, items in parts.items())
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        reason = tr("an item in it is not as expected ({reason})").format(reason=repr(error))
        raise _no_evaluation(path, reason) from error
    return Evaluation(
        path,
        scenes,
        _read_colours(content),
        _read_errors(content),
        counted=counted,
        curves_left_out=str(content.get("curves_left_out") or ""),
    )


def find_evaluation(path: Path) -> Path:
    """The eval.json in a run folder, in its folder `eval`, or the file itself."""
    if not path.is_dir():
        return path
    groups = ("validation_scenes", "test_scenes", "*")
    for pattern in ("eval.json", *(f"eval/{group}/eval.json" for group in groups), "*/eval.json"):
        for found in sorted(path.glob(pattern)):
            return found
    return path / "eval.json"


def _no_evaluation(path: Path, reason: str) -> EvaluationError:
    return EvaluationError(
        tr("'{path}' is not an evaluation: {reason}.").format(path=path, reason=reason),
        hint=tr("Choose the eval.json in the folder 'eval' of a run."),
        where=str(path),
    )


def _read_scene(title: str, items: Sequence[Mapping[str, Any]], has_iou: bool) -> SceneEvaluation:
    classes = [item for item in items if "class_id" in item]
    averages = [item for item in items if "class_id" not in item and item["class_name"] == AVERAGE]
    if not classes:
        raise ValueError("no class")
    rows = [_read_class(item) for item in classes]
    for item in averages[:1]:
        rows += [*_read_mean(item, rows), _read_average(item, rows)]
    if not has_iou:
        rows = [replace(row, iou=None) for row in rows]
    matrix = averages[0].get("conf_mat") if averages else None
    totals = _read_totals(averages[0]) if averages else {}
    return SceneEvaluation(title, tuple(rows), _read_matrix(matrix, len(classes)), totals)


def _read_totals(average: Mapping[str, Any]) -> dict[str, float]:
    names = ("overall_accuracy", "mean_iou", "kappa", "balanced_accuracy", "mAP", "mAP50")
    values = {name: _number(average.get(name)) for name in names}
    return {name: value for name, value in values.items() if value is not None}


def _read_intervals(value: Any) -> dict[str, tuple[float, float]]:
    """The intervals that have both ends; whatever has another form is left out."""
    intervals = {}
    for name, ends in value.items() if isinstance(value, dict) else ():
        if isinstance(ends, list) and len(ends) == 2:
            low, high = _number(ends[0]), _number(ends[1])
            if low is not None and high is not None:
                intervals[str(name)] = (low, high)
    return intervals


def _read_colours(content: Mapping[str, Any]) -> dict[str, str]:
    classes = content.get("classes")
    return {
        str(item.get("name")): str(item["color"])
        for item in (classes if isinstance(classes, list) else ())
        if isinstance(item, dict) and item.get("color")
    }


def _read_errors(content: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    errors = content.get("errors")
    return {
        str(scene): value
        for scene, value in (errors.items() if isinstance(errors, dict) else ())
        if isinstance(value, dict)
    }


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
        ap50=_number(metrics.get("ap50")),
        intervals=_read_intervals(item.get("intervals")),
    )


def _read_average(item: Mapping[str, Any], rows: list[Scores]) -> Scores:
    scores = _read_class(item)
    iou = scores.iou if "iou" in item["metrics"] else _weighted_iou(rows)
    return replace(scores, name=AVERAGE, iou=iou, is_average=True)


def _read_mean(item: Mapping[str, Any], rows: list[Scores]) -> list[Scores]:
    """The plain mean without the background, unless it would be the only other class again."""
    metrics = item.get("macro_metrics")
    if not isinstance(metrics, dict) or len(rows) < 3:
        return []
    names = ("precision", "recall", "f1", "iou", "ap50")
    values = {name: _number(metrics.get(name)) for name in names}
    if all(value is None for value in values.values()):
        return []
    found = _read_intervals(item.get("intervals"))
    intervals = {name: found[f"macro_{name}"] for name in names if f"macro_{name}" in found}
    return [
        Scores(
            name=MEAN,
            true_count=None,
            predicted_count=None,
            is_average=True,
            intervals=intervals,
            **values,
        )
    ]


def _iou(item: Mapping[str, Any]) -> Optional[float]:
    """TP / (TP + FP + FN), from the matrix [[TN, FP], [FN, TP]] of pixels.

    Boxes have no such matrix: their IoU is of each one, and no number about all of them.
    """
    matrix = _read_matrix(item.get("conf_mat"), 2)
    if not matrix:
        return None
    (_, false_positive), (false_negative, true_positive) = matrix
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
