"""Rasters that tests write, and where real ones lie."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.crs import CRS

from rv_engine.types import Array

UTM = Affine(0.5, 0, 333_000.25, 0, -0.5, 3_070_000.75)
CRS_UTM = CRS.from_epsg(32645)
# A scene of each kind that could be shifted, turned or mirrored on its way through the engine.
GRIDS = {
    "utm": (UTM, CRS_UTM),
    "degrees": (Affine(2.7e-6, 0, 85.5123456789, 0, -2.7e-6, 27.6123456789), CRS.from_epsg(4326)),
    "no_crs": (Affine(0.5, 0, 100.25, 0, -0.5, 900.75), None),
    "no_georeference": (Affine.identity(), None),
    "rotated": (
        Affine.translation(333_000.5, 3_070_000.5) * Affine.rotation(17) * Affine.scale(0.5, -0.5),
        CRS_UTM,
    ),
    "south_up": (Affine(0.5, 0, 333_000.25, 0, 0.5, 3_070_000.75), CRS_UTM),
    "oblong_pixels": (Affine(0.5, 0, 333_000.25, 0, -0.8, 3_070_000.75), CRS_UTM),
}


def write_raster(
    path: Path,
    array: Array,
    transform: Affine = UTM,
    crs: CRS | None = CRS_UTM,
    *,
    mask: Array | None = None,
    **profile: Any,
) -> str:
    """Writes an (H, W) or (H, W, C) array as a GeoTIFF and answers its path."""
    bands = array[..., None] if array.ndim == 2 else array
    height, width, count = bands.shape
    with (
        rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True),
        rasterio.open(
            path, "w", driver="GTiff", height=height, width=width, count=count,
            dtype=bands.dtype, transform=transform, crs=crs, **profile,
        ) as dataset,
    ):  # fmt: skip
        dataset.write(np.moveaxis(bands, -1, 0))
        if mask is not None:
            dataset.write_mask(mask)
    return str(path)


def random_raster(shape: tuple[int, ...], dtype: str = "uint8", seed: int = 0) -> Array:
    """Values from 1 on, so that 0 is free to mean something."""
    return np.random.default_rng(seed).integers(1, 200, shape).astype(dtype)


def data_folder(name: str) -> Path:
    """A folder of the real data; the test is skipped where it is missing."""
    root = Path(os.environ.get("RV_TEST_DATA", Path(__file__).parents[3] / "shared" / "data"))
    if not (root / name).is_dir():
        pytest.skip(f"The real data '{root / name}' are not on this machine; set RV_TEST_DATA.")
    return root / name
