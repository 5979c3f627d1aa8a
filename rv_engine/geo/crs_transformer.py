"""Between a scene's pixels and the map."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from affine import Affine
from rasterio.crs import CRS
from rasterio.errors import CRSError
from rasterio.warp import transform as warp_points
from rasterio.warp import transform_bounds

from rv_engine.errors import VectorError


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

    def pixel_to_map(self, geometries: np.ndarray) -> np.ndarray:
        """Shapely geometries in map coordinates, from pixel coordinates."""
        return _affine(geometries, self.transform)

    def map_to_pixel(self, geometries: np.ndarray, crs: CRS | None) -> np.ndarray:
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


def bounds_in_crs(
    bounds: tuple[float, float, float, float], source: CRS | None, target: CRS | None
) -> tuple[float, float, float, float]:
    """(xmin, ymin, xmax, ymax) in another reference system, with curved edges respected."""
    if source is None or target is None or source == target:
        return bounds
    return tuple(transform_bounds(source, target, *bounds, densify_pts=21))


def _affine(geometries: np.ndarray, transform: Affine) -> np.ndarray:
    a, b, c, d, e, f = transform[:6]

    def apply(xy: np.ndarray) -> np.ndarray:
        x, y = xy[:, 0], xy[:, 1]
        return np.column_stack([a * x + b * y + c, d * x + e * y + f])

    return shapely.transform(geometries, apply)


def _reproject(geometries: np.ndarray, source: CRS, target: CRS) -> np.ndarray:
    def apply(xy: np.ndarray) -> np.ndarray:
        xs, ys = warp_points(source, target, xy[:, 0], xy[:, 1])
        return np.column_stack([xs, ys])

    try:
        result = shapely.transform(geometries, apply)
    except (CRSError, ValueError) as error:
        raise VectorError(
            f"Coordinates cannot be transformed from {source} to {target}: {error}.",
            hint="Check the coordinate reference system of the labels.",
        ) from error
    if len(result) and not np.isfinite(shapely.total_bounds(result)).all():
        raise VectorError(
            f"Some coordinates have no place in {target} when they are read as {source}.",
            hint="Check the coordinate reference system of the labels.",
        )
    return result
