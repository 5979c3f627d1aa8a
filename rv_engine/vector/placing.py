"""Features brought to an image, where some of them may have no place."""

from __future__ import annotations

import numpy as np
import shapely
from rasterio.crs import CRS

from rv_engine.errors import VectorError
from rv_engine.geo import CRSTransformer
from rv_engine.types import Array, GeometryArray

# So many features that cannot be placed are no accident: then the whole layer is wrong.
_MAX_STRAY = 200
# Degrees that a layer round the date line may have, with room for roundings at the poles.
_MAX_LONGITUDE, _MAX_LATITUDE = 720.0, 90.0001


def placed(
    geometries: GeometryArray, crs: CRS | None, grid: CRSTransformer
) -> tuple[GeometryArray, Array]:
    """The geometries in pixel coordinates that have a place there, and the index of each.

    Args:
        geometries: In map coordinates.
        crs: Their reference system.
        grid: The image.

    Raises:
        VectorError: None of them has a place, or hundreds have none.
    """
    everyone = np.arange(len(geometries))
    try:
        return grid.map_to_pixel(geometries, crs), everyone
    except VectorError as error:
        chosen = everyone[_plausible(geometries, crs)]
        found: list[tuple[GeometryArray, Array]] = []
        strays = _place_halves(geometries, crs, grid, chosen, found, _MAX_STRAY)
        if not found or strays > _MAX_STRAY:
            raise error
        pixels, index = zip(*found, strict=True)
        return np.concatenate(pixels), np.concatenate(index)


def _plausible(geometries: GeometryArray, crs: CRS | None) -> Array:
    if crs is None or not crs.is_geographic:
        return np.ones(len(geometries), bool)
    xmin, ymin, xmax, ymax = shapely.bounds(geometries).T
    return np.asarray(
        (xmin >= -_MAX_LONGITUDE)
        & (xmax <= _MAX_LONGITUDE)
        & (ymin >= -_MAX_LATITUDE)
        & (ymax <= _MAX_LATITUDE)
    )


def _place_halves(
    geometries: GeometryArray,
    crs: CRS | None,
    grid: CRSTransformer,
    chosen: Array,
    found: list[tuple[GeometryArray, Array]],
    allowed: int,
) -> int:
    """Places what can be placed, half by half, and answers how many could not be."""
    if not len(chosen):
        return 0
    try:
        found.append((grid.map_to_pixel(geometries[chosen], crs), chosen))
    except VectorError:
        if len(chosen) == 1:
            return 1
        middle = len(chosen) // 2
        strays = 0
        for half in (chosen[:middle], chosen[middle:]):
            if strays <= allowed:
                strays += _place_halves(geometries, crs, grid, half, found, allowed - strays)
        return strays
    return 0
