"""A raster that is written piece by piece and becomes a Cloud Optimized GeoTIFF."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
import rasterio.shutil
from rasterio._err import CPLE_BaseError  # has no public name, and is what GDAL's own errors are
from rasterio.errors import RasterioError
from rasterio.windows import Window

from rv_engine.errors import OutputError
from rv_engine.geo import Box, CRSTransformer
from rv_engine.raster.mosaic import mosaic_vrt
from rv_engine.storage import writing
from rv_engine.types import Array

_HINT = "Check that the disk has room and that the folder can be written to."
_CHECKED_PX = 512
# On a full disk either comes, depending on where in the file it ends.
_GDAL_ERRORS = (RasterioError, CPLE_BaseError)


@dataclass(frozen=True)
class RasterFormat:
    """How a raster is written.

    Attributes:
        dtype: Of all bands.
        nodata: The value of pixels without one.
        descriptions: Names of the bands.
        resampling: Of the overviews: "mode" for classes, "average" for measures.
        colors: Red, green and blue by value, for a colour table.
        scale: What a value is multiplied with to get the measure.
    """

    dtype: str
    nodata: float
    descriptions: tuple[str, ...]
    resampling: str
    colors: Mapping[int, tuple[int, int, int]] = field(default_factory=dict)
    scale: float = 1.0
    block_px: int = 512


class PiecewiseRaster:
    """Pieces in a folder, each whole or absent, so that interrupted work can go on.

    Args:
        folder: Where the pieces lie until `finish`.
        grid: The pixel grid of the image.
        raster_format: How it is written.
    """

    def __init__(self, folder: Path, grid: CRSTransformer, raster_format: RasterFormat) -> None:
        self.folder = folder
        self.grid = grid
        self.format = raster_format
        folder.mkdir(parents=True, exist_ok=True)

    def has(self, box: Box) -> bool:
        """Whether a piece is there."""
        return self._piece(box).is_file()

    def write(self, box: Box, array: Array) -> None:
        """Writes a piece.

        Args:
            box: Its place in the image.
            array: (H, W, C).

        Raises:
            OutputError: It cannot be written.
        """
        target = self._piece(box)
        tiled: dict[str, Any] = {}
        if min(box.size) >= self.format.block_px:
            block = self.format.block_px
            tiled = {"tiled": True, "blockxsize": block, "blockysize": block}
        try:
            with (
                writing(target) as partial,
                rasterio.open(
                    partial, "w", driver="GTiff", height=box.height, width=box.width,
                    count=len(self.format.descriptions), dtype=self.format.dtype,
                    nodata=self.format.nodata, crs=self.grid.crs, compress="lzw",
                    transform=self.grid.transform * rasterio.Affine.translation(box.xmin, box.ymin),
                    # Or four bands of bytes would be colours and their transparency.
                    photometric="minisblack", **tiled,
                ) as dataset,
            ):  # fmt: skip
                dataset.write(np.moveaxis(array, -1, 0))
        except _GDAL_ERRORS as error:
            raise OutputError(f"'{target}' cannot be written: {error}.", hint=_HINT) from error

    def finish(self, target: Path, process: Callable[[Path], Any] | None = None) -> None:
        """Joins the pieces, which stay, into a Cloud Optimized GeoTIFF.

        Args:
            target: The file.
            process: Changes the joined raster before it is written: it gets the path of one that
                can be changed window by window.

        Raises:
            OutputError: It cannot be written.
        """
        pieces = sorted(str(path) for path in self.folder.glob("*.tif"))
        try:
            vrt = mosaic_vrt(
                pieces, overlapping=False, colors=self.format.colors,
                descriptions=self.format.descriptions, scale=self.format.scale,
            )  # fmt: skip
            if process is not None:
                # Not among the pieces, and written again when the work was interrupted.
                whole = self.folder.with_name(f"{self.folder.name}-whole.tif")
                rasterio.shutil.copy(
                    vrt, whole, driver="GTiff", compress="lzw", bigtiff="if_safer", tiled=True,
                )  # fmt: skip
                process(whole)
                vrt = str(whole)
            with writing(target) as partial:
                rasterio.shutil.copy(
                    vrt, partial, driver="COG", compress="lzw", bigtiff="if_safer",
                    blocksize=self.format.block_px, overviews="auto", num_threads="all_cpus",
                    overview_resampling=self.format.resampling,
                )  # fmt: skip
                _check_copy(vrt, partial, target)
        except _GDAL_ERRORS as error:
            raise OutputError(f"'{target}' cannot be written: {error}.", hint=_HINT) from error

    def _piece(self, box: Box) -> Path:
        return self.folder / f"y{box.ymin:08d}-x{box.xmin:08d}-{box.height}x{box.width}.tif"


def _check_copy(source: str, copy: Path, target: Path) -> None:
    """Reads a copy again: GDAL keeps silent when a disk is full at the end of a file."""
    with rasterio.open(source) as expected, rasterio.open(copy) as written:
        for y, x in product(
            range(0, expected.height, _CHECKED_PX), range(0, expected.width, _CHECKED_PX)
        ):
            rows, columns = expected.height - y, expected.width - x
            window = Window(x, y, min(_CHECKED_PX, columns), min(_CHECKED_PX, rows))
            same = np.array_equal(
                written.read(window=window), expected.read(window=window), equal_nan=True
            )
            if not same:
                raise OutputError(f"'{target}' was not written whole.", hint=_HINT)
