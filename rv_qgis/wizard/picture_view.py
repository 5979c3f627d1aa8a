"""A picture that is as large as its place allows."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from qtpy.QtCore import QRect, QSize, Qt
from qtpy.QtGui import QPainter, QPaintEvent, QPixmap
from qtpy.QtWidgets import QLabel, QSizePolicy


class PictureView(QLabel):
    """Shows a picture whole, without distortion; or a text when there is none.

    Args:
        text: What stands there meanwhile.
    """

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self._picture: Optional[QPixmap] = None
        self._scaled: Optional[QPixmap] = None
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setMinimumSize(240, 180)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def has_picture(self) -> bool:
        """Whether there is one."""
        return self._picture is not None

    def show_file(self, path: Path, description: str) -> None:
        """Shows the picture in a file.

        Args:
            path: The file.
            description: What it shows, for those who cannot see it.
        """
        picture = QPixmap(str(path))
        self._picture = None if picture.isNull() else picture
        self._scaled = None
        self.setAccessibleName(description)
        self.update()

    def show_text(self, text: str) -> None:
        """Shows a text and no picture."""
        self._picture = self._scaled = None
        self.setText(text)
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        return QSize(560, 420)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is None:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        size = self._picture.size().scaled(self.size() * ratio, Qt.AspectRatioMode.KeepAspectRatio)
        if self._scaled is None or self._scaled.size() != size:
            self._scaled = self._picture.scaled(
                size,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        place = QRect(0, 0, round(size.width() / ratio), round(size.height() / ratio))
        place.moveCenter(self.rect().center())
        painter.drawPixmap(place, self._scaled)
