"""Which layers a click means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Optional

from qgis.core import (
    QgsMapLayer,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
    QgsWkbTypes,
)

from ..layers.provenance import is_result
from .prediction_layers import IMAGE_OF_RESULT

_SAMPLE_PX = 10_000


def image_layer(iface: Any, project: QgsProject) -> Optional[QgsRasterLayer]:
    """The active layer if it is a raster, else the topmost one of the map, files before services.

    A prediction stands for the image that it was made from; other results, such as the maps of a
    training, are no images.
    """
    layers = list(_images([iface.activeLayer(), *iface.mapCanvas().layers()], project))
    if not layers:
        return None
    active = iface.activeLayer()
    if active is layers[0] or (active is not None and _image_of(active, project) is layers[0]):
        return layers[0]
    return next((layer for layer in layers if layer.providerType() == "gdal"), layers[0])


def layer_with_selection(iface: Any) -> Optional[QgsVectorLayer]:
    """The active layer if polygons are selected in it, else the topmost one in which some are."""
    for layer in (iface.activeLayer(), *iface.mapCanvas().layers()):
        is_polygons = (
            isinstance(layer, QgsVectorLayer)
            and layer.geometryType() == QgsWkbTypes.GeometryType.PolygonGeometry
        )
        if is_polygons and layer.selectedFeatureCount():
            return layer
    return None


def value_ranges(layer: QgsRasterLayer) -> list[tuple[float, float]]:
    """The lowest and highest value of each band, from a small sample."""
    provider = layer.dataProvider()
    ranges = []
    for band in range(1, layer.bandCount() + 1):
        found = provider.bandStatistics(band, extent=layer.extent(), sampleSize=_SAMPLE_PX)
        low, high = found.minimumValue, found.maximumValue
        ranges.append((low, high if high > low else low + 1.0))
    return ranges


def _images(
    layers: Iterable[Optional[QgsMapLayer]], project: QgsProject
) -> Iterator[QgsRasterLayer]:
    for layer in layers:
        if layer is None:
            continue
        found = _image_of(layer, project) or layer
        if isinstance(found, QgsRasterLayer) and found.isValid() and not is_result(found):
            yield found


def _image_of(layer: QgsMapLayer, project: QgsProject) -> Optional[QgsMapLayer]:
    return project.mapLayer(str(layer.customProperty(IMAGE_OF_RESULT, "")))
