"""The log of a run, with a filter."""

from __future__ import annotations

from datetime import datetime
from typing import Optional

from qtpy.QtGui import QFont
from qtpy.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from ..translation import tr
from .run_snapshot import LogLine

_LEVELS = {
    "all": ("debug", "info", "warning", "error"),
    "plain": ("info", "warning", "error"),
    "problems": ("warning", "error"),
}


class LogView(QWidget):
    """Shows lines as they come, and only those that the user wants to see."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._lines: tuple[LogLine, ...] = ()
        self._levels = QComboBox()
        for value, text in (
            ("plain", tr("Messages")),
            ("problems", tr("Warnings and errors")),
            ("all", tr("Everything")),
        ):
            self._levels.addItem(text, value)
        self._levels.currentIndexChanged.connect(self._show_all)
        self._words = QLineEdit()
        self._words.setPlaceholderText(tr("Only lines with..."))
        self._words.setClearButtonEnabled(True)
        self._words.textChanged.connect(self._show_all)
        self._text = QPlainTextEdit()
        self._text.setReadOnly(True)
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        font = QFont("monospace")
        font.setStyleHint(QFont.StyleHint.Monospace)
        self._text.setFont(font)
        row = QHBoxLayout()
        row.addWidget(self._levels)
        row.addWidget(self._words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self._text, 1)

    @property
    def text(self) -> str:
        """What is shown."""
        return self._text.toPlainText()

    def filter(self, level: str, words: str = "") -> None:
        """Shows only some lines.

        Args:
            level: "all", "plain" or "problems".
            words: What they contain, in whatever case.
        """
        self._levels.setCurrentIndex(self._levels.findData(level))
        self._words.setText(words)

    def show_lines(self, lines: tuple[LogLine, ...]) -> None:
        """Shows a log; where it only grew, the new lines are added."""
        old = self._lines
        if lines == old:
            return
        self._lines = lines
        if old and lines[: len(old)] == old:
            self._add(lines[len(old) :])
        else:
            self._show_all()

    def _show_all(self, *_: object) -> None:
        self._text.clear()
        self._add(self._lines)

    def _add(self, lines: tuple[LogLine, ...]) -> None:
        levels = _LEVELS[self._levels.currentData()]
        words = self._words.text().strip().lower()
        wanted = [
            _line_text(line)
            for line in lines
            if line.level in levels and words in line.text.lower()
        ]
        if wanted:
            self._text.appendPlainText("\n".join(wanted))


def _line_text(line: LogLine) -> str:
    moment = datetime.fromtimestamp(line.time_s).astimezone().strftime("%H:%M:%S")
    mark = {"warning": tr("Warning: "), "error": tr("Error: ")}.get(line.level, "")
    # The lines of a table stand below each other.
    return f"{moment}  {mark}" + line.text.replace("\n", "\n" + " " * (len(moment) + 2))
