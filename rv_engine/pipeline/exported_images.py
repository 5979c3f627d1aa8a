"""Chips as images for other programs: on their place on the map, whatever their bands."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import rasterio
from affine import Affine

from rv_engine.backend.chip_writer import ChipImages, write_array
from rv_engine.geo import Box
from rv_engine.scene.scene import Scene
from rv_engine.types import Array

PNG = "png"
TIF = "tif"


class ExportedImages(ChipImages):
    """Writes chips as PNG with a world file, or as GeoTIFF.

    Args:
        image_format: "tif", or "png", for which images of 1 or 3 bands of bytes are PNG; others
            can only be GeoTIFF.
    """

    def __init__(self, image_format: str) -> None:
        self.image_format = image_format

    def write(self, array: Array, scene: Scene, place: Box, folder: Path, name: str) -> Path:
        pixels = array[..., 0] if array.shape[2] == 1 else array
        transform = _transform_of(scene, place)
        if self.image_format == PNG and array.dtype == np.uint8 and array.shape[2] in (1, 3):
            path = write_array(folder / f"{name}.png", np.ascontiguousarray(pixels))
            _write_world_file(path.with_suffix(".pgw"), transform)
            return path
        path = folder / f"{name}.tif"
        _write_geotiff(path, array, scene, transform)
        return path


def _transform_of(scene: Scene, place: Box) -> Affine:
    grid = scene.raster_source.crs_transformer.transform
    return grid * Affine.translation(place.xmin, place.ymin)


def _write_world_file(path: Path, transform: Affine) -> None:
    # A world file says where the centre of the first pixel is.
    x, y = transform * (0.5, 0.5)
    values = (transform.a, transform.d, transform.b, transform.e, x, y)
    path.write_text("".join(f"{value!r}\n" for value in values), encoding="utf-8")


def _write_geotiff(path: Path, array: Array, scene: Scene, transform: Affine) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    height, width, bands = array.shape
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        height=height,
        width=width,
        count=bands,
        dtype=array.dtype,
        crs=scene.raster_source.crs_transformer.crs,
        transform=transform,
        compress="deflate",
    ) as dataset:
        dataset.write(np.moveaxis(array, 2, 0))
