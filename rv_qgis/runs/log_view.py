"""The log of a run, with a filter."""

from __future__ import annotations

from collections import deque
from datetime import datetime
from typing import Optional

from qtpy.QtCore import QTimer
from qtpy.QtGui import QFont, QTextCursor
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

# What can be added without keeping QGIS from answering.
_LINES_AT_A_TIME = 200

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
        self._waiting: deque[str] = deque()
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.setInterval(5)
        self._next.timeout.connect(self._add_waiting)
        self._levels = QComboBox()
        for value, text in (
            ("plain", tr("Messages")),
            ("problems", tr("Warnings and errors")),
            ("all", tr("Everything")),
        ):
            self._levels.addItem(text, value)
        self._levels.setAccessibleName(tr("Which messages"))
        self._levels.currentIndexChanged.connect(self._show_all)
        self._words = QLineEdit()
        self._words.setPlaceholderText(tr("Only lines with..."))
        self._words.setAccessibleName(tr("Filter of the log"))
        self._words.setClearButtonEnabled(True)
        self._words.textChanged.connect(self._show_all)
        self._text = QPlainTextEdit()
        self._text.setReadOnly(True)
        self._text.setAccessibleName(tr("Log"))
        self._text.setTabChangesFocus(True)
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
        self._waiting.clear()
        self._add(self._lines)

    def _add(self, lines: tuple[LogLine, ...]) -> None:
        levels = _LEVELS[self._levels.currentData()]
        words = self._words.text().strip().lower()
        self._waiting.extend(
            _line_text(line)
            for line in lines
            if line.level in levels and words in line.text.lower()
        )
        self._add_waiting()

    def _add_waiting(self) -> None:
        count = min(len(self._waiting), _LINES_AT_A_TIME)
        wanted = [self._waiting.popleft() for _ in range(count)]
        if self._waiting:
            self._next.start()
        if wanted:
            bar = self._text.verticalScrollBar()
            is_at_end = bar.value() == bar.maximum()
            self._text.appendPlainText("\n".join(wanted))
            # It follows its cursor, which shall not stand at the end of a long line.
            cursor = self._text.textCursor()
            if is_at_end and not cursor.hasSelection():
                cursor.movePosition(QTextCursor.MoveOperation.End)
                cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock)
                self._text.setTextCursor(cursor)
            self._text.horizontalScrollBar().setValue(0)


def _line_text(line: LogLine) -> str:
    moment = datetime.fromtimestamp(line.time_s).astimezone().strftime("%H:%M:%S")
    mark = {"warning": tr("Warning: "), "error": tr("Error: ")}.get(line.level, "")
    # The lines of a table stand below each other.
    return f"{moment}  {mark}" + line.text.replace("\n", "\n" + " " * (len(moment) + 2))
