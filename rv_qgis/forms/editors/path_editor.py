"""An editor for a file, a folder or an address."""

from __future__ import annotations

from qtpy.QtWidgets import QFileDialog, QToolButton

from ...file_dialogs import last_folder
from ...translation import tr
from .text_editor import TextEditor


class PathEditor(TextEditor):
    """A line with a button that opens a file dialog.

    Args:
        is_optional: Whether nothing is allowed.
        is_folder: Whether it is a folder.
    """

    def __init__(self, *, is_optional: bool = False, is_folder: bool = False) -> None:
        super().__init__(is_optional=is_optional)
        self._is_folder = is_folder
        button = QToolButton()
        button.setText("…")
        button.setToolTip(tr("Choose a folder") if is_folder else tr("Choose a file"))
        button.setAccessibleName(button.toolTip())
        button.clicked.connect(self._browse)
        self._row.addWidget(button)

    def _browse(self) -> None:
        start = self._line.text() or str(last_folder())
        if self._is_folder:
            path = QFileDialog.getExistingDirectory(self, tr("Choose a folder"), start)
        else:
            path, _ = QFileDialog.getOpenFileName(self, tr("Choose a file"), start)
        if path:
            self._line.setText(path)
