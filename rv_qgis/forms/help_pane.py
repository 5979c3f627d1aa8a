"""The help of the option that one points at: a few lines that scroll."""

from __future__ import annotations

from qtpy.QtCore import Qt
from qtpy.QtWidgets import QFrame, QLabel, QScrollArea

from ..translation import tr

_LINES = 4


class HelpPane(QScrollArea):
    """Shows a title and a text, always in the same room."""

    def __init__(self) -> None:
        super().__init__()
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._text.setText(tr("Point at an option to read what it does."))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(self._text)
        self.setFixedHeight(_LINES * self.fontMetrics().lineSpacing() + 6)

    def text(self) -> str:
        """What is shown, as rich text."""
        return self._text.text()

    def show_help(self, title: str, text: str) -> None:
        """Shows plain text below a title."""
        escaped = text.replace("&", "&amp;").replace("<", "&lt;")
        self._text.setText(f"<b>{title}</b><br>{escaped}")
        self._text.setToolTip(self._text.text())
