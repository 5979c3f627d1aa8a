"""Polygons written as GeoJSON, feature by feature, whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from rasterio.crs import CRS

from rv_engine.errors import VectorError
from rv_engine.geo import CRSTransformer
from rv_engine.storage import writing
from rv_engine.types import GeometryArray

# RFC 7946, section 4.
_WGS84 = CRS.from_epsg(4326)
# A tenth of a millimetre on the ground.
_DEGREE_DIGITS = 9
_HEAD = '{"type": "FeatureCollection", "features": ['
_TAIL = "]}"

Append = Callable[[GeometryArray, Sequence[Mapping[str, Any]]], None]


@contextmanager
def writing_geojson(target: Path, grid: CRSTransformer) -> Iterator[Append]:
    """Makes a GeoJSON file in EPSG:4326, which is there when the block ends well.

    Polygons of an image without a reference system are written in its own map coordinates.

    Args:
        target: The file; what lies there is replaced at the end.
        grid: The pixel grid of the image that the polygons are of.

    Yields:
        A function that appends polygons without holes, in pixel coordinates, with the properties
        of each.

    Raises:
        OutputError: The file cannot be written.
    """
    first = True
    with writing(target) as partial, partial.open("w", encoding="utf-8", newline="\n") as file:

        def append(polygons: GeometryArray, properties: Sequence[Mapping[str, Any]]) -> None:
            nonlocal first
            placed = grid.pixel_to_crs(polygons, _WGS84)
            digits = 17 if grid.crs is None else _DEGREE_DIGITS
            for polygon, values in zip(placed, properties, strict=True):
                ring = np.round(shapely.get_coordinates(polygon), digits).tolist()
                feature = {
                    "type": "Feature",
                    "properties": values,
                    "geometry": {"type": "Polygon", "coordinates": [ring]},
                }
                file.write("\n" if first else ",\n")
                file.write(json.dumps(feature, ensure_ascii=False))
                first = False

        file.write(_HEAD)
        yield append
        file.write(f"\n{_TAIL}\n")


def read_geojson(path: Path) -> Iterator[tuple[shapely.Geometry, dict[str, Any]]]:
    """The geometries in a GeoJSON file, in its own coordinates, with their properties.

    A file of `writing_geojson` is read feature by feature, any other one at once.

    Raises:
        VectorError: The file is missing or no GeoJSON.
    """
    try:
        for feature in _features(path):
            geometry = shapely.from_geojson(json.dumps(feature["geometry"]))
            yield geometry, feature["properties"] or {}
    except (OSError, ValueError, KeyError, TypeError, shapely.GEOSException) as error:
        raise VectorError(
            f"'{path}' cannot be read as GeoJSON: {error}.",
            hint="Run PREDICT again.",
            where=str(path),
        ) from error


def _features(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        if file.readline().rstrip("\n") == _HEAD:
            for line in file:
                text = line.strip()
                if text == _TAIL:
                    return
                yield json.loads(text.removesuffix(","))
            raise ValueError("its end is missing")
        file.seek(0)
        yield from json.load(file)["features"]
