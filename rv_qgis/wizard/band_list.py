"""The bands of an image, to be ticked and put in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Optional

from qtpy.QtCore import Qt, Signal
from qtpy.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

_NUMBER = Qt.ItemDataRole.UserRole


class BandList(QWidget):
    """A list of bands: those with a tick are used, from top to bottom.

    Args:
        tr: Texts in the user's language.
    """

    changed = Signal()
    """The user chose other bands, or another order."""

    def __init__(self, tr: Callable[[str], str]) -> None:
        super().__init__()
        self._list = QListWidget()
        self._list.setAccessibleName(tr("Bands"))
        self._list.setToolTip(tr("Drag bands, or use the buttons, to change their order"))
        self._list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self._list.itemChanged.connect(lambda item: self.changed.emit())
        self._list.model().rowsMoved.connect(lambda *moved: self.changed.emit())
        self._up = QPushButton(tr("&Up"))
        self._down = QPushButton(tr("Do&wn"))
        column = QVBoxLayout()
        for button, step in ((self._up, -1), (self._down, 1)):
            button.setAutoDefault(False)
            button.clicked.connect(lambda checked=False, step=step: self._move(step))
            column.addWidget(button)
        column.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._list, 1)
        row.addLayout(column)

    def show_bands(self, names: Sequence[str], chosen: Optional[Sequence[int]]) -> None:
        """Shows bands by their names; those that are chosen come first, in their order."""
        everything = list(range(1, len(names) + 1))
        ticked = everything if chosen is None else list(chosen)
        self._list.blockSignals(True)
        self._list.clear()
        for number in [*ticked, *(one for one in everything if one not in ticked)]:
            title = names[number - 1] if number <= len(names) else str(number)
            item = QListWidgetItem(title)
            item.setData(_NUMBER, number)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            state = Qt.CheckState.Checked if number in ticked else Qt.CheckState.Unchecked
            item.setCheckState(state)
            self._list.addItem(item)
        self._list.blockSignals(False)
        self._list.setCurrentRow(0)
        for button in (self._up, self._down):
            button.setEnabled(len(names) > 1)

    def chosen(self) -> Optional[list[int]]:
        """The numbers of the bands that are used, from 1; None for all in their own order."""
        items = [self._list.item(row) for row in range(self._list.count())]
        ticked = [
            int(item.data(_NUMBER)) for item in items if item.checkState() == Qt.CheckState.Checked
        ]
        return None if not ticked or ticked == list(range(1, len(items) + 1)) else ticked

    def _move(self, step: int) -> None:
        row = self._list.currentRow()
        target = row + step
        if row < 0 or not 0 <= target < self._list.count():
            return
        self._list.blockSignals(True)
        item = self._list.takeItem(row)
        self._list.insertItem(target, item)
        self._list.setCurrentRow(target)
        self._list.blockSignals(False)
        self.changed.emit()
