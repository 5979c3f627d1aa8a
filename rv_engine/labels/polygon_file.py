"""Predicted polygons as a GeoPackage."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pyogrio
import rasterio
import shapely
from pyogrio.errors import DataSourceError, FieldError

from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import OutputError
from rv_engine.geo import CRSTransformer
from rv_engine.labels.polygonize import ClassPolygons, polygonize
from rv_engine.storage import writing

LAYER = "polygons"
GPKG_VERSION = "1.2"
"""Newer ones make the GDAL of QGIS 3.22 complain."""


def write_polygons(
    label_raster: Path,
    target: Path,
    class_config: ClassConfig,
    denoise_px: Mapping[int, int],
    check: Callable[[], None] = lambda: None,
) -> int:
    """Writes polygons of a class raster in its own CRS, with class_id, class_name and area_px.

    Args:
        label_raster: Class ids.
        target: The GeoPackage to write.
        class_config: The classes.
        denoise_px: See `polygonize`.
        check: Called between tiles; may raise to stop.

    Returns:
        The number of polygons.

    Raises:
        OutputError: The file cannot be written.
    """
    with writing(target) as partial, rasterio.open(label_raster) as dataset:
        file = partial.with_name(f"{partial.name}.gpkg")  # OGR insists on the ending
        grid = CRSTransformer(dataset.transform, dataset.crs)
        try:
            file.unlink(missing_ok=True)
            _append(file, ClassPolygons(0, np.empty(0, object)), grid, class_config)
            count = 0
            for found in polygonize(dataset, denoise_px):
                check()
                if len(found.polygons):
                    _append(file, found, grid, class_config)
                    count += len(found.polygons)
            file.replace(partial)
        except (DataSourceError, FieldError) as error:
            raise OutputError(
                f"'{target}' cannot be written: {error}.",
                hint="Check that the disk has room and that the folder can be written to.",
            ) from error
        finally:
            file.unlink(missing_ok=True)
    return count


def _append(
    file: Path, found: ClassPolygons, grid: CRSTransformer, class_config: ClassConfig
) -> None:
    with warnings.catch_warnings():
        # That an image without a reference system gives polygons without one is no news.
        warnings.filterwarnings("ignore", "'crs' was not provided", UserWarning)
        _write(file, found, grid, class_config)


def _write(
    file: Path, found: ClassPolygons, grid: CRSTransformer, class_config: ClassConfig
) -> None:
    count = len(found.polygons)
    pyogrio.raw.write(
        file,
        geometry=shapely.to_wkb(grid.pixel_to_map(found.polygons)),
        field_data=[
            np.full(count, found.class_id, np.int32),
            np.full(count, class_config.names[found.class_id], object),
            shapely.area(found.polygons),
        ],
        fields=np.array(["class_id", "class_name", "area_px"], object),
        geometry_type="Polygon",
        crs=None if grid.crs is None else grid.crs.to_wkt(),
        layer=LAYER,
        driver="GPKG",
        append=file.exists(),
        dataset_options={"VERSION": GPKG_VERSION},
    )
