"""An editor for a list of texts, files or colours."""

from __future__ import annotations

from typing import Any

from qtpy.QtCore import Qt
from qtpy.QtGui import QColor, QIcon
from qtpy.QtWidgets import (
    QAbstractItemView,
    QColorDialog,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStyle,
    QToolButton,
    QVBoxLayout,
)

from ...file_dialogs import ask_open_many
from ...swatch import swatch
from ...translation import tr
from ..field_type import Kind
from .field_editor import FieldEditor

_LINES = 4


class TextsEditor(FieldEditor):
    """A list whose entries are edited in place, with buttons to add, remove and move them.

    Args:
        kind: TEXT, PATH or COLOUR.
    """

    def __init__(self, kind: Kind) -> None:
        super().__init__()
        self._kind = kind
        self._list = QListWidget()
        self._list.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        line_px = self._list.fontMetrics().lineSpacing()
        self._list.setFixedHeight(_LINES * (line_px + 3) + 6)
        self._list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._list.itemChanged.connect(self._change)
        self._row.addWidget(self._list, 1)
        buttons = QVBoxLayout()
        buttons.setSpacing(1)
        for text, tip, icon, slot in (
            ("+", tr("Add"), None, self._add),
            ("−", tr("Remove"), None, self._remove),
            ("", tr("Up"), QStyle.StandardPixmap.SP_ArrowUp, lambda: self._move(-1)),
            ("", tr("Down"), QStyle.StandardPixmap.SP_ArrowDown, lambda: self._move(1)),
        ):
            button = QToolButton()
            button.setText(text)
            button.setToolTip(tip)
            button.setAccessibleName(tip)
            button.setAutoRaise(True)
            if icon is not None:
                button.setIcon(self.style().standardIcon(icon))
            button.clicked.connect(slot)
            buttons.addWidget(button)
        buttons.addStretch(1)
        self._row.addLayout(buttons)
        self.setFocusProxy(self._list)

    def value(self) -> list[str]:
        return [self._list.item(row).text() for row in range(self._list.count())]

    def set_value(self, value: Any) -> None:
        self._list.blockSignals(True)
        self._list.clear()
        for text in value if isinstance(value, list) else []:
            self._append(str(text))
        self._list.blockSignals(False)

    def _append(self, text: str) -> QListWidgetItem:
        item = QListWidgetItem(text)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        self._paint(item)
        self._list.addItem(item)
        return item

    def _paint(self, item: QListWidgetItem) -> None:
        if self._kind is Kind.COLOUR and QColor(item.text()).isValid():
            item.setIcon(QIcon(swatch(item.text())))

    def _change(self, item: QListWidgetItem) -> None:
        self._list.blockSignals(True)
        self._paint(item)
        self._list.blockSignals(False)
        self.edited.emit()

    def _add(self) -> None:
        if self._kind is Kind.PATH:
            texts = list(map(str, ask_open_many(self, tr("Choose files"))))
        elif self._kind is Kind.COLOUR:
            colour = QColorDialog.getColor(parent=self)
            texts = [colour.name()] if colour.isValid() else []
        else:
            texts = [tr("new")]
        if not texts:
            return
        self._list.blockSignals(True)
        items = [self._append(text) for text in texts]
        self._list.blockSignals(False)
        self._list.setCurrentItem(items[-1])
        self.edited.emit()
        if self._kind is Kind.TEXT:
            self._list.editItem(items[-1])

    def _remove(self) -> None:
        if self._list.currentRow() >= 0:
            self._list.takeItem(self._list.currentRow())
            self.edited.emit()

    def _move(self, by: int) -> None:
        row = self._list.currentRow()
        if row >= 0 and 0 <= row + by < self._list.count():
            self._list.insertItem(row + by, self._list.takeItem(row))
            self._list.setCurrentRow(row + by)
            self.edited.emit()
