"""Images as a model shall see them: with pixels of another size."""

from __future__ import annotations

import hashlib
import math
from dataclasses import replace
from pathlib import Path

import rasterio
from affine import Affine
from rasterio._err import CPLE_BaseError  # has no public name, and is what PROJ's errors are
from rasterio.crs import CRS
from rasterio.enums import ColorInterp, MaskFlags, Resampling
from rasterio.errors import CRSError, RasterioError
from rasterio.io import DatasetReader
from rasterio.shutil import copy
from rasterio.vrt import WarpedVRT
from rasterio.warp import transform as warp_points

from rv_engine.errors import RasterError
from rv_engine.pipeline.layers import LayerImage
from rv_engine.storage import gdal_path, writing

# Of this share it may differ and still count as the same.
_SAME = 0.01
_EARTH_RADIUS_M = 6_371_009.0
_WGS84 = CRS.from_epsg(4326)


def at_resolution(image: LayerImage, resolution_m: float | None, root: Path) -> LayerImage:
    """The image itself, or a small virtual raster in the run folder with pixels of that size.

    Raises:
        RasterError: The image cannot be read, or has no place on the map.
    """
    if resolution_m is None:
        return image
    uris = []
    for uri in image.uris:
        try:
            with rasterio.open(gdal_path(str(uri))) as dataset:
                uris.append(_resampled(dataset, str(uri), resolution_m, root))
        except RasterioError as error:
            raise RasterError(f"'{uri}' cannot be read: {error}.", where=str(uri)) from error
    return replace(image, uris=uris)


def pixel_size_m(dataset: DatasetReader) -> float | None:
    """The side of a pixel on the ground in metres, in the middle of the image.

    It is measured along the earth: in Web Mercator at 60 degrees north it is half of what the map
    says. None without a place on the map.
    """
    if dataset.crs is None:
        return None
    middle = (dataset.width / 2, dataset.height / 2)
    return pixel_size_at(middle, dataset.transform, dataset.crs)


def pixel_size_at(place: tuple[float, float], transform: Affine, crs: CRS) -> float | None:
    """As `pixel_size_m`, at a place (column, row) of any grid."""
    column, row = place
    corners = [transform * corner for corner in (place, (column + 1, row), (column, row + 1))]
    xs, ys = zip(*corners, strict=True)
    try:
        longitudes, latitudes = warp_points(crs, _WGS84, list(xs), list(ys))
    except (CRSError, CPLE_BaseError):
        return math.sqrt(abs(transform.determinant))  # a plan without a place on the earth
    first, *others = zip(longitudes, latitudes, strict=True)
    sides = [_distance_m(first, other) for other in others]
    size = math.sqrt(sides[0] * sides[1])
    return size if math.isfinite(size) and size > 0 else None


def _distance_m(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Between two near places, (longitude, latitude) in degrees."""
    latitude = math.radians((first[1] + second[1]) / 2)
    east = math.radians(second[0] - first[0]) * math.cos(latitude)
    north = math.radians(second[1] - first[1])
    return _EARTH_RADIUS_M * math.hypot(east, north)


def _resampled(dataset: DatasetReader, uri: str, resolution_m: float, root: Path) -> str:
    own_m = pixel_size_m(dataset)
    if own_m is None:
        raise RasterError(
            f"'{uri}' has no coordinate reference system, so a ground resolution means nothing.",
            hint="Leave the resolution out, or give the image a reference system.",
            where=uri,
        )
    scale = resolution_m / own_m
    if abs(scale - 1) < _SAME:
        return uri
    if len({repr(value) for value in dataset.nodatavals}) > 1:
        raise RasterError(
            f"The bands of '{uri}' have different no-data values ({dataset.nodatavals}), so it cannot "
            "be brought to another resolution.",
            hint="Write it with one no-data value (in QGIS: Raster > Projections > Warp), or leave "
            "the resolution out.",
            where=uri,
        )
    width, height = (max(1, round(side / scale)) for side in (dataset.width, dataset.height))
    grid = dataset.transform * Affine.scale(dataset.width / width, dataset.height / height)
    name = f"{Path(uri).stem}-{hashlib.sha256(uri.encode()).hexdigest()[:6]}-{resolution_m:g}m.vrt"
    target = root / "inputs" / name
    way = Resampling.average if scale > 1 else Resampling.bilinear
    flags = {flag for of_band in dataset.mask_flag_enums for flag in of_band}
    # A mask would be lost on the way: a band has to take its place.
    has_mask = MaskFlags.per_dataset in flags and MaskFlags.alpha not in flags
    with (
        WarpedVRT(
            dataset, crs=dataset.crs, transform=grid, width=width, height=height, resampling=way,
            add_alpha=has_mask and ColorInterp.alpha not in dataset.colorinterp,
        ) as warped,
        writing(target) as partial,
    ):  # fmt: skip
        copy(warped, partial, driver="VRT")
    return str(target)
