"""Which parts of an image are for training and which for validation, within the areas of interest."""

from __future__ import annotations

from typing import Optional

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsFeatureRequest,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
    QgsWkbTypes,
)

from .draft import SPLIT, TRAIN, AreaChoice
from .services import RasterFacts, Ring
from .split_view import split_extent

# More polygons than these are shown by their extent: they are joined while QGIS waits.
_MOST_POLYGONS = 500


def split_on_map(
    image: RasterFacts, role: str, areas: AreaChoice, crs: str
) -> tuple[list[Ring], list[Ring]]:
    """Polygons for training and for validation, as the engine divides an image.

    Holes of areas are not told: this is for a look, and the engine reads the areas itself.

    Args:
        image: Is divided where its role says so.
        role: One of the draft's.
        areas: Limit both parts, or say where validation is.
        crs: The reference system of the answer, as WKT; "" for the image's own.
    """
    whole = QgsGeometry.fromRect(QgsRectangle(*image.extent))
    limits = _area(areas.layer_id, areas.path, image.crs)
    if areas.drawn:
        limits = _joined([_polygon(ring) for ring in areas.drawn], areas.drawn_crs, image.crs)
    if limits is not None:
        whole = whole.intersection(limits)
    if role != SPLIT:
        rings = _rings(whole, image.crs, crs)
        return (rings, []) if role == TRAIN else ([], rings)
    kept = _area(areas.validation_layer_id, areas.validation_path, image.crs)
    if kept is None:
        box = whole.boundingBox()
        extent = box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()
        parts, _ = split_extent(extent, areas.validate_on, areas.validation_fraction)
        kept = QgsGeometry.unaryUnion([_polygon(ring) for ring in parts])
    kept = whole.intersection(kept)
    return _rings(whole.difference(kept), image.crs, crs), _rings(kept, image.crs, crs)


def _area(layer_id: str, path: Optional[str], crs: str) -> Optional[QgsGeometry]:
    """The polygons of a layer or file in a reference system; None where there are none."""
    layer = QgsProject.instance().mapLayer(layer_id) if layer_id else None
    if layer is None and path:
        layer = QgsVectorLayer(path, "", "ogr")
    if not isinstance(layer, QgsVectorLayer) or not layer.isValid():
        return None
    if layer.featureCount() > _MOST_POLYGONS:
        shapes = [QgsGeometry.fromRect(layer.extent())]
    else:
        request = QgsFeatureRequest().setLimit(_MOST_POLYGONS)
        shapes = [feature.geometry() for feature in layer.getFeatures(request)]
    return _joined(shapes, layer.crs().toWkt(), crs)


def _joined(shapes: list[QgsGeometry], source: str, target: str) -> Optional[QgsGeometry]:
    kind = QgsWkbTypes.GeometryType.PolygonGeometry
    joined = QgsGeometry.unaryUnion([shape for shape in shapes if shape.type() == kind])
    return None if joined.isEmpty() or not _transform(joined, source, target) else joined


def _polygon(ring: object) -> QgsGeometry:
    return QgsGeometry.fromPolygonXY([[QgsPointXY(x, y) for x, y in ring]])


def _rings(shape: QgsGeometry, source: str, target: str) -> list[Ring]:
    if shape.isEmpty() or not _transform(shape, source, target or source):
        return []
    shape.convertToMultiType()
    return [
        [(point.x(), point.y()) for point in polygon[0]]
        for polygon in shape.asMultiPolygon()
        if polygon
    ]


def _transform(shape: QgsGeometry, source: str, target: str) -> bool:
    """Moves a shape to another reference system; answers whether it has a place there."""
    if not source or not target or source == target:
        return True
    systems = [QgsCoordinateReferenceSystem.fromWkt(wkt) for wkt in (source, target)]
    try:
        shape.transform(QgsCoordinateTransform(*systems, QgsProject.instance()))
    except QgsCsException:
        return False
    return True
