"""The tables of the evaluation dock as Qt models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Optional

from qtpy.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QLocale,
    QModelIndex,
    QSortFilterProxyModel,
    Qt,
)
from qtpy.QtGui import QColor, QFont

from ..swatch import swatch
from ..translation import tr
from .evaluation import Matrix, SceneEvaluation, Scores

SORT_ROLE = Qt.ItemDataRole.UserRole
IS_AVERAGE_ROLE = Qt.ItemDataRole.UserRole + 1
SHARE_ROLE = Qt.ItemDataRole.UserRole + 2

_TOP = QModelIndex()
_UNDEFINED = "–"
_ALIGN_RIGHT = int(Qt.AlignmentFlag.AlignRight) | int(Qt.AlignmentFlag.AlignVCenter)


COLUMNS = ("name", "precision", "recall", "f1", "iou", "ap50", "true_count", "predicted_count")
_COUNTS = ("true_count", "predicted_count")


class ScoreModel(QAbstractTableModel):
    """A row a class with its scores, and the average.

    Args:
        scene: What is shown.
        colours: The colour of each class by its name.
        with_intervals: Whether the 95 % interval stands beside each score.
    """

    def __init__(
        self,
        scene: SceneEvaluation,
        parent: Any = None,
        *,
        colours: Optional[Mapping[str, str]] = None,
        with_intervals: bool = False,
    ) -> None:
        super().__init__(parent)
        self._rows = scene.rows
        self._colours = colours or {}
        self._with_intervals = with_intervals
        # Pixels have no average precision of boxes, boxes no IoU of all, and cells neither.
        self.columns = tuple(
            name
            for name in COLUMNS
            if name not in ("iou", "ap50")
            or any(getattr(row, name) is not None for row in self._rows)
        )

    def rowCount(self, parent: QModelIndex = _TOP) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex = _TOP) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, name = self._rows[index.row()], self.columns[index.column()]
        value = getattr(row, name)
        if role == SORT_ROLE:
            return value
        if role == IS_AVERAGE_ROLE:
            return row.is_average
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() > 0:
            return _ALIGN_RIGHT
        if role == Qt.ItemDataRole.FontRole and row.is_average:
            font = QFont()
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.DecorationRole and name == "name" and value in self._colours:
            return swatch(self._colours[value])
        if name == "name" and role == Qt.ItemDataRole.DisplayRole:
            return row_title(row.name, is_average=row.is_average)
        if name == "name" and role == Qt.ItemDataRole.ToolTipRole:
            return row_help(row.name) if row.is_average else None
        if role == Qt.ItemDataRole.DisplayRole:
            text = number_text(value, is_count=name in _COUNTS)
            return text + (self._interval(row, name) if self._with_intervals else "")
        if role == Qt.ItemDataRole.ToolTipRole and self._interval(row, name):
            low, high = row.intervals[name]
            return tr("With 95 % certainty between {low} and {high}").format(
                low=number_text(low), high=number_text(high)
            )
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return column_title(self.columns[section])
        if role == Qt.ItemDataRole.ToolTipRole:
            return _column_help(self.columns[section])
        return None

    def _interval(self, row: Scores, name: str) -> str:
        if name not in row.intervals:
            return ""
        low, high = row.intervals[name]
        locale = QLocale()
        return f" [{locale.toString(low, 'f', 2)}, {locale.toString(high, 'f', 2)}]"


def column_title(name: str) -> str:
    """The title of a column of `COLUMNS`."""
    return {
        "name": tr("Class"),
        "precision": tr("Precision"),
        "recall": tr("Recall"),
        "f1": tr("F1"),
        "iou": tr("IoU"),
        "ap50": tr("AP50"),
        "true_count": tr("Labelled"),
        "predicted_count": tr("Predicted"),
    }[name]


def _column_help(name: str) -> str:
    return {
        "name": "",
        "precision": tr("Of what was predicted as the class, the share that is right"),
        "recall": tr("Of what is labelled as the class, the share that was found"),
        "f1": tr("The harmonic mean of precision and recall"),
        "iou": tr("What is both labelled and predicted, of what is either"),
        "ap50": tr("Average precision of objects that overlap a label by half or more"),
        "true_count": tr("How much of the class is in the labels"),
        "predicted_count": tr("How much was predicted as the class"),
    }[name]


def row_title(name: str, *, is_average: bool) -> str:
    """What a row is called: a class by its name, an average by what it is."""
    if not is_average:
        return name
    return {"average": tr("weighted average"), "mean": tr("mean of classes")}.get(name, name)


def row_help(name: str) -> str:
    """How an average is made."""
    if name == "mean":
        return tr("Each class counts the same; the background is left out")
    return tr("Each class counts as much as there is of it in the labels, the background too")


def counts_text(counted: str) -> str:
    """What the counts of a table are; "" when it is not known."""
    return {
        "pixels": tr("Labelled and predicted are numbers of pixels."),
        "cells": tr("Labelled and predicted are numbers of cells."),
        "objects": tr("Labelled and predicted are numbers of objects."),
    }.get(counted, "")


class AverageLastModel(QSortFilterProxyModel):
    """Sorts by numbers, the undefined lowest, and keeps the average at the end."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.setSortRole(SORT_ROLE)

    def lessThan(self, left: QModelIndex, right: QModelIndex) -> bool:
        descending = self.sortOrder() == Qt.SortOrder.DescendingOrder
        if left.data(IS_AVERAGE_ROLE) != right.data(IS_AVERAGE_ROLE):
            return bool(left.data(IS_AVERAGE_ROLE)) == descending
        a, b = left.data(SORT_ROLE), right.data(SORT_ROLE)
        if a is None or b is None:
            return a is None and b is not None
        return a < b


