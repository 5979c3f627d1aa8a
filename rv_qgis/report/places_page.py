"""The worst places, with their pictures."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import Any, Optional

from qtpy.QtCore import QSize, Qt, Signal
from qtpy.QtGui import QIcon
from qtpy.QtWidgets import QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ..engine_words import in_words_of_the_user
from ..library.thumbnails import Thumbnails
from ..translation import tr
from .score_model import number_text
from .worst_place import WorstPlace

PLACE_ROLE = Qt.ItemDataRole.UserRole
_THUMBNAIL_SIZE = QSize(240, 90)


class PlacesPage(QWidget):
    """Lists where a map is most wrong; the pictures come as they are read."""

    place_chosen = Signal(object)
    """The `WorstPlace` that is to be looked at."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.list = QListWidget()
        self.list.setObjectName("worst")
        self.list.setAccessibleName(tr("The worst places"))
        self.list.setIconSize(_THUMBNAIL_SIZE)
        self.list.setWordWrap(True)
        # Beside a picture there is no room for words in a narrow dock; below it there is.
        self.list.setViewMode(QListWidget.ViewMode.IconMode)
        self.list.setMovement(QListWidget.Movement.Static)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setSpacing(6)
        self.list.itemClicked.connect(self._choose)
        self.list.itemActivated.connect(self._choose)
        self._hint = QLabel()
        self._hint.setWordWrap(True)
        # Read twice as large: on a screen of high resolution they are drawn so.
        self._thumbnails = Thumbnails(_read_bytes, 2 * _THUMBNAIL_SIZE, self)
        self._thumbnails.loaded.connect(self._show_thumbnail)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.addWidget(self.list, 1)
        column.addWidget(self._hint)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look at."""
        return self.list.count() == 0

    def show_places(self, places: Sequence[WorstPlace]) -> None:
        """Lists these places instead, the worst first."""
        self.list.clear()
        for number, place in enumerate(places, start=1):
            item = QListWidgetItem(_place_text(number, place))
            item.setData(PLACE_ROLE, place)
            if place.thumbnail is not None:
                pixmap = self._thumbnails.pixmap(place.thumbnail)
                if not pixmap.isNull():
                    item.setIcon(QIcon(pixmap))
            self.list.addItem(item)
        hint = tr("Click a place to see it on the map.")
        if any(place.thumbnail is not None for place in places):
            hint = tr("From left to right: image, labels, prediction.") + " " + hint
        self._hint.setText(hint)

    def close_all(self) -> None:
        """Reads no pictures any more."""
        self._thumbnails.close()

    def _show_thumbnail(self, key: Hashable) -> None:
        for row in range(self.list.count()):
            item = self.list.item(row)
            if item.data(PLACE_ROLE).thumbnail == key:
                item.setIcon(QIcon(self._thumbnails.pixmap(key)))

    def _choose(self, item: QListWidgetItem) -> None:
        self.place_chosen.emit(item.data(PLACE_ROLE))


def _place_text(number: int, place: WorstPlace) -> str:
    score = ""
    if place.score is not None and not place.text:
        score = f"{place.measure.replace('_', ' ')} {number_text(place.score)}"
    first = " · ".join(part for part in (f"{number}", place.scene, score) if part)
    return f"{first}\n{in_words_of_the_user(place.text)}".strip()


def _read_bytes(path: Any) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError:
        return b""
