"""Whether an image is like those that a model was trained on."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from itertools import product

import numpy as np
import shapely
from affine import Affine
from rasterio.crs import CRS
from rasterio.errors import CRSError
from shapely.geometry import shape

from rv_engine.errors import VectorError
from rv_engine.geo import Box, CRSTransformer
from rv_engine.pipeline.bundle import BundleManifest
from rv_engine.pipeline.ground_resolution import pixel_size_at
from rv_engine.raster.raster_source import RasterSource
from rv_engine.raster.stats_transformer import StatsTransformer
from rv_engine.types import Array, FloatArray

# Objects look alike to a model up to about this ratio of pixel sizes.
_RESOLUTION_TOLERANCE = 1.5
# Looked at of an image: so many windows on each axis, of so many pixels.
_WINDOWS, _WINDOW_PX = 3, 64
# Where half of the pixels lie farther from the mean than this, the others cannot be told apart.
_MOST_STDS = 3.0
# Values of another data type that differ so little, compared to those of the training, are scaled
# in another way.
_LEAST_SPREAD = 0.05
_WGS84 = CRS.from_epsg(4326)


def misfits(manifest: BundleManifest, image: RasterSource, extent: Box) -> list[str]:
    """What lets a model recognise little in an image, in words.

    Args:
        manifest: Of the model's bundle.
        image: As the bundle's pipeline reads it.
        extent: The part of it that is predicted.
    """
    return [*_resolution(manifest, image), *_values(manifest, image, extent)]


def _resolution(manifest: BundleManifest, image: RasterSource) -> Iterator[str]:
    try:
        own, trained, is_m = _pixel_sizes(manifest, image)
    except CRSError:  # a stranger wrote it
        return
    if not own or not trained:
        return
    ratio = own / trained
    if abs(math.log(ratio)) > math.log(_RESOLUTION_TOLERANCE):
        remedy = "Resample the image to pixels of that size."
        if is_m:
            remedy = (
                f"Resample the image to pixels of {_short(trained)} m; on the command line "
                f"--resolution {_short(trained)} does it."
            )
        yield (
            f"The pixels of the image are {_short(ratio)} times as large as those that the model was "
            f"trained on, so it may not recognise much. {remedy}"
        )


def _short(value: float) -> str:
    """Two digits that count, never with an exponent: 0.15, 30, 1000."""
    return np.format_float_positional(value, precision=2, unique=False, fractional=False, trim="-")


def _pixel_sizes(
    manifest: BundleManifest, image: RasterSource
) -> tuple[float | None, float | None, bool]:
    """The sides of a pixel of the image and of the training images, and whether in metres."""
    grid, pixel_size = image.crs_transformer, manifest.pixel_size
    if pixel_size is None:
        return None, None, False
    own = math.sqrt(abs(grid.transform.determinant))
    trained = math.sqrt(abs(pixel_size[0] * pixel_size[1]))
    if manifest.crs is None or grid.crs is None:
        # Units without a name are taken to be the same.
        is_known = manifest.crs is None and grid.crs is None
        return (own, trained, False) if is_known else (None, None, False)
    trained_crs = CRS.from_wkt(manifest.crs)
    place = _place(manifest, trained_crs)
    if place is None:
        return (own, trained, False) if grid.crs == trained_crs else (None, None, False)
    extent = image.extent
    middle = ((extent.xmin + extent.xmax) / 2, (extent.ymin + extent.ymax) / 2)
    there = Affine(pixel_size[0], 0, place[0], 0, -pixel_size[1], place[1])
    return (
        pixel_size_at(middle, grid.transform, grid.crs),
        pixel_size_at((0, 0), there, trained_crs),
        True,
    )


def _place(manifest: BundleManifest, crs: CRS) -> tuple[float, float] | None:
    """Where the training images lie: a pixel is not everywhere as large as the map says."""
    if manifest.footprint is None:
        return None
    lon_lat = CRSTransformer(Affine.identity(), _WGS84)
    try:
        place = shapely.centroid(shape(manifest.footprint))
        ((x, y),) = shapely.get_coordinates(lon_lat.pixel_to_crs(np.array([place], object), crs))
    except (AttributeError, KeyError, TypeError, ValueError, shapely.GEOSException, VectorError):
        return None  # a stranger wrote it
    return float(x), float(y)


def _values(manifest: BundleManifest, image: RasterSource, extent: Box) -> Iterator[str]:
    if not image.transformers or not isinstance(image.transformers[0], StatsTransformer):
        return
    stats = image.transformers[0]
    given, trained = str(image.source_dtype), manifest.dtype
    if given != trained and "uint8" in (given, trained):
        yield (
            f"The image is {given}, but the model was trained on {trained}, and bytes are not "
            "scaled: it may not recognise much. Convert the image, with the same scaling as the "
            "training images."
        )
        return
    if given == "uint8" or stats.means.size != image.num_channels:
        return
    middles, spreads = _sample(image, extent)
    with np.errstate(invalid="ignore"):
        odd = np.abs(middles - stats.means) > _MOST_STDS * stats.stds
        if given != trained:
            odd |= spreads < _LEAST_SPREAD * stats.stds
        odd &= np.isfinite(stats.stds) & np.isfinite(middles)
    if 2 * odd.sum() > odd.size:
        band = int(np.flatnonzero(odd)[0])
        yield (
            f"In band {band + 1} of those used, the values of the image lie around "
            f"{middles[band]:.4g}, but those that the model was trained on around "
            f"{stats.means[band]:.4g} (standard deviation {stats.stds[band]:.4g}): it may not "
            "recognise much. Scale the image as the training images are."
        )


def _sample(image: RasterSource, extent: Box) -> tuple[FloatArray, FloatArray]:
    """Median and standard deviation of each band in some windows; NaN where there is no value."""
    pixels: list[Array] = []
    size = min(_WINDOW_PX, extent.height, extent.width)
    rows = np.linspace(extent.ymin, extent.ymax - size, _WINDOWS).astype(int)
    columns = np.linspace(extent.xmin, extent.xmax - size, _WINDOWS).astype(int)
    # Of a small extent many are the same.
    for y, x in sorted(set(product(rows.tolist(), columns.tolist()))):
        chip = image.read_raw(Box.of_size(y, x, size, size))
        values = np.where(chip.valid, chip.array.astype(np.float64), np.nan)
        pixels.append(values.reshape(-1, values.shape[2]))
    joined = np.concatenate(pixels)
    joined[~np.isfinite(joined)] = np.nan
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a band without any value
        return np.nanmedian(joined, axis=0), np.nanstd(joined, axis=0)
