"""The tables of a report, as values for its template."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rv_engine.evaluate.text_table import METRIC_TITLES, metric_names, number

_MAX_MISTAKES = 6
# What tells most of a scene or a group in a row, by what was counted.
_SUMMARIES = {
    "pixels": (
        ("mean_iou", "Mean IoU"),
        ("macro_f1", "F1, mean of classes"),
        ("overall_accuracy", "Overall accuracy"),
        ("kappa", "Kappa"),
    ),
    "cells": (
        ("overall_accuracy", "Overall accuracy"),
        ("macro_f1", "F1, mean of classes"),
        ("balanced_accuracy", "Balanced accuracy"),
        ("kappa", "Kappa"),
    ),
    "objects": (
        ("ap50", "mAP50"),
        ("ap", "mAP"),
        ("f1", "F1"),
        ("precision", "Precision"),
        ("recall", "Recall"),
    ),
}


@dataclass(frozen=True)
class Cell:
    """A value in a table.

    Attributes:
        text: The value.
        interval: Its 95 % interval in words, or nothing.
        place: Where on a bar from 0 to 100 it is; None for no bar.
        low, width: Of the interval on the bar.
    """

    text: str
    interval: str = ""
    place: float | None = None
    low: float = 0.0
    width: float = 0.0


@dataclass(frozen=True)
class Row:
    """A row: what it is about, and the values."""

    name: str
    cells: Sequence[Cell]
    color: str = ""
    is_total: bool = False


@dataclass(frozen=True)
class Table:
    """A table with a heading of each column."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Row]