class ConfusionModel(QAbstractTableModel):
    """Row: what it is; column: what it was taken for; cell: how much, and of that row's total."""

    def __init__(self, names: tuple[str, ...], matrix: Matrix, parent: Any = None) -> None:
        super().__init__(parent)
        self._names = names
        self._matrix = matrix

    def rowCount(self, parent: QModelIndex = _TOP) -> int:
        return 0 if parent.isValid() else len(self._matrix)

    def columnCount(self, parent: QModelIndex = _TOP) -> int:
        return 0 if parent.isValid() else len(self._matrix)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._matrix[index.row()]
        value = row[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN_RIGHT
        if role == Qt.ItemDataRole.DisplayRole:
            return number_text(value, is_count=True)
        if role == SHARE_ROLE:
            return _share(value, row)
        if role == Qt.ItemDataRole.BackgroundRole:
            return _shade(_share(value, row), is_right=index.row() == index.column())
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor("#ffffff" if _share(value, row) > 0.55 else "#1f2a30")
        if role == Qt.ItemDataRole.ToolTipRole and sum(row) > 0:
            return tr("{share} % of '{true}' was taken for '{predicted}'").format(
                share=QLocale().toString(100.0 * value / sum(row), "f", 1),
                true=self._names[index.row()],
                predicted=self._names[index.column()],
            )
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and section < len(self._names):
            return self._names[section]
        return None


def _share(value: float, row: Sequence[float]) -> float:
    return value / sum(row) if sum(row) > 0 else 0.0


def _shade(share: float, *, is_right: bool) -> QColor:
    """From nearly white to blue for what is right, to red for what is wrong."""
    paper, ink = QColor("#f5f7f9"), QColor("#1f5a96" if is_right else "#b3261e")
    # Errors are rare: a root lets small shares be seen.
    weight = share if is_right else share**0.5
    mixed = [
        round(paper_part + weight * (ink_part - paper_part))
        for paper_part, ink_part in zip(paper.getRgb()[:3], ink.getRgb()[:3])
    ]
    return QColor(*mixed)


def number_text(value: Any, *, is_count: bool = False) -> str:
    """A number as people read it, a dash where it is not defined."""
    if value is None:
        return _UNDEFINED
    if isinstance(value, str):
        return value
    return QLocale().toString(float(value), "f", 0 if is_count else 3)


def table_lines(model: Optional[QAbstractItemModel]) -> list[list[str]]:
    """A whole table as it is shown, its headers first."""
    if model is None:
        return []
    columns = range(model.columnCount())
    row_names = [model.headerData(row, Qt.Orientation.Vertical) for row in range(model.rowCount())]
    has_names = any(isinstance(name, str) for name in row_names)
    lines = [[model.headerData(column, Qt.Orientation.Horizontal) for column in columns]]
    if has_names:
        lines[0].insert(0, "")
    for row, name in enumerate(row_names):
        cells = [model.index(row, column).data() for column in columns]
        lines.append([name, *cells] if has_names else cells)
    return [[str(cell) for cell in line] for line in lines]


def table_text(model: Optional[QAbstractItemModel]) -> str:
    """A whole table as tab-separated lines, for a spreadsheet."""
    return "\n".join("\t".join(line) for line in table_lines(model))


def table_markdown(model: Optional[QAbstractItemModel]) -> str:
    """A whole table as Markdown."""
    lines = [[cell.replace("|", "\\|") for cell in line] for line in table_lines(model)]
    if not lines:
        return ""
    rule = ["---", *("---:" for _ in lines[0][1:])]
    return "\n".join(f"| {' | '.join(line)} |" for line in (lines[0], rule, *lines[1:]))
