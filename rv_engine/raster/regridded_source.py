"""Any raster source on the grid of another image."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from affine import Affine
from rasterio.crs import CRS
from rasterio.enums import Resampling
from rasterio.warp import reproject

from rv_engine.errors import RasterError
from rv_engine.geo import Box, CRSTransformer, grids_match
from rv_engine.raster.raster_chip import RasterChip
from rv_engine.raster.raster_source import RasterSource
from rv_engine.raster.resampled import Grid
from rv_engine.types import Array, FloatArray

# Larger windows of the source are read in quarters.
_MAX_PIXELS = 4096 * 4096
# Bilinear resampling looks one pixel further; a curved edge may bulge a little.
_MARGIN_PX = 3
_EDGE_POINTS = 21
# What GDAL's warper takes as it is.
_WARPED_DTYPES = {"uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64"}


def on_grid(source: RasterSource, grid: Grid, where: str = "") -> RasterSource:
    """The source on a grid; itself, when it lies there already.

    Raises:
        RasterError: It has no georeference and another size than the grid.
    """
    own = source.crs_transformer
    size = source.image_extent.size
    has_place = own.crs is not None or not own.transform.is_identity
    same_crs = own.crs is None or grid.transformer.crs is None or own.crs == grid.transformer.crs
    if size == grid.size and (
        not has_place or (same_crs and grids_match(own.transform, grid.transformer.transform, size))
    ):
        return source
    if not has_place and grid.transformer.crs is not None:
        raise RasterError(
            f"An image without a georeference, of {size[0]} rows and {size[1]} columns, is not of "
            f"the size of the image that it belongs to, {grid.size[0]} rows and {grid.size[1]} "
            "columns.",
            hint="Georeference it, or choose an image of the same size.",
            where=where,
        )
    return RegriddedSource(source, grid)


class RegriddedSource(RasterSource):
    """Reads a source through the map and resamples what it answers.

    The source's own transformers come first; what is not valid there has no share in any pixel.

    Args:
        source: Any raster source.
        grid: The grid to read it on.
    """

    def __init__(self, source: RasterSource, grid: Grid) -> None:
        super().__init__()
        self.source = source
        self.grid = grid

    @property
    def extent(self) -> Box:
        return Box(0, 0, *self.grid.size)

    @property
    def num_channels(self) -> int:
        return self.source.output_channels

    @property
    def crs_transformer(self) -> CRSTransformer:
        return self.grid.transformer

    @property
    def has_color_table(self) -> bool:
        return self.source.has_color_table

    @property
    def source_dtype(self) -> np.dtype[Any]:
        return self.source.dtype

    def read_raw(self, window: Box) -> RasterChip:
        inside = window.intersection(self.extent)
        if inside.is_empty:
            return RasterChip.empty(window, self.num_channels, self.source_dtype)
        return self._read(inside).padded(inside, window)

    def _read(self, window: Box) -> RasterChip:
        needed = self._needed(window)
        if needed.is_empty:
            return RasterChip.empty(window, self.num_channels, self.source_dtype)
        if needed.height * needed.width > _MAX_PIXELS and window.height * window.width > 1:
            return self._read_in_halves(window)
        chip = self.source.read(needed)
        valid = np.broadcast_to(chip.valid, chip.array.shape)
        weights = self._warp(valid.astype(np.float32), needed, window)
        if self.grid.resampling == "nearest":
            array = self._warp(chip.array, needed, window)
            return RasterChip(array, weights > 0)
        sums = self._warp(chip.filled().astype(np.float64), needed, window)
        values: FloatArray = np.divide(sums, weights, out=np.zeros_like(sums), where=weights > 0)
        if np.issubdtype(chip.array.dtype, np.integer):
            values = np.rint(values)
        return RasterChip(values.astype(chip.array.dtype), weights > 0.5)

    def _read_in_halves(self, window: Box) -> RasterChip:
        if window.height >= window.width:
            middle = (window.ymin + window.ymax) // 2
            first = Box(window.ymin, window.xmin, middle, window.xmax)
            second = Box(middle, window.xmin, window.ymax, window.xmax)
            axis = 0
        else:
            middle = (window.xmin + window.xmax) // 2
            first = Box(window.ymin, window.xmin, window.ymax, middle)
            second = Box(window.ymin, middle, window.ymax, window.xmax)
            axis = 1
        chips = [self._read(part) for part in (first, second)]
        arrays = [chip.array for chip in chips]
        valid = [np.broadcast_to(chip.valid, chip.array.shape) for chip in chips]
        return RasterChip(np.concatenate(arrays, axis), np.concatenate(valid, axis))

    def _needed(self, window: Box) -> Box:
        """The window of the source that covers a window of the grid."""
        outline = shapely.box(window.xmin, window.ymin, window.xmax, window.ymax)
        outline = shapely.segmentize(outline, max(window.size) / _EDGE_POINTS)
        on_map = self.grid.transformer.pixel_to_map(np.array([outline], object))
        places = self.source.crs_transformer.map_to_pixel(on_map, self.grid.transformer.crs)
        xmin, ymin, xmax, ymax = shapely.total_bounds(places)
        box = Box(int(np.floor(ymin)), int(np.floor(xmin)), int(np.ceil(ymax)), int(np.ceil(xmax)))
        return box.grown(_MARGIN_PX).intersection(self.source.extent)

    def _warp(self, array: Array, box: Box, window: Box) -> Array:
        own, other = self.source.crs_transformer, self.grid.transformer
        # Where neither has a reference system, any will do: it is the same on both sides.
        any_crs = own.crs or other.crs or CRS.from_epsg(3857)
        dtype = array.dtype if str(array.dtype) in _WARPED_DTYPES else np.dtype(np.float64)
        warped = np.zeros((array.shape[2], *window.size), dtype)
        reproject(
            np.ascontiguousarray(np.moveaxis(array, -1, 0).astype(dtype, copy=False)),
            warped,
            src_transform=own.transform * Affine.translation(box.xmin, box.ymin),
            src_crs=own.crs or any_crs,
            dst_transform=other.transform * Affine.translation(window.xmin, window.ymin),
            dst_crs=other.crs or any_crs,
            resampling=Resampling[self.grid.resampling],
        )
        return np.moveaxis(warped, 0, -1).astype(array.dtype, copy=False)
