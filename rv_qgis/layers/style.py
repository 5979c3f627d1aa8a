"""Dresses the engine's outputs in the colours of their classes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFillSymbol,
    QgsMapLayer,
    QgsPalettedRasterRenderer,
    QgsRasterLayer,
    QgsRenderContext,
    QgsRendererCategory,
    QgsSimpleFillSymbolLayer,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qtpy.QtCore import Qt
from qtpy.QtGui import QColor

from .classes import MapClass

# The image below shall stay visible.
_RASTER_OPACITY = 0.65
_FILL_ALPHA = 60
# A fill that hides more than this share of what is below hides the prediction.
_MOST_OPAQUE = 0.6
_OUTLINE_WIDTH_MM = 0.5


def style_label_raster(layer: QgsRasterLayer, classes: Sequence[MapClass]) -> None:
    """Shows each class in its colour with its name; the background and nodata are see-through."""
    palette = []
    for map_class in classes:
        colour = QColor(map_class.colour)
        if map_class.is_null:
            colour.setAlpha(0)
        palette.append(QgsPalettedRasterRenderer.Class(map_class.class_id, colour, map_class.name))
    layer.setRenderer(QgsPalettedRasterRenderer(layer.dataProvider(), 1, palette))
    layer.setOpacity(_RASTER_OPACITY)
    layer.triggerRepaint()


def style_polygons(layer: QgsVectorLayer, classes: Sequence[MapClass]) -> None:
    """Shows the polygons of each class with an outline and a light fill in its colour."""
    categories = []
    for map_class in classes:
        if map_class.is_null:
            continue
        fill = QColor(map_class.colour)
        fill.setAlpha(_FILL_ALPHA)
        symbol = QgsFillSymbol.createSimple(
            {
                "color": f"{fill.red()},{fill.green()},{fill.blue()},{fill.alpha()}",
                "outline_color": map_class.colour,
                "outline_width": str(_OUTLINE_WIDTH_MM),
            }
        )
        categories.append(QgsRendererCategory(map_class.name, symbol, map_class.name))
    layer.setRenderer(QgsCategorizedSymbolRenderer("class_name", categories))
    layer.triggerRepaint()


def save_style(layer: QgsMapLayer) -> None:
    """Saves the style as `.qml` beside the layer's file, where QGIS looks for it.

    A folder that cannot be written keeps nobody from seeing the layer.
    """
    path = Path(layer.source().split("|")[0])
    if path.is_file():
        layer.saveNamedStyle(str(path.with_suffix(".qml")))


def hides_what_is_below(layer: QgsMapLayer) -> bool:
    """Whether a layer's polygons are filled so that next to nothing is seen through them."""
    if not isinstance(layer, QgsVectorLayer) or layer.renderer() is None:
        return False
    symbols = layer.renderer().symbols(QgsRenderContext())
    fills = [
        part.color().alphaF() * symbol.opacity() * layer.opacity()
        for symbol in symbols
        for part in symbol.symbolLayers()
        if isinstance(part, QgsSimpleFillSymbolLayer) and part.brushStyle() != Qt.BrushStyle.NoBrush
    ]
    return any(opacity > _MOST_OPAQUE for opacity in fills)


def outline_labels(layer: QgsVectorLayer) -> None:
    """Shows polygons of labels as outlines, so that what lies below can be compared with them."""
    if layer.geometryType() != QgsWkbTypes.GeometryType.PolygonGeometry:
        return
    symbol = QgsFillSymbol.createSimple(
        {"style": "no", "outline_color": "#ffffff", "outline_width": str(_OUTLINE_WIDTH_MM)}
    )
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))
