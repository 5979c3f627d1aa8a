"""Vector features drawn as a raster."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import shapely
from affine import Affine
from rasterio.errors import NotGeoreferencedWarning
from rasterio.features import rasterize

from rv_engine.geo import Box, CRSTransformer
from rv_engine.raster.raster_chip import RasterChip
from rv_engine.raster.raster_source import RasterSource
from rv_engine.types import Array, BoolArray, GeometryArray
from rv_engine.vector.features import Features

# What is drawn here is in pixels, which rasterio takes for a missing georeference.
warnings.filterwarnings("ignore", category=NotGeoreferencedWarning, module=r"rasterio\.features")

# Drawing time grows with the vertices of a geometry, whatever the window shows of it.
_CLIP_FROM_VERTICES = 500


class RasterizedSource(RasterSource):
    """One band of class ids, drawn window by window; later features lie on top of earlier ones.

    Args:
        features: In pixel coordinates of `image`, with class ids.
        image: The image whose grid and extent it has.
        background_class_id: Where no feature is.
        all_touched: Draw all pixels that a feature touches.
    """

    def __init__(
        self,
        features: Features,
        image: RasterSource,
        *,
        background_class_id: int,
        all_touched: bool = False,
    ) -> None:
        super().__init__()
        self.features = features
        self.background_class_id = background_class_id
        self.all_touched = all_touched
        self._image = image
        self._tree = shapely.STRtree(features.geometries)

    @property
    def extent(self) -> Box:
        return self._image.extent

    @property
    def num_channels(self) -> int:
        return 1

    @property
    def crs_transformer(self) -> CRSTransformer:
        return self._image.crs_transformer

    @property
    def source_dtype(self) -> np.dtype[Any]:
        return np.dtype(np.uint8)

    def read_raw(self, window: Box) -> RasterChip:
        found = features_in(self._tree, window)
        array = draw(
            self.features.geometries[found],
            self.features.class_ids[found],
            window,
            fill=self.background_class_id,
            all_touched=self.all_touched,
        )
        valid = np.zeros(window.size, bool)
        inside = window.intersection(self.extent)
        if not inside.is_empty:
            valid[inside.slices_in(window)] = True
        return RasterChip(array[..., None], valid[..., None])


def features_in(tree: shapely.STRtree, window: Box) -> Array:
    """The indices of the features that may touch a window, in their order."""
    bounds = shapely.box(window.xmin, window.ymin, window.xmax, window.ymax)
    indices: Array = np.sort(tree.query(bounds))
    return indices


def draw(
    geometries: GeometryArray,
    values: Array,
    window: Box,
    *,
    fill: int = 0,
    all_touched: bool = False,
) -> Array:
    """(H, W) uint8: geometries in pixel coordinates drawn into a window with their values."""
    if len(geometries) == 0:
        return np.full(window.size, fill, np.uint8)
    # Only polygons: a clipped line begins elsewhere, and then is drawn through other pixels.
    large = (shapely.get_num_coordinates(geometries) > _CLIP_FROM_VERTICES) & (
        shapely.get_dimensions(geometries) == 2
    )
    if large.any():
        bounds = window.grown(2)
        geometries = geometries.copy()
        geometries[large] = shapely.clip_by_rect(
            geometries[large], bounds.xmin, bounds.ymin, bounds.xmax, bounds.ymax
        )
    shapes = [
        (geometry, int(value))
        for geometry, value in zip(geometries, values, strict=True)
        if not geometry.is_empty
    ]
    if not shapes:
        return np.full(window.size, fill, np.uint8)
    drawn: Array = rasterize(
        shapes,
        out_shape=window.size,
        fill=fill,
        transform=Affine.translation(window.xmin, window.ymin),
        all_touched=all_touched,
        dtype=np.uint8,
    )
    return drawn


def draw_mask(geometries: GeometryArray, tree: shapely.STRtree, window: Box) -> BoolArray:
    """(H, W) bool: the pixels of a window whose centre a geometry covers."""
    found = features_in(tree, window)
    return draw(geometries[found], np.ones(len(found)), window).astype(bool)
