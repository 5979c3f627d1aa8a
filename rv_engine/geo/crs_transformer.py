"""Between a scene's pixels and the map."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from affine import Affine
from rasterio._err import CPLE_BaseError  # has no public name, and is what PROJ's errors are
from rasterio.crs import CRS
from rasterio.errors import CRSError
from rasterio.warp import transform as warp_points
from rasterio.warp import transform_bounds

from rv_engine.errors import VectorError
from rv_engine.types import FloatArray, GeometryArray

# More than ten million times round the earth, in the smallest map units.
_FARTHEST = 1e15


@dataclass(frozen=True)
class CRSTransformer:
    """The pixel grid of one image.

    Pixel coordinates are (x, y) with (0, 0) at the outer corner of the top left pixel, so that the
    centre of that pixel is (0.5, 0.5). Nothing is rounded.

    Attributes:
        transform: From pixel to map coordinates.
        crs: The map coordinates' reference system, or None when the image has none.
    """

    transform: Affine
    crs: CRS | None

    def pixel_to_map(self, geometries: GeometryArray) -> GeometryArray:
        """Shapely geometries in map coordinates, from pixel coordinates."""
        return _affine(geometries, self.transform)

    def pixel_to_crs(self, geometries: GeometryArray, crs: CRS) -> GeometryArray:
        """Shapely geometries in any reference system, from pixel coordinates.

        When the image has no reference system, they are in its own map coordinates.

        Raises:
            VectorError: The coordinates have no place there.
        """
        geometries = self.pixel_to_map(geometries)
        if self.crs is None or self.crs == crs:
            return geometries
        return _reproject(geometries, self.crs, crs)

    def map_to_pixel(self, geometries: GeometryArray, crs: CRS | None) -> GeometryArray:
        """Shapely geometries in pixel coordinates.

        Args:
            geometries: An array of geometries in map coordinates.
            crs: Their reference system. When they or the image have none, they are taken to be in
                the image's own map coordinates.

        Raises:
            VectorError: The coordinates cannot be transformed to the image's reference system.
        """
        if crs is not None and self.crs is not None and crs != self.crs:
            geometries = _reproject(geometries, crs, self.crs)
        return _affine(geometries, ~self.transform)


def grids_match(
    transform: Affine, other: Affine, size: tuple[int, int], tolerance_px: float = 0.01
) -> bool:
    """Whether the pixels of two grids lie on each other, in an image of a size (height, width).

    Compared in pixels, not in map units: 0.00001 is nothing in metres and several pixels in
    degrees.
    """
    height, width = size
    between = ~other * transform
    return all(
        abs(moved - place) <= tolerance_px
        for corner in ((0, 0), (width, 0), (0, height), (width, height))
        for moved, place in zip(between * corner, corner, strict=True)
    )


def bounds_in_crs(
    bounds: tuple[float, float, float, float], source: CRS | None, target: CRS | None
) -> tuple[float, float, float, float]:
    """(xmin, ymin, xmax, ymax) in another reference system, with curved edges respected."""
    if source is None or target is None or source == target:
        return bounds
    xmin, ymin, xmax, ymax = transform_bounds(source, target, *bounds, densify_pts=21)
    return xmin, ymin, xmax, ymax


def _affine(geometries: GeometryArray, transform: Affine) -> GeometryArray:
    a, b, c, d, e, f = transform[:6]

    def apply(xy: FloatArray) -> FloatArray:
        x, y = xy[:, 0], xy[:, 1]
        return np.column_stack([a * x + b * y + c, d * x + e * y + f])

    result: GeometryArray = shapely.transform(geometries, apply)
    return result


def _reproject(geometries: GeometryArray, source: CRS, target: CRS) -> GeometryArray:
    def apply(xy: FloatArray) -> FloatArray:
        xs, ys = warp_points(source, target, xy[:, 0], xy[:, 1])
        return np.column_stack([xs, ys])

    # PROJ takes minutes to wrap a longitude of a million billion turns.
    if len(geometries) and np.abs(shapely.total_bounds(geometries)).max() > _FARTHEST:
        raise _no_place(source, target)
    try:
        result: GeometryArray = shapely.transform(geometries, apply)
    except (CRSError, ValueError, CPLE_BaseError) as error:
        raise _no_place(source, target) from error
    if len(result) and not np.isfinite(shapely.total_bounds(result)).all():
        raise _no_place(source, target)
    return result


def _no_place(source: CRS, target: CRS) -> VectorError:
    return VectorError(
        f"Some coordinates have no place in {target} when they are read as {source}.",
        hint="Check the coordinate reference system of the labels.",
    )
