"""Surfaces of triangles and patches as the polygons that they are seen from above."""

from __future__ import annotations

import struct
from collections.abc import Iterable

import numpy as np
import shapely

from rv_engine.types import GeometryArray

# Numbers of types in well-known binary: OGC 06-103r4, table 7.
_POLYGON, _MULTIPOLYGON = 3, 6
_POLYHEDRAL_SURFACE, _TIN, _TRIANGLE = 15, 16, 17


def from_wkb(wkb: Iterable[bytes | None]) -> GeometryArray:
    """(N,) geometries in two dimensions; None where there is none that can be read."""
    flat = [content if content is None else _as_polygons(content) for content in wkb]
    geometries: GeometryArray = shapely.from_wkb(np.array(flat, object), on_invalid="ignore")
    return geometries


def _as_polygons(wkb: bytes) -> bytes:
    """Two-dimensional well-known binary, with surfaces as polygons."""
    order = "<" if wkb[:1] == b"\x01" else ">"
    if len(wkb) < 9:
        return wkb
    kind, count = struct.unpack_from(f"{order}II", wkb, 1)
    if kind == _TRIANGLE:
        return _with_type(wkb, 0, _POLYGON)
    if kind not in {_TIN, _POLYHEDRAL_SURFACE}:
        return wkb
    place = 9
    changed = _with_type(wkb, 0, _MULTIPOLYGON)
    try:
        for _ in range(count):
            changed = _with_type(changed, place, _POLYGON)
            place = _end_of_polygon(wkb, place)
    except struct.error:  # cut off: left for the reader to refuse
        return wkb
    return changed


def _with_type(wkb: bytes, place: int, kind: int) -> bytes:
    order = "<" if wkb[place : place + 1] == b"\x01" else ">"
    return wkb[: place + 1] + struct.pack(f"{order}I", kind) + wkb[place + 5 :]


def _end_of_polygon(wkb: bytes, place: int) -> int:
    order = "<" if wkb[place : place + 1] == b"\x01" else ">"
    (rings,) = struct.unpack_from(f"{order}I", wkb, place + 5)
    place += 9
    for _ in range(rings):
        (points,) = struct.unpack_from(f"{order}I", wkb, place)
        place += 4 + 16 * points
    return place
