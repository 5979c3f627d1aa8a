"""Where a model was trained, on the map."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsWkbTypes,
)
from qgis.gui import QgsMapCanvas, QgsRubberBand
from qtpy.QtGui import QColor

from .bundle_file import Ring

_OUTLINE = QColor(214, 39, 120, 220)
_FILL = QColor(214, 39, 120, 12)
_MARGIN = 1.1


class FootprintBand:
    """Outlines of training images on a map canvas.

    Args:
        canvas: The map.
    """

    def __init__(self, canvas: QgsMapCanvas) -> None:
        self._canvas = canvas
        self._rings: Sequence[Ring] = ()
        self._band = QgsRubberBand(canvas, QgsWkbTypes.GeometryType.PolygonGeometry)
        self._band.setStrokeColor(_OUTLINE)
        self._band.setFillColor(_FILL)
        self._band.setWidth(2)
        canvas.destinationCrsChanged.connect(self._draw)

    @property
    def geometry(self) -> QgsGeometry:
        """What is drawn, in the map's CRS."""
        return self._band.asGeometry()

    def show(self, rings: Sequence[Ring]) -> None:
        """Draws these outlines instead; none takes them off the map."""
        self._rings = tuple(rings)
        self._draw()

    def zoom(self) -> bool:
        """Moves the map there; False when nothing is drawn."""
        extent = self.geometry.boundingBox()
        if not self._rings or extent.isEmpty():
            return False
        extent.scale(_MARGIN)
        self._canvas.setExtent(extent)
        self._canvas.refresh()
        return True

    def remove(self) -> None:
        """Takes it off the map for good."""
        self._canvas.destinationCrsChanged.disconnect(self._draw)
        self._canvas.scene().removeItem(self._band)

    def _draw(self) -> None:
        self._band.reset(QgsWkbTypes.GeometryType.PolygonGeometry)
        to_map = QgsCoordinateTransform(
            QgsCoordinateReferenceSystem("EPSG:4326"),
            self._canvas.mapSettings().destinationCrs(),
            QgsProject.instance(),
        )
        for ring in self._rings:
            outline = QgsGeometry.fromPolygonXY([[QgsPointXY(x, y) for x, y in ring]])
            try:
                outline.transform(to_map)
            except QgsCsException:
                continue  # it lies where the map's CRS has no place
            self._band.addGeometry(outline, None)
