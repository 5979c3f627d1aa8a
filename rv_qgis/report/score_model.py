"""The tables of the evaluation dock as Qt models."""

from __future__ import annotations

from typing import Any, Optional

from qtpy.QtCore import QAbstractTableModel, QLocale, QModelIndex, QSortFilterProxyModel, Qt
from qtpy.QtGui import QFont

from ..translation import tr
from .evaluation import Matrix, SceneEvaluation, Scores

SORT_ROLE = Qt.ItemDataRole.UserRole
IS_AVERAGE_ROLE = Qt.ItemDataRole.UserRole + 1

_TOP = QModelIndex()
_UNDEFINED = "–"
_ALIGN_RIGHT = int(Qt.AlignmentFlag.AlignRight) | int(Qt.AlignmentFlag.AlignVCenter)


class ScoreModel(QAbstractTableModel):
    """A row a class with its scores, and the average."""

    def __init__(self, scene: SceneEvaluation, parent: Any = None) -> None:
        super().__init__(parent)
        self._rows = scene.rows
        self._headers = (
            tr("Class"),
            tr("Precision"),
            tr("Recall"),
            tr("F1"),
            tr("IoU"),
            tr("In the labels"),
            tr("Predicted"),
        )

    def rowCount(self, parent: QModelIndex = _TOP) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex = _TOP) -> int:
        return 0 if parent.isValid() else len(self._headers)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        value = _cells(row)[index.column()]
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
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(value, is_count=index.column() >= 5)
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self._headers[section]
        return None


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
            return _text(value, is_count=True)
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


def _cells(row: Scores) -> tuple[Any, ...]:
    return (
        row.name,
        row.precision,
        row.recall,
        row.f1,
        row.iou,
        row.true_count,
        row.predicted_count,
    )


def _text(value: Any, *, is_count: bool) -> str:
    if value is None:
        return _UNDEFINED
    if isinstance(value, str):
        return value
    return QLocale().toString(float(value), "f", 0 if is_count else 3)


def table_text(model: Optional[QAbstractTableModel]) -> str:
    """A whole table with its headers as tab-separated lines, for a spreadsheet."""
    if model is None:
        return ""
    columns = range(model.columnCount())
    row_names = [model.headerData(row, Qt.Orientation.Vertical) for row in range(model.rowCount())]
    has_names = any(isinstance(name, str) for name in row_names)
    lines = [[model.headerData(column, Qt.Orientation.Horizontal) for column in columns]]
    if has_names:
        lines[0].insert(0, "")
    for row, name in enumerate(row_names):
        cells = [model.index(row, column).data() for column in columns]
        lines.append([name, *cells] if has_names else cells)
    return "\n".join("\t".join(str(cell) for cell in line) for line in lines)
