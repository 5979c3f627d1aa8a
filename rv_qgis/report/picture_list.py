"""The engine's drawings, as wide as there is room."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Optional

from qtpy.QtCore import QRectF, QSize, Qt
from qtpy.QtGui import QColor, QPainter
from qtpy.QtSvg import QSvgRenderer
from qtpy.QtWidgets import QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ..translation import tr

_MOST_WIDTH_PX = 900
_MOST_BYTES = 8 * 2**20


class SvgPicture(QWidget):
    """A drawing that keeps its shape. Its ground is paper: its lines are drawn for that.

    Args:
        path: The SVG.
        title: What it shows, for people who cannot see it.
    """

    def __init__(self, path: Path, title: str, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._renderer = QSvgRenderer(str(path), self)
        self.setAccessibleName(title)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMaximumWidth(_MOST_WIDTH_PX)

    @property
    def renderer(self) -> QSvgRenderer:
        """Draws it anywhere else."""
        return self._renderer

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        size = self._renderer.defaultSize()
        return round(width * size.height() / max(1, size.width()))

    def sizeHint(self) -> QSize:
        return QSize(320, self.heightForWidth(320))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.heightForWidth(160))

    def paintEvent(self, event: Any) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        height = min(self.height(), self.heightForWidth(self.width()))
        width = round(height * self.width() / max(1, self.heightForWidth(self.width())))
        place = QRectF(0, 0, width, height)
        painter.fillRect(place, QColor("#ffffff"))
        self._renderer.render(painter, place)
        painter.end()


class PictureList(QScrollArea):
    """Drawings one below the other; they are read when they are looked at."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Curves"))
        self._paths: tuple[Path, ...] = ()
        self._remark = ""
        self._pictures: Optional[list[SvgPicture]] = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look at or to say."""
        return not self._paths and not self._remark

    @property
    def pictures(self) -> list[SvgPicture]:
        """The drawings; what is none is left out."""
        if self._pictures is None:
            self._pictures = self._load()
        return self._pictures

    def show_pictures(self, paths: Sequence[Path], remark: str = "") -> None:
        """Shows these drawings instead.

        Args:
            remark: Why there are not more.
        """
        self._remark = remark
        self._paths = tuple(path for path in paths if path.stat().st_size <= _MOST_BYTES)
        self._pictures = None
        if self.isVisible():
            self._pictures = self._load()

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        _ = self.pictures

    def _load(self) -> list[SvgPicture]:
        content = QWidget()
        column = QVBoxLayout(content)
        pictures = []
        for path in self._paths:
            picture = SvgPicture(path, picture_title(path))
            if not picture.renderer.isValid():
                picture.deleteLater()
                continue
            title = QLabel(picture_title(path))
            title.setWordWrap(True)
            column.addWidget(title)
            column.addWidget(picture)
            pictures.append(picture)
        remark = self._remark
        if not pictures and not remark:
            remark = tr("There are no curves that can be shown.")
        if remark:
            label = QLabel(remark)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            column.addWidget(label)
        column.addStretch(1)
        self.setWidget(content)
        return pictures


def picture_paths(folder: Path) -> list[Path]:
    """The drawings that belong to an eval.json in a folder."""
    known = ("precision-recall", "reliability", "training-curves", "confusion-matrix")
    paths = sorted((folder / "pictures").glob("*.svg"))
    return sorted(paths, key=lambda path: known.index(path.stem) if path.stem in known else 99)


def picture_title(path: Path) -> str:
    """What a drawing shows."""
    titles = {
        "confusion-matrix": tr("Confusion matrix"),
        "precision-recall": tr("Precision and recall at each threshold"),
        "reliability": tr("Reliability: how often the model is right when it says how sure it is"),
        "training-curves": tr("Training: losses and scores of each epoch"),
    }
    return titles.get(path.stem, path.stem.replace("-", " ").capitalize())
