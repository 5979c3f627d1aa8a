"""A rectangle of the map in the CRS of a raster."""

from __future__ import annotations

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsCsException,
    QgsGeometry,
    QgsRectangle,
)

from ...rv_engine.errors import RasterError
from ..translation import tr
from .raster_file import RasterFile

# A straight side becomes a bow in another CRS; its farthest point may lie between the corners.
_POINTS_PER_SIDE = 50


def extent_in_raster(
    extent: QgsRectangle,
    crs: QgsCoordinateReferenceSystem,
    raster: RasterFile,
    transform_context: QgsCoordinateTransformContext,
) -> QgsRectangle:
    """The part of a raster that an extent covers, in the raster's CRS.

    The result is the smallest upright rectangle that holds the whole extent, cut to the raster.

    Args:
        crs: The extent's CRS; one that is not valid means the raster's own.

    Raises:
        RasterError: The extent does not touch the raster, or cannot be expressed in its CRS.
    """
    covered = extent
    if crs.isValid() and raster.crs.isValid() and crs != raster.crs:
        covered = _transformed(extent, QgsCoordinateTransform(crs, raster.crs, transform_context))
    if covered is not None:
        covered = covered.intersect(raster.extent_map)
    if covered is None or covered.isEmpty():
        raise RasterError(
            tr("The extent does not touch the image '{image}'.").format(image=raster.name),
            hint=tr("Zoom to the image, or leave the extent empty to predict all of it."),
            where=raster.name,
        )
    return covered


def _transformed(extent: QgsRectangle, transform: QgsCoordinateTransform) -> QgsRectangle:
    outline = QgsGeometry.fromRect(extent).densifyByCount(_POINTS_PER_SIDE)
    try:
        # The grid of points inside matters where a pole lies in the extent.
        bounds = transform.transformBoundingBox(extent)
        outline.transform(transform)
    except QgsCsException as error:
        raise RasterError(
            tr("The extent cannot be expressed in the CRS of the image ({crs}).").format(
                crs=transform.destinationCrs().userFriendlyIdentifier()
            ),
            hint=tr("Zoom to the image and take the extent from the map."),
        ) from error
    bounds.combineExtentWith(outline.boundingBox())
    return bounds
