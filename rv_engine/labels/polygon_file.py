"""Predicted polygons as a GeoPackage."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import rasterio
import shapely

from rv_engine.config.class_config import ClassConfig
from rv_engine.geo import CRSTransformer
from rv_engine.labels.polygonize import polygonize
from rv_engine.vector.geopackage import writing_polygons

LAYER = "polygons"
_COLUMNS = {
    "class_id": np.empty(0, np.int32),
    "class_name": np.empty(0, object),
    "area_px": np.empty(0, np.float64),
}


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
    total = 0
    with rasterio.open(label_raster) as dataset:
        grid = CRSTransformer(dataset.transform, dataset.crs)
        with writing_polygons(target, LAYER, grid, _COLUMNS) as append:
            for found in polygonize(dataset, denoise_px):
                check()
                count = len(found.polygons)
                if count:
                    columns = {
                        "class_id": np.full(count, found.class_id, np.int32),
                        "class_name": np.full(count, class_config.names[found.class_id], object),
                        "area_px": shapely.area(found.polygons),
                    }
                    append(found.polygons, columns)
                    total += count
    return total
