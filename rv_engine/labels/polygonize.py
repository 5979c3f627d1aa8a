"""Polygons around the pixels of a class raster, tile by tile, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import rasterio
import shapely
from rasterio.features import shapes
from rasterio.io import DatasetReader
from rasterio.windows import Window
from scipy import ndimage

from rv_engine.geo import Box
from rv_engine.types import Array, BoolArray, GeometryArray

TILE_PX = 2048


@dataclass(frozen=True)
class ClassPolygons:
    """Finished polygons of one class, in pixel coordinates of the raster that was read."""

    class_id: int
    polygons: GeometryArray


def polygonize(
    dataset: DatasetReader, denoise_px: Mapping[int, int], tile_px: int = TILE_PX
) -> Iterator[ClassPolygons]:
    """Polygons whose edges are the edges of pixels (4-connected), whole across tiles.

    Args:
        dataset: A class raster; band 1 is read.
        denoise_px: The classes to draw, each with the diameter of the morphological opening that
            removes what is thinner; 0 for none.
        tile_px: The size of the tiles.
    """
    halo = max(denoise_px.values(), default=0)
    waiting: dict[int, list[shapely.Polygon]] = {class_id: [] for class_id in denoise_px}
    for ymin in range(0, dataset.height, tile_px):
        ymax = min(ymin + tile_px, dataset.height)
        for xmin in range(0, dataset.width, tile_px):
            tile = Box(ymin, xmin, ymax, min(xmin + tile_px, dataset.width))
            labels = _read_with_halo(dataset, tile, halo)
            for class_id, diameter in denoise_px.items():
                polygons = _polygons(_class_mask(labels, class_id, diameter, halo), tile)
                open_ended = _touches_neighbour(polygons, tile, dataset.shape)
                waiting[class_id].extend(polygons[open_ended])
                yield ClassPolygons(class_id, polygons[~open_ended])
        for class_id in denoise_px:
            finished, waiting[class_id] = _join(waiting[class_id], ymax, dataset.height)
            yield ClassPolygons(class_id, finished)


def _read_with_halo(dataset: DatasetReader, tile: Box, halo: int) -> Array:
    window = tile.grown(halo)
    inside = window.intersection(Box(0, 0, dataset.height, dataset.width))
    labels: Array = dataset.read(
        1, window=Window(inside.xmin, inside.ymin, inside.width, inside.height)
    )
    pad = [
        (inside.ymin - window.ymin, window.ymax - inside.ymax),
        (inside.xmin - window.xmin, window.xmax - inside.xmax),
    ]
    # Outside of the image goes on what is at its edge, so that the opening does not eat there.
    return np.pad(labels, pad, mode="edge")


def _class_mask(labels: Array, class_id: int, diameter: int, halo: int) -> BoolArray:
    mask: BoolArray = labels == class_id
    if diameter > 1 and mask.any():
        mask = ndimage.binary_opening(mask, structure=_disk(diameter))
    return mask[halo : mask.shape[0] - halo, halo : mask.shape[1] - halo]


def _disk(diameter: int) -> BoolArray:
    offsets = np.arange(diameter) - (diameter - 1) / 2
    inside: BoolArray = np.add.outer(offsets**2, offsets**2) <= (diameter / 2) ** 2
    return inside


def _polygons(mask: BoolArray, tile: Box) -> GeometryArray:
    if not mask.any():
        return np.empty(0, object)
    transform = rasterio.Affine.translation(tile.xmin, tile.ymin)
    found = shapes(mask.astype(np.uint8), mask=mask, connectivity=4, transform=transform)
    rings = [geometry["coordinates"] for geometry, _ in found]
    return np.array([shapely.Polygon(ring[0], ring[1:]) for ring in rings], object)


def _touches_neighbour(polygons: GeometryArray, tile: Box, shape: tuple[int, int]) -> BoolArray:
    if len(polygons) == 0:
        return np.zeros(0, bool)
    xmin, ymin, xmax, ymax = shapely.bounds(polygons).T
    touches: BoolArray = (
        ((xmin == tile.xmin) & (tile.xmin > 0))
        | ((ymin == tile.ymin) & (tile.ymin > 0))
        | ((xmax == tile.xmax) & (tile.xmax < shape[1]))
        | ((ymax == tile.ymax) & (tile.ymax < shape[0]))
    )
    return touches


def _join(
    parts: list[shapely.Polygon], ymax: int, height: int
) -> tuple[GeometryArray, list[shapely.Polygon]]:
    """Joins parts that share an edge, and tells those that no later tile can touch."""
    if not parts:
        return np.empty(0, object), []
    # Tolerance 0 removes the points that lie straight on an edge where two tiles met.
    joined = shapely.simplify(shapely.get_parts(shapely.union_all(parts)), 0)
    goes_on = (shapely.bounds(joined)[:, 3] == ymax) & (ymax < height)
    return joined[~goes_on], list(joined[goes_on])
