"""One of the ways to train, as a card to be clicked."""

from __future__ import annotations

from qtpy.QtCore import Qt
from qtpy.QtGui import QMouseEvent
from qtpy.QtWidgets import QFrame, QLabel, QRadioButton, QVBoxLayout


class PresetCard(QFrame):
    """A preset with what it is for, and how long it takes here.

    Args:
        title: Short, with a key.
        text: What it is for.
    """

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.button = QRadioButton(title)
        font = self.button.font()
        font.setBold(True)
        self.button.setFont(font)
        self.button.setAccessibleDescription(text)
        explanation = QLabel(text)
        explanation.setWordWrap(True)
        explanation.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._time = QLabel()
        self._time.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.addWidget(self.button)
        column.addWidget(explanation, 1)
        column.addWidget(self._time)

    @property
    def time_text(self) -> str:
        """How long it takes."""
        return self._time.text()

    def show_time(self, text: str) -> None:
        """Says how long it takes."""
        self._time.setText(text)
        self.button.setAccessibleName(f"{self.button.text().replace('&', '')}, {text}")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.button.click()
        self.button.setFocus()