def told_entries(evaluation: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The classes and their average; of a single class, an average would say the same again."""
    entries: Sequence[Mapping[str, Any]] = evaluation["overall"]
    return entries[:1] if len(entries) == 2 else entries


def summary_cells(average: Mapping[str, Any], counted: str) -> list[tuple[str, Cell]]:
    """What tells most of an evaluation: titles and values."""
    macro = {f"macro_{name}": v for name, v in (average.get("macro_metrics") or {}).items()}
    values = {**average.get("metrics", {}), **macro, **average}
    intervals = average.get("intervals", {})
    return [
        (title, value_cell(values[name], intervals.get(name)))
        for name, title in _SUMMARIES.get(counted, _SUMMARIES["pixels"])
        if name in values
    ]


def class_table(evaluation: Mapping[str, Any]) -> Table:
    """The metrics of each class and their average."""
    names, counted = metric_names(evaluation), evaluation["counted"]
    colors = class_colors(evaluation)
    rows = []
    for entry in told_entries(evaluation):
        intervals = entry.get("intervals", {})
        cells = [value_cell(entry["metrics"].get(n), intervals.get(n)) for n in names]
        cells += [count_cell(entry["gt_count"]), count_cell(entry["pred_count"])]
        name = entry["class_name"]
        is_total = "class_id" not in entry
        rows.append(Row("Average" if is_total else name, cells, colors.get(name, ""), is_total))
    titles = [METRIC_TITLES[name] for name in names]
    head = ["Class", *titles, f"Labelled {counted}", f"Predicted {counted}"]
    return Table("The metrics of each class", head, rows)


def matrix_table(evaluation: Mapping[str, Any]) -> Table | None:
    """The confusion matrix in numbers; None without one."""
    *classes, average = evaluation["overall"]
    matrix = average.get("conf_mat")
    if not matrix:
        return None
    names, colors = [entry["class_name"] for entry in classes], class_colors(evaluation)
    rows = [
        Row(name, [count_cell(count) for count in counts], colors.get(name, ""))
        for name, counts in zip(names, matrix, strict=True)
    ]
    return Table("Rows are labels, columns predictions", ["", *names], rows)


def frequent_mistakes(evaluation: Mapping[str, Any]) -> list[dict[str, str]]:
    """What is most often taken for something else, from the confusion matrix."""
    *classes, average = evaluation["overall"]
    matrix = average.get("conf_mat") or []
    names = [entry["class_name"] for entry in classes]
    found = [
        (count, label, predicted)
        for label, counts in enumerate(matrix)
        for predicted, count in enumerate(counts)
        if label != predicted and count
    ]
    total = sum(count for count, _, _ in found)
    digits = 1 if len(classes) > 2 else 0
    return [
        {
            "label": names[label],
            "predicted": names[predicted],
            "text": f"{things(count, evaluation['counted'])}, {percent(count / total, digits)} of "
            "all errors",
        }
        for count, label, predicted in sorted(found, reverse=True)[:_MAX_MISTAKES]
    ]


def found_table(evaluation: Mapping[str, Any]) -> Table | None:
    """How many objects were found, wrongly found and missed; None of what are no objects."""
    if "true_pos" not in evaluation["overall"][0]:
        return None
    colors = class_colors(evaluation)
    rows = []
    for entry in told_entries(evaluation):
        counts = ("gt_count", "pred_count", "true_pos", "false_pos", "false_neg")
        cells = [count_cell(entry[name]) for name in counts]
        name, is_total = entry["class_name"], "class_id" not in entry
        rows.append(Row("All" if is_total else name, cells, colors.get(name, ""), is_total))
    head = ["Class", "Labelled", "Predicted", "Found", "False", "Missed"]
    return Table("Boxes of each class", head, rows)


def score_table(evaluation: Mapping[str, Any]) -> Table | None:
    """The score with the best F1 of each class, and how far scores can be believed; None without."""
    entries = [e for e in told_entries(evaluation) if e.get("best_f1") or e.get("calibration")]
    if not entries:
        return None
    colors = class_colors(evaluation)
    with_ap = any("average_precision" in entry for entry in entries)
    rows = []
    for entry in entries:
        best, calibration = entry.get("best_f1") or {}, entry.get("calibration") or {}
        cells = [Cell(number(best.get(n))) for n in ("score_thresh", "f1", "precision", "recall")]
        if with_ap:
            cells.append(Cell(number(entry.get("average_precision"))))
        cells += [Cell(number(calibration.get(n))) for n in ("ece", "brier")]
        name, is_total = entry["class_name"], "class_id" not in entry
        rows.append(
            Row("All together" if is_total else name, cells, colors.get(name, ""), is_total)
        )
    head = ["Class", "Score", "F1", "Precision", "Recall"]
    head += ["Average precision"] if with_ap else []
    return Table("The best score of each class", [*head, "Calibration error", "Brier score"], rows)


def summary_table(
    caption: str, what: str, evaluations: Iterable[tuple[str, Mapping[str, Any]]], counted: str
) -> Table:
    """A row for each of several evaluations, by their averages."""
    rows, head = [], [what]
    for name, average in evaluations:
        cells = summary_cells(average, counted)
        head = [what, *(title for title, _ in cells), f"Labelled {counted}"]
        values = [*(cell for _, cell in cells), count_cell(average["gt_count"])]
        rows.append(Row(name, values))
    return Table(caption, head, rows)


def class_colors(evaluation: Mapping[str, Any]) -> dict[str, str]:
    """The colour of each class by its name, as "#rrggbb"."""
    return {entry["name"]: entry["color"] for entry in evaluation.get("classes", [])}


def value_cell(value: float | None, interval: Sequence[float | None] | None = None) -> Cell:
    """A metric, on a bar when it lies between 0 and 1."""
    if value is None or math.isnan(value):
        return Cell(number(None))
    place = round(value * 100, 1) if 0 <= value <= 1 else None
    low, high = interval or (None, None)
    if low is None or high is None or math.isnan(low):
        return Cell(number(value), place=place)
    text = f"{number(low)} to {number(high)}"
    left, right = (min(max(end, 0.0), 1.0) * 100 for end in (low, high))
    return Cell(number(value), text, place, round(left, 1), round(right - left, 1))


def count_cell(count: float) -> Cell:
    """A whole number with thin spaces between thousands."""
    return Cell(grouped(count))


def percent(share: float, digits: int = 0) -> str:
    """0.125 as "12 %" or "12.5 %", in one piece."""
    return f"{share * 100:.{digits}f}\u00a0%"


def things(count: float, counted: str) -> str:
    """3 and "cells" as "3 cells", 1 as "1 cell"."""
    return f"{grouped(count)} {counted[:-1] if count == 1 else counted}"


def grouped(count: float) -> str:
    """12345678 as "12 345 678", with narrow spaces that do not break."""
    return f"{int(count):,}".replace(",", "\u202f")
