"""How images are divided into training and validation: computed, and drawn as a small picture."""

from __future__ import annotations

from collections.abc import Sequence

from qtpy.QtCore import QPointF, QRectF, QSize
from qtpy.QtGui import QColor, QPainter, QPaintEvent, QPolygonF
from qtpy.QtWidgets import QSizePolicy, QWidget

from .services import Ring

TRAINING_COLOUR = "#0072b2"
VALIDATION_COLOUR = "#d55e00"

Extent = tuple[float, float, float, float]

# Of 4 x 4 blocks from the north-west, row by row; the engine takes the same, in this order.
_BLOCKS = 4
_ORDER = (1, 14, 7, 8, 2, 13, 4, 11, 0, 15, 6, 9, 3, 12, 5, 10)
_MARGIN_PX = 6
_SWATCH_PX = 12


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
    """A small map of what is for training and what for validation.

    Args:
        training, validation: The words of the legend.
    """

    def __init__(self, training: str, validation: str) -> None:
        super().__init__()
        self._legend = ((training, TRAINING_COLOUR), (validation, VALIDATION_COLOUR))
        self._parts: list[tuple[Ring, str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(f"{training}, {validation}")

    def show_split(self, training: Sequence[Ring], validation: Sequence[Ring]) -> None:
        """Shows polygons in map coordinates."""
        self._parts = [(ring, TRAINING_COLOUR) for ring in training]
        self._parts += [(ring, VALIDATION_COLOUR) for ring in validation]
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(220, 140)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 90)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = self.fontMetrics().lineSpacing()
        room = QRectF(self.rect()).adjusted(
            _MARGIN_PX, _MARGIN_PX, -_MARGIN_PX, -line - 2 * _MARGIN_PX
        )
        self._paint_parts(painter, room)
        left, top = float(_MARGIN_PX), self.height() - line - _MARGIN_PX / 2
        for title, colour in self._legend:
            swatch = QRectF(left, top + (line - _SWATCH_PX) / 2, _SWATCH_PX, _SWATCH_PX)
            painter.fillRect(swatch, QColor(colour))
            left += _SWATCH_PX + _MARGIN_PX
            width = self.fontMetrics().horizontalAdvance(title)
            painter.setPen(self.palette().color(self.foregroundRole()))
            painter.drawText(QPointF(left, top + self.fontMetrics().ascent()), title)
            left += width + 3 * _MARGIN_PX

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
