"""How images are divided into training and validation: computed, and drawn as a small picture."""

from __future__ import annotations

from collections.abc import Sequence

from qtpy.QtCore import QPointF, QRectF, QSize
from qtpy.QtGui import QColor, QPainter, QPaintEvent, QPolygonF
from qtpy.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from .services import Ring

TRAINING_COLOUR = "#0072b2"
VALIDATION_COLOUR = "#d55e00"

Extent = tuple[float, float, float, float]

# Of 4 x 4 blocks from the north-west, row by row; the engine takes the same, in this order.
_BLOCKS = 4
_ORDER = (1, 14, 7, 8, 2, 13, 4, 11, 0, 15, 6, 9, 3, 12, 5, 10)
_MARGIN_PX = 6


def ring_of(extent: Extent) -> Ring:
    """A rectangle as a ring."""
    xmin, ymin, xmax, ymax = extent
    return [(xmin, ymin), (xmax, ymin), (xmax, ymax), (xmin, ymax)]


def split_extent(extent: Extent, side: str, fraction: float) -> tuple[list[Ring], list[Ring]]:
    """What of a rectangle is kept for validation, and the rest, as the engine divides an image."""
    if side == "blocks":
        return _split_in_blocks(extent, fraction)
    xmin, ymin, xmax, ymax = extent
    width, height = (xmax - xmin) * fraction, (ymax - ymin) * fraction
    if side in ("east", "west"):
        cut = xmax - width if side == "east" else xmin + width
        left, right = ring_of((xmin, ymin, cut, ymax)), ring_of((cut, ymin, xmax, ymax))
        return ([right], [left]) if side == "east" else ([left], [right])
    cut = ymax - height if side == "north" else ymin + height
    lower, upper = ring_of((xmin, ymin, xmax, cut)), ring_of((xmin, cut, xmax, ymax))
    return ([upper], [lower]) if side == "north" else ([lower], [upper])


def _split_in_blocks(extent: Extent, fraction: float) -> tuple[list[Ring], list[Ring]]:
    xmin, ymin, xmax, ymax = extent
    width, height = (xmax - xmin) / _BLOCKS, (ymax - ymin) / _BLOCKS
    count = min(max(round(fraction * _BLOCKS * _BLOCKS), 1), _BLOCKS * _BLOCKS - 1)
    kept: list[Ring] = []
    rest: list[Ring] = []
    for index in range(_BLOCKS * _BLOCKS):
        row, column = divmod(index, _BLOCKS)
        left, top = xmin + column * width, ymax - row * height
        ring = ring_of((left, top - height, left + width, top))
        (kept if index in _ORDER[:count] else rest).append(ring)
    return kept, rest


class SplitView(QWidget):
    """A small map of what is for training and what for validation, with its legend.

    Args:
        training, validation: The words of the legend.
    """

    def __init__(self, training: str, validation: str) -> None:
        super().__init__()
        self._picture = _SplitPicture()
        legend = QHBoxLayout()
        for title, colour in ((training, TRAINING_COLOUR), (validation, VALIDATION_COLOUR)):
            # A label, since themes of QGIS give labels their colours, and no palette.
            legend.addWidget(QLabel(f'<span style="color: {colour}">&#9632;</span> {title}'))
        legend.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._picture, 1)
        column.addLayout(legend)

    def show_split(self, training: Sequence[Ring], validation: Sequence[Ring]) -> None:
        """Shows polygons in map coordinates."""
        parts = [(ring, TRAINING_COLOUR) for ring in training]
        self._picture.show_parts([*parts, *((ring, VALIDATION_COLOUR) for ring in validation)])


class _SplitPicture(QWidget):
    """Polygons with their colours."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[tuple[Ring, str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_parts(self, parts: list[tuple[Ring, str]]) -> None:
        self._parts = parts
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(220, 120)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 70)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        margins = (_MARGIN_PX, _MARGIN_PX, -_MARGIN_PX, -_MARGIN_PX)
        self._paint_parts(painter, QRectF(self.rect()).adjusted(*margins))

    def _paint_parts(self, painter: QPainter, room: QRectF) -> None:
        xs = [x for ring, _ in self._parts for x, _ in ring]
        ys = [y for ring, _ in self._parts for _, y in ring]
        if not xs or max(xs) <= min(xs) or max(ys) <= min(ys):
            return
        scale = min(room.width() / (max(xs) - min(xs)), room.height() / (max(ys) - min(ys)))
        painter.setPen(self.palette().color(self.backgroundRole()))
        for ring, colour in self._parts:
            painter.setBrush(QColor(colour))
            corners = [
                QPointF(room.left() + (x - min(xs)) * scale, room.top() + (max(ys) - y) * scale)
                for x, y in ring
            ]
            painter.drawPolygon(QPolygonF(corners))
