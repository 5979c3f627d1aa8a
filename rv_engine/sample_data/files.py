"""Writes the image as a GeoTIFF and the labels as a GeoPackage."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pyogrio
import pyogrio.raw
import rasterio
import shapely
from numpy.typing import NDArray
from rasterio.enums import ColorInterp, Resampling

from rv_engine.errors import OutputError
from rv_engine.sample_data.frame import CRS, Frame
from rv_engine.sample_data.labels import LabelLayer
from rv_engine.sample_data.materials import BANDS
from rv_engine.sample_data.sensor import NODATA

_TILE_PX = 256
# QGIS 3.22 comes with GDAL 3.4, which knows GeoPackage up to version 1.3.
_GEOPACKAGE_VERSION = "1.2"


def write_geotiff(path: Path, pixels: NDArray[np.uint16], frame: Frame) -> None:
    """Writes a tiled, compressed GeoTIFF with overviews and named bands.

    Args:
        path: The new file.
        pixels: (4, H, W) in the order blue, green, red, near infrared.
        frame: Where the image lies.

    Raises:
        OutputError: When the file cannot be written.
    """
    try:
        with rasterio.open(
            path,
            "w",
            driver="GTiff",
            width=frame.width_px,
            height=frame.height_px,
            count=len(BANDS),
            dtype="uint16",
            crs=CRS,
            transform=frame.pixel_to_map,
            nodata=NODATA,
            tiled=True,
            blockxsize=_TILE_PX,
            blockysize=_TILE_PX,
            compress="deflate",
            predictor=2,
            photometric="minisblack",
            interleave="pixel",
        ) as image:
            image.colorinterp = (
                ColorInterp.blue,
                ColorInterp.green,
                ColorInterp.red,
                ColorInterp.undefined,
            )
            for number, name in enumerate(BANDS, start=1):
                image.set_band_description(number, name)
            image.write(pixels)
            image.build_overviews(_overview_factors(frame), Resampling.average)
    except rasterio.errors.RasterioError as error:
        raise _unwritten(path, error) from error


def write_layers(path: Path, layers: Iterable[LabelLayer]) -> None:
    """Writes one GeoPackage with a layer for each kind of label.

    Raises:
        OutputError: When the file cannot be written.
    """
    try:
        for layer in layers:
            options = {} if path.exists() else {"VERSION": _GEOPACKAGE_VERSION}
            pyogrio.raw.write(
                path,
                geometry=shapely.to_wkb(np.array(layer.shapes, dtype=object)),
                field_data=[_column(values) for values in layer.fields.values()],
                fields=list(layer.fields),
                layer=layer.name,
                driver="GPKG",
                geometry_type="Polygon",
                crs=CRS,
                dataset_options=options,
            )
    except pyogrio.errors.DataSourceError as error:
        raise _unwritten(path, error) from error


def _column(values: list[str] | list[float]) -> NDArray[np.object_] | NDArray[np.float64]:
    if all(isinstance(value, str) for value in values):
        return np.array(values, dtype=object)
    return np.array(values, dtype=np.float64)


def _overview_factors(frame: Frame) -> list[int]:
    longest_px = max(frame.width_px, frame.height_px)
    return [factor for factor in (2, 4, 8, 16, 32) if factor == 2 or longest_px / factor > 128]


def _unwritten(path: Path, error: Exception) -> OutputError:
    return OutputError(
        f"'{path.name}' cannot be written to '{path.parent.parent}': {error}.",
        hint="Choose a folder that you may write to, on a disk with enough free space.",
        where=str(path.parent.parent),
    )
