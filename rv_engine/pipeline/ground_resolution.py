"""Images as a model shall see them: with pixels of another size."""

from __future__ import annotations

import hashlib
import math
from dataclasses import replace
from pathlib import Path

import rasterio
from affine import Affine
from rasterio.enums import Resampling
from rasterio.errors import RasterioError
from rasterio.io import DatasetReader
from rasterio.shutil import copy
from rasterio.vrt import WarpedVRT

from rv_engine.errors import RasterError
from rv_engine.pipeline.layers import LayerImage
from rv_engine.storage import gdal_path, writing

# Of this share it may differ and still count as the same.
_SAME = 0.01
_METRES_PER_DEGREE = 111_320.0


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
    """The side of a pixel in metres, in the middle of the image; None without a place on the map."""
    if dataset.crs is None:
        return None
    size = math.sqrt(abs(dataset.transform.determinant))
    if dataset.crs.is_geographic:
        latitude = (dataset.bounds.top + dataset.bounds.bottom) / 2
        return size * _METRES_PER_DEGREE * math.sqrt(max(math.cos(math.radians(latitude)), 0.01))
    factor = dataset.crs.linear_units_factor[1]
    return size * float(factor)


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
    width, height = (max(1, round(side / scale)) for side in (dataset.width, dataset.height))
    grid = dataset.transform * Affine.scale(dataset.width / width, dataset.height / height)
    name = f"{Path(uri).stem}-{hashlib.sha256(uri.encode()).hexdigest()[:6]}-{resolution_m:g}m.vrt"
    target = root / "inputs" / name
    way = Resampling.average if scale > 1 else Resampling.bilinear
    with (
        WarpedVRT(
            dataset, crs=dataset.crs, transform=grid, width=width, height=height, resampling=way
        ) as warped,
        writing(target) as partial,
    ):
        copy(warped, partial, driver="VRT")
    return str(target)
