"""Polygons written as a GeoPackage, whole or not at all."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyogrio
import shapely
from pyogrio.errors import DataSourceError, FieldError

from rv_engine.errors import OutputError
from rv_engine.geo import CRSTransformer
from rv_engine.storage import writing
from rv_engine.types import Array, GeometryArray

# Newer versions make the GDAL of QGIS 3.22 complain.
_VERSION = "1.2"

Append = Callable[[GeometryArray, Mapping[str, Array]], None]


@contextmanager
def writing_polygons(
    target: Path, layer: str, grid: CRSTransformer, columns: Mapping[str, Array]
) -> Iterator[Append]:
    """Makes a GeoPackage of one layer, which is there when the block ends well.

    Args:
        target: The file; what lies there is replaced at the end.
        layer: The layer's name.
        grid: The pixel grid of the image that the polygons are of, and the layer's CRS.
        columns: The fields, each an empty array of its type.

    Yields:
        A function that appends polygons in pixel coordinates, with the values of the fields.

    Raises:
        OutputError: The file cannot be written.
    """
    with writing(target) as partial:
        file = partial.with_name(f"{partial.name}.gpkg")  # OGR insists on the ending
        file.unlink(missing_ok=True)

        def append(polygons: GeometryArray, values: Mapping[str, Array]) -> None:
            _append(file, layer, grid, polygons, values)

        try:
            append(np.empty(0, object), columns)
            yield append
            file.replace(partial)
        except (DataSourceError, FieldError) as error:
            raise OutputError(
                f"'{target}' cannot be written: {error}.",
                hint="Check that the disk has room and that the folder can be written to.",
                where=str(target),
            ) from error
        finally:
            file.unlink(missing_ok=True)


def _append(
    file: Path,
    layer: str,
    grid: CRSTransformer,
    polygons: GeometryArray,
    values: Mapping[str, Array],
) -> None:
    with warnings.catch_warnings():
        # That an image without a reference system gives polygons without one is no news.
        warnings.filterwarnings("ignore", "'crs' was not provided", UserWarning)
        pyogrio.raw.write(
            file,
            geometry=shapely.to_wkb(grid.pixel_to_map(polygons)),
            field_data=list(values.values()),
            fields=np.array(list(values), object),
            geometry_type="Polygon",
            crs=None if grid.crs is None else grid.crs.to_wkt(),
            layer=layer,
            driver="GPKG",
            append=file.exists(),
            dataset_options={"VERSION": _VERSION},
        )
