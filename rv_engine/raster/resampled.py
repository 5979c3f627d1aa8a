"""A file as if it lay on the grid of another image."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from affine import Affine
from rasterio.crs import CRS
from rasterio.enums import ColorInterp, Resampling
from rasterio.errors import NotGeoreferencedWarning
from rasterio.features import rasterize
from rasterio.io import DatasetReader
from rasterio.vrt import WarpedVRT

from rv_engine.errors import RasterError
from rv_engine.geo import Box, CRSTransformer, grids_match
from rv_engine.types import BoolArray

# What is drawn here is in pixels, which rasterio takes for a missing georeference.
warnings.filterwarnings("ignore", category=NotGeoreferencedWarning, module=r"rasterio\.features")

ResamplingName = Literal["nearest", "bilinear"]
# So many corners stand for an edge, which can be a curve on another grid.
_EDGE_POINTS = 21


@dataclass(frozen=True)
class Grid:
    """The pixels of an image.

    Attributes:
        transformer: Where they lie.
        size: Height and width.
        resampling: How others come to lie on them: "nearest" for classes, "bilinear" for
            measurements.
    """

    transformer: CRSTransformer
    size: tuple[int, int]
    resampling: ResamplingName = "nearest"


def resampled(dataset: DatasetReader, target: Grid, uri: str) -> DatasetReader:
    """The dataset on a grid; a file without any georeference lies on it when it has its size.

    Raises:
        RasterError: It has no georeference and another size.
    """
    grid, size = target.transformer, target.size
    same_crs = dataset.crs is None or grid.crs is None or dataset.crs == grid.crs
    has_place = dataset.crs is not None or not dataset.transform.is_identity
    if dataset.shape == size and (
        not has_place or (same_crs and grids_match(dataset.transform, grid.transform, size))
    ):
        return dataset
    if not has_place and not (grid.crs is None and grid.transform.is_identity):
        raise RasterError(
            f"'{uri}' has no georeference, and with {dataset.height} rows and {dataset.width} "
            f"columns it is not of the image's size, {size[0]} rows and {size[1]} columns.",
            hint="Georeference it, or choose a file of the image's size.",
            where=uri,
        )
    # Where neither has a reference system, any will do: it is the same on both sides.
    crs = grid.crs or dataset.crs or CRS.from_epsg(3857)
    # Outside of the file is no value, and not 0: the alpha band tells.
    needs_alpha = dataset.nodatavals[0] is None and ColorInterp.alpha not in dataset.colorinterp
    return WarpedVRT(
        dataset, src_crs=dataset.crs or crs, crs=crs, transform=grid.transform, height=size[0],
        width=size[1], resampling=Resampling[target.resampling], add_alpha=needs_alpha,
    )  # fmt: skip


class Cutout:
    """A part of one grid as it lies on another.

    Args:
        box: The part, in pixels of its own grid.
        own: Its own grid.
        grid: The other one.
    """

    def __init__(self, box: Box, own: CRSTransformer, grid: CRSTransformer) -> None:
        has_place = own.crs is not None or not own.transform.is_identity
        corners = shapely.box(box.xmin, box.ymin, box.xmax, box.ymax)
        if has_place:
            step = max(box.size) / _EDGE_POINTS
            on_map = own.pixel_to_map(np.array([shapely.segmentize(corners, step)], object))
            (corners,) = grid.map_to_pixel(on_map, own.crs)
        self._polygon = corners

    def mask(self, window: Box) -> BoolArray:
        """(H, W) bool: the pixels of a window of the other grid whose centre is inside."""
        drawn = rasterize(
            [(self._polygon, 1)],
            out_shape=window.size,
            transform=Affine.translation(window.xmin, window.ymin),
            dtype=np.uint8,
        )
        return np.asarray(drawn, bool)
