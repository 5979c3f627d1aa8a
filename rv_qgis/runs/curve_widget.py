"""Curves of loss and metrics, drawn with Qt alone."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Optional

from qtpy.QtCore import QPointF, QRectF, QSize, Qt
from qtpy.QtGui import QColor, QFontMetricsF, QPainter, QPalette, QPen, QPolygonF
from qtpy.QtWidgets import QSizePolicy, QWidget

from ..translation import tr
from .run_snapshot import Curve

# Okabe and Ito's colours, which everybody can tell apart: https://jfly.uni-koeln.de/color/
_ON_LIGHT = ("#0072b2", "#d55e00", "#009e73", "#cc79a7")
_ON_DARK = ("#56b4e9", "#e69f00", "#2fcf9f", "#cc79a7")
_DARK_LIGHTNESS = 128
_DOT_PX = 2.5
_FEW_POINTS = 40
_WIDE_NUMBER = "0.0000"


class CurveWidget(QWidget):
    """One diagram: steps to the right, values upwards.

    Args:
        title: What it shows, for people who cannot see it; they get the last values as well.
    """

    def __init__(self, title: str = "", parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        self._curves: dict[str, Curve] = {}
        self._mouse: Optional[QPointF] = None
        self.setMouseTracking(True)
        self.setMinimumHeight(120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_curves(self, curves: Mapping[str, Curve]) -> None:
        """Draws these; nothing but a remark when there are none."""
        curves = {name: curve for name, curve in curves.items() if curve}
        if curves != self._curves:
            self._curves = curves
            self.setAccessibleDescription(
                ", ".join(f"{name} {_number(curve[-1][1])}" for name, curve in curves.items())
            )
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, 170)

    def mouseMoveEvent(self, event: Any) -> None:
        self._mouse = QPointF(event.pos())
        self.update()

    def leaveEvent(self, event: Any) -> None:
        self._mouse = None
        self.update()

    def paintEvent(self, event: Any) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        text = self._text_color()
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Base))
        painter.setPen(text)
        if not self._curves:
            painter.drawText(
                QRectF(self.rect()),
                int(Qt.AlignmentFlag.AlignCenter),
                tr("No numbers yet"),
            )
            return
        metrics = QFontMetricsF(self.font())
        values = [value for curve in self._curves.values() for _, value in curve]
        steps = [step for curve in self._curves.values() for step, _ in curve]
        ticks = nice_ticks(min(values), max(values), 4)
        left = 10 + max(metrics.horizontalAdvance(_number(tick)) for tick in ticks)
        entries = self._legend(metrics, self.width() - left - 12)
        head = metrics.height() * (0.6 + entries[-1][1])
        area = QRectF(
            left, head, self.width() - left - 12, self.height() - head - metrics.height() * 1.6
        )
        low, high = ticks[0], ticks[-1]
        first, last = min(steps), max(steps)

        def place(step: float, value: float) -> QPointF:
            across = (step - first) / (last - first) if last > first else 0.5
            return QPointF(
                area.left() + across * area.width(),
                area.bottom() - (value - low) / (high - low) * area.height(),
            )

        self._draw_grid(painter, area, ticks, low, high)
        painter.setPen(text)
        bottom = QRectF(area.left(), area.bottom() + 3, area.width(), metrics.height() * 1.3)
        painter.drawText(bottom, int(Qt.AlignmentFlag.AlignLeft), str(first))
        painter.drawText(bottom, int(Qt.AlignmentFlag.AlignHCenter), tr("epoch"))
        if last > first:
            painter.drawText(bottom, int(Qt.AlignmentFlag.AlignRight), str(last))
        for index, curve in enumerate(self._curves.values()):
            color = self._curve_color(index)
            painter.setPen(QPen(color, 1.8))
            points = [place(step, value) for step, value in thinned(curve, round(area.width()))]
            painter.drawPolyline(QPolygonF(points))
            if len(points) <= _FEW_POINTS:
                painter.setBrush(color)
                for point in points:
                    painter.drawEllipse(point, _DOT_PX, _DOT_PX)
                painter.setBrush(Qt.BrushStyle.NoBrush)
        self._draw_legend(painter, metrics, area, first, last)

    def _is_dark(self) -> bool:
        return self.palette().color(QPalette.ColorRole.Base).lightness() < _DARK_LIGHTNESS

    def _text_color(self) -> QColor:
        # QGIS's dark themes are style sheets, which leave the palette's own text black.
        return QColor("#d0d0d0" if self._is_dark() else "#202020")

    def _curve_color(self, index: int) -> QColor:
        colors = _ON_DARK if self._is_dark() else _ON_LIGHT
        return QColor(colors[index % len(colors)])

    def _draw_grid(
        self, painter: QPainter, area: QRectF, ticks: Sequence[float], low: float, high: float
    ) -> None:
        line = self._text_color()
        line.setAlpha(45)
        text = self._text_color()
        for tick in ticks:
            y = area.bottom() - (tick - low) / (high - low) * area.height()
            painter.setPen(QPen(line, 1.0))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(text)
            painter.drawText(
                QRectF(0, y - 10, area.left() - 5, 20),
                int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter),
                _number(tick),
            )

    def _legend(self, metrics: QFontMetricsF, width: float) -> list[tuple[float, int]]:
        """Where each curve's name begins, and in which line, counted from 1."""
        places, x, line = [], 0.0, 1
        for name in self._curves:
            # As wide as with any value, so that nothing moves with the mouse.
            needed = metrics.horizontalAdvance(f"{name} {_WIDE_NUMBER}")
            if x and x + needed > width:
                x, line = 0.0, line + 1
            places.append((x, line))
            x += needed + metrics.horizontalAdvance("  ")
        return places

    def _draw_legend(
        self, painter: QPainter, metrics: QFontMetricsF, area: QRectF, first: int, last: int
    ) -> None:
        """Names and values: those at the mouse, else the last ones."""
        step: Optional[int] = None
        if self._mouse is not None and area.width() > 0:
            share = (self._mouse.x() - area.left()) / area.width()
            step = round(first + min(1.0, max(0.0, share)) * (last - first))
        places = self._legend(metrics, area.width())
        for index, (name, curve) in enumerate(self._curves.items()):
            nearest = curve[-1] if step is None else min(curve, key=lambda p: abs(p[0] - step))
            x, line = places[index]
            painter.setPen(self._curve_color(index))
            place = QPointF(area.left() + x, metrics.height() * (line + 0.15))
            painter.drawText(place, f"{name} {_number(nearest[1])}")


def thinned(curve: Curve, count: int) -> Curve:
    """At most about `count` points of a curve, its ends among them: no screen shows more."""
    every = -(-len(curve) // max(count, 2))
    return curve if every <= 1 else (*curve[:-1:every], curve[-1])


def nice_ticks(low: float, high: float, count: int) -> list[float]:
    """About `count` round numbers, the first not above `low` and the last not below `high`."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return [0.0, 1.0]
    if high - low < 1e-12 * max(1.0, abs(high)):
        pad = abs(high) * 0.1 or 1.0
        low, high = low - pad, high + pad
    rough = (high - low) / count
    power = 10.0 ** math.floor(math.log10(rough))
    size = next(size for size in (1, 2, 2.5, 5, 10) if size * power >= rough * 0.999) * power
    start = math.floor(low / size + 1e-9)
    end = math.ceil(high / size - 1e-9)
    return [number * size for number in range(start, max(end, start + 1) + 1)]


def _number(value: float) -> str:
    return f"{value:.4g}"
