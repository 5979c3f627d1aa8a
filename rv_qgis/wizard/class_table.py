"""The classes as a table: colour, name, values, count, and what each stands for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qtpy.QtCore import Qt, Signal
from qtpy.QtGui import QColor, QIcon
from qtpy.QtWidgets import (
    QAbstractItemView,
    QColorDialog,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..swatch import swatch
from .class_list import merge, move, take_apart
from .draft import DraftClass

_NAME, _COLOUR, _VALUES, _COUNT, _MEANING = range(5)
_LEARNT, _NULL, _IGNORED = range(3)


class ClassTable(QWidget):
    """Shows classes and lets them be renamed, coloured, merged, moved, and given a meaning.

    Args:
        tr: Texts in the user's language.
    """

    changed = Signal()
    """The user changed something."""

    def __init__(self, tr: Callable[[str], str]) -> None:
        super().__init__()
        self._tr = tr
        self._classes: list[DraftClass] = []
        self._found: list[DraftClass] = []
        self._filling = False
        self._table = QTableWidget(0, 5)
        self._table.setHorizontalHeaderLabels(
            [tr("Class"), tr("Colour"), tr("Values"), tr("Labels"), tr("Stands for")]
        )
        self._table.verticalHeader().hide()
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._table.setTabKeyNavigation(False)
        self._table.setAccessibleName(tr("Classes"))
        header = self._table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(_VALUES, QHeaderView.ResizeMode.Stretch)
        self._table.itemChanged.connect(self._take_name)
        self._table.itemSelectionChanged.connect(self._enable)
        self._table.cellDoubleClicked.connect(self._edit_colour)
        self._buttons = {
            "merge": QPushButton(tr("&Merge")),
            "apart": QPushButton(tr("&Take Apart")),
            "colour": QPushButton(tr("&Colour...")),
            "up": QPushButton(tr("&Up")),
            "down": QPushButton(tr("Do&wn")),
            "reset": QPushButton(tr("R&eset")),
        }
        tips = {
            "merge": tr("Makes the chosen classes one"),
            "apart": tr("Makes a merged class several again"),
            "reset": tr("Takes the classes from the layer again"),
        }
        actions = {
            "merge": self.merge_chosen,
            "apart": self._take_apart,
            "colour": lambda: self._edit_colour(self._table.currentRow(), _COLOUR),
            "up": lambda: self._move(-1),
            "down": lambda: self._move(1),
            "reset": self._reset,
        }
        row = QHBoxLayout()
        for name, button in self._buttons.items():
            button.setAutoDefault(False)
            button.setToolTip(tips.get(name, ""))
            button.clicked.connect(lambda checked=False, name=name: actions[name]())
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._table, 1)
        column.addLayout(row)
        self._enable()

    @property
    def classes(self) -> list[DraftClass]:
        """The classes as they are shown."""
        return self._classes

    def show_classes(self, classes: Sequence[DraftClass], found: Sequence[DraftClass]) -> None:
        """Shows classes.

        Args:
            found: As they were read from the labels; "Reset" goes back to them.
        """
        self._found = [_copy(one) for one in found]
        self._set([_copy(one) for one in classes], [0] if classes else [])

    def select(self, rows: Sequence[int]) -> None:
        """Chooses rows."""
        self._table.clearSelection()
        mode = self._table.selectionMode()
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.MultiSelection)
        for row in rows:
            self._table.selectRow(row)
        self._table.setSelectionMode(mode)

    def merge_chosen(self) -> None:
        """Makes the chosen classes one."""
        rows = self._rows()
        self._set(merge(self._classes, rows), rows[:1])
        self.changed.emit()

    def _set(self, classes: list[DraftClass], chosen: Sequence[int]) -> None:
        self._classes = classes
        self._filling = True
        self._table.setRowCount(len(classes))
        for row, one in enumerate(classes):
            self._table.setItem(row, _NAME, QTableWidgetItem(one.name))
            colour = _fixed(one.colour)
            colour.setIcon(QIcon(swatch(one.colour)))
            self._table.setItem(row, _COLOUR, colour)
            values = _fixed(", ".join(one.values))
            values.setToolTip(values.text())
            self._table.setItem(row, _VALUES, values)
            count = _fixed("" if one.count is None else f"{one.count:n}")
            count.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._table.setItem(row, _COUNT, count)
            self._table.setCellWidget(row, _MEANING, self._meaning_box(one))
        self._filling = False
        self.select(chosen)
        self._enable()

    def _meaning_box(self, one: DraftClass) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(self._tr("What '{name}' stands for").format(name=one.name))
        box.addItems([self._tr("A class"), self._tr("Background"), self._tr("Ignored")])
        box.setItemData(
            _NULL, self._tr("What is none of the other classes"), Qt.ItemDataRole.ToolTipRole
        )
        box.setItemData(
            _IGNORED, self._tr("Nothing is learnt or counted there"), Qt.ItemDataRole.ToolTipRole
        )
        box.setCurrentIndex(_NULL if one.is_null else _IGNORED if one.is_ignored else _LEARNT)

        def take(index: int) -> None:
            one.is_null, one.is_ignored = index == _NULL, index == _IGNORED
            self.changed.emit()

        box.currentIndexChanged.connect(take)
        return box

    def _rows(self) -> list[int]:
        return sorted({index.row() for index in self._table.selectedIndexes()})

    def _enable(self) -> None:
        rows = self._rows()
        one = len(rows) == 1
        self._buttons["merge"].setEnabled(len(rows) > 1)
        self._buttons["apart"].setEnabled(one and len(self._classes[rows[0]].values) > 1)
        self._buttons["colour"].setEnabled(one)
        self._buttons["up"].setEnabled(one and rows[0] > 0)
        self._buttons["down"].setEnabled(one and rows[0] < len(self._classes) - 1)
        self._buttons["reset"].setEnabled(bool(self._found))

    def _take_name(self, item: QTableWidgetItem) -> None:
        if not self._filling and item.column() == _NAME:
            self._classes[item.row()].name = item.text().strip()
            self.changed.emit()

    def _edit_colour(self, row: int, column: int) -> None:
        if column != _COLOUR or not 0 <= row < len(self._classes):
            return
        colour = QColorDialog.getColor(QColor(self._classes[row].colour), self)
        if colour.isValid():
            self._classes[row].colour = colour.name()
            self._set(self._classes, [row])
            self.changed.emit()

    def _take_apart(self) -> None:
        (row,) = self._rows()
        self._set(take_apart(self._classes, row, self._found), [row])
        self.changed.emit()

    def _move(self, by: int) -> None:
        (row,) = self._rows()
        self._set(move(self._classes, row, by), [min(max(row + by, 0), len(self._classes) - 1)])
        self.changed.emit()

    def _reset(self) -> None:
        self._set([_copy(one) for one in self._found], [0])
        self.changed.emit()


def _copy(one: DraftClass) -> DraftClass:
    values = {**vars(one), "values": list(one.values)}
    return DraftClass(**values)


def _fixed(text: str) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
    return item
