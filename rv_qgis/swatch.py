"""Squares in the colours of classes, as they stand beside names."""

from __future__ import annotations

from qtpy.QtGui import QColor, QPainter, QPixmap

SIDE_PX = 16
# Seen on light and on dark grounds. QGIS's dark themes are style sheets: the palette stays light.
_BORDER = QColor("#808080")


def swatch(colour: str, side_px: int = SIDE_PX) -> QPixmap:
    """A square in a colour, with a thin border: black is seen on dark grounds, white on light ones."""
    pixmap = QPixmap(side_px, side_px)
    pixmap.fill(QColor(colour))
    painter = QPainter(pixmap)
    painter.setPen(_BORDER)
    painter.drawRect(0, 0, side_px - 1, side_px - 1)
    painter.end()
    return pixmap
