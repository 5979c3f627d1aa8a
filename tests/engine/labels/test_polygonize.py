from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from rasterio.features import shapes
from rasterio.io import MemoryFile
from scipy import ndimage

from rv_engine.labels.polygonize import polygonize
from rv_engine.types import Array
from tests.engine.rasters import UTM, write_raster


def polygons_of(array: Array, denoise_px: dict[int, int], tile_px: int) -> dict[int, list[str]]:
    """Each class's polygons with their points, in an order that does not depend on the tiles."""
    with MemoryFile() as memory:
        with memory.open(
            driver="GTiff", height=array.shape[0], width=array.shape[1], count=1, dtype="uint8",
            transform=UTM,
        ) as dataset:  # fmt: skip
            dataset.write(array, 1)
        with memory.open() as dataset:
            found: dict[int, list[str]] = {class_id: [] for class_id in denoise_px}
            for part in polygonize(dataset, denoise_px, tile_px):
                assert shapely.is_valid(part.polygons).all()
                found[part.class_id] += shapely.to_wkt(shapely.normalize(part.polygons)).tolist()
    return {class_id: sorted(wkt) for class_id, wkt in found.items()}


def gdal_polygons(array: Array, class_id: int) -> list[str]:
    """What GDAL draws around a class in one piece, without points on straight edges."""
    mask = array == class_id
    rings = [g["coordinates"] for g, _ in shapes(mask.astype("uint8"), mask=mask, connectivity=4)]
    polygons = np.array([shapely.Polygon(ring[0], ring[1:]) for ring in rings], object)
    return sorted(shapely.to_wkt(shapely.normalize(polygons)).tolist())


def spiral(size: int) -> Array:
    array = np.zeros((size, size), "uint8")
    y, x, dy, dx = 0, 0, 0, 1
    for length in [size - 1] + [n for n in range(size - 1, 0, -2) for _ in range(2)]:
        for _ in range(length):
            array[y, x] = 1
            y, x = y + dy, x + dx
        dy, dx = dx, -dy
    return array


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000), height=st.integers(1, 30), width=st.integers(1, 30),
    tile_px=st.integers(3, 20), share=st.floats(0.2, 0.9),
)  # fmt: skip
def test_polygons_over_many_tiles_are_those_that_gdal_draws_in_one(
    seed: int, height: int, width: int, tile_px: int, share: float
) -> None:
    rng = np.random.default_rng(seed)
    array = (rng.random((height, width)) < share).astype("uint8")
    found = polygons_of(array, {0: 0, 1: 0}, tile_px)
    assert found == {0: gdal_polygons(array, 0), 1: gdal_polygons(array, 1)}


@pytest.mark.parametrize("tile_px", [4, 7, 16, 100])
def test_a_spiral_through_many_tiles_is_one_polygon(tile_px: int) -> None:
    array = spiral(41)
    assert len(gdal_polygons(array, 1)) == 1
    assert polygons_of(array, {1: 0}, tile_px)[1] == gdal_polygons(array, 1)


def test_a_hole_over_four_tiles_stays_a_hole_and_a_courtyard_stays_full() -> None:
    array = np.ones((20, 20), "uint8")
    array[5:15, 5:15] = 0
    array[8:12, 8:12] = 1
    assert polygons_of(array, {1: 0}, 10)[1] == sorted(
        shapely.normalize(polygon).wkt
        for polygon in (
            shapely.box(0, 0, 20, 20) - shapely.box(5, 5, 15, 15),
            shapely.box(8, 8, 12, 12),
        )
    )


def test_pixels_that_touch_at_a_corner_are_two_polygons_on_a_tile_border_too() -> None:
    array = np.zeros((8, 8), "uint8")
    array[3, 3] = array[4, 4] = 1
    for tile_px in (4, 8):
        assert len(polygons_of(array, {1: 0}, tile_px)[1]) == 2


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000), tile_px=st.integers(5, 30),
    first=st.integers(0, 9), second=st.integers(0, 9),
)  # fmt: skip
def test_opening_removes_the_same_in_tiles_as_in_one_piece(
    seed: int, tile_px: int, first: int, second: int
) -> None:
    rng = np.random.default_rng(seed)
    array = (ndimage.gaussian_filter(rng.random((45, 50)), 1.5) > 0.5).astype("uint8")
    denoise = {0: first, 1: second}
    assert polygons_of(array, denoise, tile_px) == polygons_of(array, denoise, 1000)


@pytest.mark.parametrize("diameter", [2, 3, 4, 8])
def test_opening_drops_what_is_thinner_and_keeps_the_rest_in_its_place(diameter: int) -> None:
    array = np.zeros((60, 60), "uint8")
    array[20:40, 20:40] = 1
    array[50 : 50 + diameter - 1, :] = 1
    (wkt,) = polygons_of(array, {1: diameter}, 25)[1]
    square = shapely.from_wkt(wkt)
    assert square.bounds == (20, 20, 40, 40)
    assert square.area >= 400 - diameter**2  # a disc rounds the corners


def test_what_goes_on_beyond_the_image_is_not_eaten_at_its_edge() -> None:
    array = np.zeros((30, 30), "uint8")
    array[10:20, :5] = 1
    (wkt,) = polygons_of(array, {1: 8}, 12)[1]
    assert shapely.from_wkt(wkt).bounds[:2] == (0, 10)


def test_the_opened_mask_has_no_pixel_more(tmp_path: Path) -> None:
    array = (ndimage.gaussian_filter(np.random.default_rng(3).random((80, 80)), 2) > 0.5).astype(
        "uint8"
    )
    path = write_raster(tmp_path / "a.tif", array)
    with rasterio.open(path) as dataset:
        parts = [p for found in polygonize(dataset, {1: 5}, 33) for p in found.polygons]
    whole = shapely.union_all([shapely.from_wkt(wkt) for wkt in gdal_polygons(array, 1)])
    assert 0 < shapely.area(parts).sum() < whole.area
    assert whole.covers(shapely.union_all(parts))
