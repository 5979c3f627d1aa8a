"""A table whose cells are copied as in a spreadsheet."""

from __future__ import annotations

from typing import Any, Optional

from qtpy.QtCore import Qt
from qtpy.QtGui import QKeySequence
from qtpy.QtWidgets import QApplication, QHeaderView, QShortcut, QTableView, QWidget


class CopyableTable(QTableView):
    """Shows a model that nobody edits; Ctrl+C copies the selected cells.

    Args:
        name: How it is found.
        title: What it is, for people who cannot see it.
    """

    def __init__(self, name: str, title: str, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setAlternatingRowColors(True)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self.copy_selection)

    def replace_model(self, model: Any) -> None:
        """Shows another model, and deletes the one before."""
        old = self.model()
        self.setModel(model)
        if old is not None:
            old.deleteLater()

    def copy_selection(self) -> None:
        """Puts the selected cells on the clipboard, line by line."""
        cells: dict[int, list[Any]] = {}
        for index in sorted(self.selectedIndexes(), key=lambda i: (i.row(), i.column())):
            cells.setdefault(index.row(), []).append(str(index.data() or ""))
        if cells:
            QApplication.clipboard().setText("\n".join("\t".join(line) for line in cells.values()))
