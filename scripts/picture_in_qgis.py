"""Draws maps side by side under a title, with captions and a legend. Runs inside QGIS's Python."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsMapLayer, QgsMapRendererSequentialJob, QgsMapSettings, QgsRectangle
from qgis.PyQt.QtCore import QRectF, QSize, Qt
from qgis.PyQt.QtGui import QColor, QFont, QImage, QPainter, QPen

MAP_HEIGHT_PX = 1080
MARGIN_PX = 36
TITLE_PX = 86
CAPTION_PX = 54
LEGEND_PX = 62
INK = QColor("#1f2a30")
PAPER = QColor("#ffffff")


@dataclass(frozen=True)
class MapPanel:
    """One map of the picture.

    Attributes:
        layers: The topmost first.
        extent: What the map shows, in the first layer's CRS.
    """

    caption: str
    layers: list[QgsMapLayer]
    extent: QgsRectangle

    @property
    def size(self) -> QSize:
        """The map's size in pixels."""
        width = MAP_HEIGHT_PX * self.extent.width() / self.extent.height()
        return QSize(round(width), MAP_HEIGHT_PX)


@dataclass(frozen=True)
class LegendEntry:
    """A box with a text; without a fill, it is an outline."""

    text: str
    outline: QColor
    fill: QColor | None = None


def draw_picture(path: Path, title: str, panels: list[MapPanel], legend: list[LegendEntry]) -> None:
    """Writes the picture as PNG."""
    width = sum(panel.size.width() + MARGIN_PX for panel in panels) + MARGIN_PX
    height = TITLE_PX + MAP_HEIGHT_PX + CAPTION_PX + LEGEND_PX
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(PAPER)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(INK)
    painter.setFont(_font(34, bold=True))
    _draw_text(painter, QRectF(MARGIN_PX, 0, width - 2 * MARGIN_PX, TITLE_PX), title)
    left = MARGIN_PX
    for panel in panels:
        painter.drawImage(left, TITLE_PX, _map_image(panel))
        painter.setFont(_font(22))
        below = QRectF(left, TITLE_PX + MAP_HEIGHT_PX, panel.size.width(), CAPTION_PX)
        _draw_text(painter, below, panel.caption)
        left += panel.size.width() + MARGIN_PX
    _draw_legend(painter, legend, height - LEGEND_PX)
    painter.end()
    if not image.save(str(path)):
        raise OSError(f"The picture cannot be written to {path}.")


def _map_image(panel: MapPanel) -> QImage:
    settings = QgsMapSettings()
    settings.setLayers(panel.layers)
    settings.setDestinationCrs(panel.layers[0].crs())
    settings.setExtent(panel.extent)
    settings.setOutputSize(panel.size)
    settings.setBackgroundColor(QColor("#e9ecee"))
    # As large as on a sheet of paper that is read at arm's length.
    settings.setOutputDpi(110)
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    return job.renderedImage()


def _draw_legend(painter: QPainter, legend: list[LegendEntry], top: int) -> None:
    painter.setFont(_font(22))
    left = MARGIN_PX
    for entry in legend:
        box = QRectF(left, top + 12, 34, 24)
        painter.setPen(QPen(entry.outline, 3))
        painter.setBrush(entry.fill or Qt.BrushStyle.NoBrush)
        painter.drawRect(box)
        painter.setPen(INK)
        left += 48
        width = painter.fontMetrics().horizontalAdvance(entry.text)
        _draw_text(painter, QRectF(left, top, width + 4, 48), entry.text)
        left += width + 48


def _draw_text(painter: QPainter, box: QRectF, text: str) -> None:
    alignment = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(box, int(alignment), text)


def _font(size_px: int, *, bold: bool = False) -> QFont:
    font = QFont("DejaVu Sans")
    font.setPixelSize(size_px)
    font.setBold(bold)
    return font
