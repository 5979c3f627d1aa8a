"""Geometries taken apart and mended."""

from __future__ import annotations

import numpy as np
import shapely

from rv_engine.types import Array, GeometryArray


def simple_parts(geometries: GeometryArray) -> tuple[GeometryArray, Array]:
    """Points, lines and polygons with a place, and the index of what each is a part of."""
    parts, index = shapely.get_parts(geometries, return_index=True)
    while (shapely.get_type_id(parts) > shapely.GeometryType.POLYGON).any():
        parts, inner = shapely.get_parts(parts, return_index=True)
        index = index[inner]
    keep = ~shapely.is_missing(parts) & ~shapely.is_empty(parts)
    coordinates, owners = shapely.get_coordinates(parts, return_index=True)
    keep[owners[~np.isfinite(coordinates).all(axis=1)]] = False
    return parts[keep], index[keep]


def mended(geometries: GeometryArray) -> tuple[GeometryArray, Array]:
    """Valid geometries, and the index of what each was; a polygon remains one or several."""
    invalid = ~shapely.is_valid(geometries)
    if not invalid.any():
        return geometries, np.arange(len(geometries))
    geometries = geometries.copy()
    was_area = shapely.get_dimensions(geometries) == 2
    geometries[invalid] = shapely.make_valid(geometries[invalid])
    parts, index = simple_parts(geometries)
    # Mending can leave lines, where a polygon had no width.
    keep = ~was_area[index] | (shapely.get_dimensions(parts) == 2)
    return parts[keep], index[keep]
