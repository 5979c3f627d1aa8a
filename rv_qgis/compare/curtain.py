"""A map without some layers, drawn over a part of the map that has them."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Optional

from qgis.core import QgsMapLayer, QgsMapRendererParallelJob
from qgis.gui import QgsMapCanvas, QgsMapCanvasItem
from qtpy.QtCore import QLineF, QObject, QPointF, QRectF, Signal
from qtpy.QtGui import QColor, QImage, QPainter, QPen

_LINE = QColor(255, 255, 255)
_LINE_EDGE = QColor(0, 0, 0, 160)


class CurtainItem(QgsMapCanvasItem):
    """Covers the map left of a line, or above it, with a picture.

    Args:
        canvas: The map.
    """

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.image: Optional[QImage] = None
        self.share = 0.5
        """How much of the map is covered, from 0 to 1."""
        self.is_horizontal = False
        """Whether the line is, so that what is above it is covered."""
        self.setZValue(50)

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, self._canvas.width(), self._canvas.height())

    def updatePosition(self) -> None:
        """It lies on the window, not on the map."""

    def paint(self, painter: QPainter, option: Any = None, widget: Any = None) -> None:
        if self.image is None or self.share <= 0:
            return
        whole = self.boundingRect()
        covered, line = QRectF(whole), QLineF()
        if self.is_horizontal:
            covered.setHeight(self.share * whole.height())
            line = QLineF(QPointF(0, covered.bottom()), QPointF(whole.right(), covered.bottom()))
        else:
            covered.setWidth(self.share * whole.width())
            line = QLineF(QPointF(covered.right(), 0), QPointF(covered.right(), whole.bottom()))
        painter.save()
        painter.setClipRect(covered)
        painter.fillRect(covered, self._canvas.canvasColor())
        painter.drawImage(QPointF(0, 0), self.image)
        painter.restore()
        if self.share < 1:
            for colour, width in ((_LINE_EDGE, 4), (_LINE, 2)):
                painter.setPen(QPen(colour, width))
                painter.drawLine(line)


class Curtain(QObject):
    """Keeps the picture for a `CurtainItem` as the map is moved.

    Args:
        canvas: The map.
        layers: Those that are not in the picture.
    """

    drawn = Signal()
    """The picture is there, or there anew."""

    def __init__(self, canvas: QgsMapCanvas, layers: list[QgsMapLayer]) -> None:
        super().__init__()
        self._canvas = canvas
        self._hidden = {layer.id() for layer in layers}
        self.names = [layer.name() for layer in layers]
        """What is not in the picture, for people."""
        self._job: Optional[QgsMapRendererParallelJob] = None
        self.item = CurtainItem(canvas)
        canvas.extentsChanged.connect(self._forget)
        canvas.mapCanvasRefreshed.connect(self._draw)
        self._draw()

    def set_share(self, share: float) -> None:
        """Covers another part of the map, from 0 to 1."""
        self.item.share = min(max(share, 0.0), 1.0)
        self.item.update()

    def turn(self) -> None:
        """Lays the line flat, or stands it up."""
        self.item.is_horizontal = not self.item.is_horizontal
        self.item.update()

    def close(self) -> None:
        """Takes it off the map."""
        self._canvas.extentsChanged.disconnect(self._forget)
        self._canvas.mapCanvasRefreshed.disconnect(self._draw)
        self._stop()
        self._canvas.scene().removeItem(self.item)
        self.blockSignals(True)

    def _forget(self) -> None:
        # An old picture beside a new map would show what is not there, also one that is still
        # being drawn.
        self._stop()
        self.item.image = None
        self.item.update()

    def _draw(self) -> None:
        self._stop()
        settings = self._canvas.mapSettings()
        settings.setLayers([layer for layer in settings.layers() if layer.id() not in self._hidden])
        job = QgsMapRendererParallelJob(settings)
        job.finished.connect(lambda: self._take(job))
        self._job = job
        job.start()

    def _take(self, job: QgsMapRendererParallelJob) -> None:
        if job is not self._job:
            return
        self._job = None
        self.item.image = job.renderedImage()
        self.item.update()
        self.drawn.emit()

    def _stop(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            with suppress(TypeError, RuntimeError):
                job.finished.disconnect()
            job.cancelWithoutBlocking()
