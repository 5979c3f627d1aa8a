"""Shapes that the wizard shows on the map, and a polygon that is drawn there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Optional

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
    QgsWkbTypes,
)
from qgis.gui import QgsMapCanvas, QgsMapMouseEvent, QgsMapTool, QgsRubberBand
from qtpy.QtCore import Qt
from qtpy.QtGui import QColor, QKeyEvent

from ..map_tools import put_away
from .services import Ring

_FILL_ALPHA = 50
_WIDTH_PX = 2
OnDrawn = Callable[[list[tuple[float, float]], str], None]


class CanvasMarks:
    """Rubber bands by name.

    Args:
        canvas: QGIS's map.
    """

    def __init__(self, canvas: QgsMapCanvas) -> None:
        self._canvas = canvas
        self._bands: dict[str, QgsRubberBand] = {}
        self._tool: Optional[PolygonTool] = None
        self._tool_before: Any = None

    def show(self, name: str, rings: Sequence[Ring], crs: str, colour: str) -> None:
        """Shows polygons under a name; those that had it go."""
        self.clear(name)
        if not rings:
            return
        band = QgsRubberBand(self._canvas, QgsWkbTypes.GeometryType.PolygonGeometry)
        fill = QColor(colour)
        fill.setAlpha(_FILL_ALPHA)
        band.setFillColor(fill)
        band.setStrokeColor(QColor(colour))
        band.setWidth(_WIDTH_PX)
        transform = self._transform(crs)
        for ring in rings:
            geometry = QgsGeometry.fromPolygonXY([[QgsPointXY(x, y) for x, y in ring]])
            try:
                geometry.transform(transform)
            except QgsCsException:
                continue  # it has no place on this map, so there is nothing to show
            band.addGeometry(geometry, None)
        self._bands[name] = band

    def clear(self, name: str = "") -> None:
        """Takes the shapes of a name away, or all."""
        for one in [name] if name else list(self._bands):
            band = self._bands.pop(one, None)
            if band is not None:
                self._canvas.scene().removeItem(band)

    def names(self) -> list[str]:
        """What is shown."""
        return sorted(self._bands)

    def zoom_to(self, extent: tuple[float, float, float, float], crs: str) -> None:
        """Moves the map there."""
        rectangle = QgsRectangle(*extent)
        try:
            rectangle = self._transform(crs).transformBoundingBox(rectangle)
        except QgsCsException:
            return
        rectangle.scale(1.05)
        self._canvas.setExtent(rectangle)
        self._canvas.refresh()

    def draw_polygon(self, on_done: OnDrawn) -> None:
        """Lets the user draw a polygon; answers its corners and their CRS, nothing when given up."""

        def take(corners: list[tuple[float, float]]) -> None:
            self._put_tool_back()
            on_done(corners, self._canvas.mapSettings().destinationCrs().toWkt())

        self._put_tool_back()
        self._tool_before = self._canvas.mapTool()
        self._tool = PolygonTool(self._canvas, take)
        self._canvas.setMapTool(self._tool)
        self._canvas.setFocus()

    def close(self) -> None:
        """Leaves nothing on the map."""
        self._put_tool_back()
        self.clear()

    def _put_tool_back(self) -> None:
        if self._tool is None:
            return
        tool, self._tool = self._tool, None
        tool.clear()
        put_away(self._canvas, tool, self._tool_before)
        self._tool_before = None

    def _transform(self, crs: str) -> QgsCoordinateTransform:
        target = self._canvas.mapSettings().destinationCrs()
        source = QgsCoordinateReferenceSystem.fromWkt(crs) if crs else target
        return QgsCoordinateTransform(source, target, QgsProject.instance())


class PolygonTool(QgsMapTool):
    """Left clicks set corners, a right click or Enter ends, Escape gives up.

    Args:
        canvas: The map.
        on_done: Gets the corners; none when the user gave up.
    """

    def __init__(
        self, canvas: QgsMapCanvas, on_done: Callable[[list[tuple[float, float]]], None]
    ) -> None:
        super().__init__(canvas)
        self._on_done = on_done
        self._corners: list[QgsPointXY] = []
        self._is_over = False
        self._band = QgsRubberBand(canvas, QgsWkbTypes.GeometryType.PolygonGeometry)
        colour = QColor("#2a82da")
        self._band.setStrokeColor(colour)
        colour.setAlpha(_FILL_ALPHA)
        self._band.setFillColor(colour)
        self._band.setWidth(_WIDTH_PX)
        self.setCursor(Qt.CursorShape.CrossCursor)

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:
        if event.button() == Qt.MouseButton.RightButton:
            self._end()
            return
        self._corners.append(self.toMapCoordinates(event.pos()))
        self._show()

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:
        if self._corners:
            self._show(self.toMapCoordinates(event.pos()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._end()
        elif event.key() == Qt.Key.Key_Escape:
            self._corners.clear()
            self._end()

    def deactivate(self) -> None:
        """Another tool was chosen, which gives up as well."""
        super().deactivate()
        self._answer([])

    def clear(self) -> None:
        """Takes what was drawn off the map, and answers no more."""
        self._is_over = True
        self.canvas().scene().removeItem(self._band)

    def _show(self, last: Optional[QgsPointXY] = None) -> None:
        corners = [*self._corners, *([] if last is None else [last])]
        self._band.setToGeometry(QgsGeometry.fromPolygonXY([corners]), None)

    def _end(self) -> None:
        corners = [(point.x(), point.y()) for point in self._corners]
        self._answer(corners if len(corners) > 2 else [])

    def _answer(self, corners: list[tuple[float, float]]) -> None:
        if not self._is_over:
            self._is_over = True
            self._on_done(corners)
