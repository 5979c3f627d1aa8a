"""Which part of an image is predicted, in the image's CRS."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsCsException,
    QgsGeometry,
    QgsMapSettings,
    QgsPointXY,
    QgsRectangle,
)

from ...rv_engine.errors import RasterError
from ..engine.commands import BoxMap
from ..layers import RasterFile
from ..translation import tr

# A straight side becomes a bow in another CRS; its farthest point may lie between the corners.
_POINTS_PER_SIDE = 50


@dataclass(frozen=True)
class Area:
    """A part of an image.

    Attributes:
        extent: The upright rectangle around it. The engine predicts the pixels that it touches.
        within: Polygons as WKT to which the prediction is limited; "" for all of the rectangle.
    """

    extent: QgsRectangle
    within: str = ""

    @property
    def box(self) -> BoxMap:
        """The rectangle as numbers."""
        extent = self.extent
        return extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum()


def whole_area(raster: RasterFile) -> Area:
    """All of the image."""
    return Area(QgsRectangle(raster.extent_map))


def visible_area(
    settings: QgsMapSettings, raster: RasterFile, context: QgsCoordinateTransformContext
) -> Area:
    """What the map shows of the image, whatever its CRS and rotation.

    Raises:
        RasterError: It shows nothing of it.
    """
    corners = [QgsPointXY(corner) for corner in settings.visiblePolygon()]
    seen = QgsGeometry.fromPolygonXY([corners])
    geometry = _in_raster(seen, settings.destinationCrs(), raster, context)
    if geometry.isEmpty():
        raise RasterError(
            tr("The map does not show the image '{image}'.").format(image=raster.name),
            hint=tr("Zoom to the image, or choose to predict the whole layer."),
            where=raster.name,
        )
    return Area(_cut(geometry.boundingBox(), raster))


def selected_area(
    polygons: Iterable[QgsGeometry],
    crs: QgsCoordinateReferenceSystem,
    raster: RasterFile,
    context: QgsCoordinateTransformContext,
) -> Area:
    """What lies in polygons of a layer.

    Raises:
        RasterError: There are none on the image.
    """
    geometries = [QgsGeometry(polygon) for polygon in polygons if not polygon.isEmpty()]
    if not geometries:
        raise RasterError(
            tr("No polygons are selected."),
            hint=tr("Select polygons of the active layer, or choose to predict the visible map."),
        )
    joined = QgsGeometry.unaryUnion([geometry.makeValid() for geometry in geometries])
    geometry = _in_raster(joined, crs, raster, context)
    if geometry.isEmpty():
        raise RasterError(
            tr("The selected polygons do not touch the image '{image}'.").format(image=raster.name),
            hint=tr("Select polygons that lie on the image."),
            where=raster.name,
        )
    return Area(_cut(geometry.boundingBox(), raster), geometry.asWkt(9))


def _in_raster(
    geometry: QgsGeometry,
    crs: QgsCoordinateReferenceSystem,
    raster: RasterFile,
    context: QgsCoordinateTransformContext,
) -> QgsGeometry:
    """The part of a geometry that lies on the image, in its CRS; empty when there is none."""
    outline = QgsGeometry.fromRect(raster.extent_map)
    if not crs.isValid() or not raster.crs.isValid() or crs == raster.crs:
        return geometry.intersection(outline)
    transform = QgsCoordinateTransform(raster.crs, crs, context)
    try:
        # What lies far from the image may have no place in its CRS: it is cut off first.
        outline = outline.densifyByCount(_POINTS_PER_SIDE)
        outline.transform(transform)
        common = geometry.intersection(outline.makeValid())
        if common.isEmpty():
            return common
        common = common.densifyByCount(_POINTS_PER_SIDE)
        common.transform(transform, Qgis.TransformDirection.Reverse)
    except QgsCsException as error:
        raise RasterError(
            tr("The map cannot be expressed in the CRS of the image ({crs}).").format(
                crs=raster.crs.userFriendlyIdentifier()
            ),
            hint=tr("Give the map the CRS of the image: Set Project CRS from Layer."),
        ) from error
    return common


def _cut(extent: QgsRectangle, raster: RasterFile) -> QgsRectangle:
    return extent.intersect(raster.extent_map)
