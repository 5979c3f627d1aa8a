from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.merge import merge

from rv_engine.errors import RasterError
from rv_engine.raster.rasterio_source import RasterioSource
from tests.engine.rasters import GRIDS, UTM, random_raster, write_raster

# Where the second and third file begin, in columns and rows of the first.
PLACES = ((0, 0), (25, 5), (-7, 18))


def write_tiles(folder: Path, transform: Affine, **profile: object) -> list[str]:
    crs = next(crs for grid, crs in GRIDS.values() if grid == transform)
    return [
        write_raster(
            folder / f"{index}.tif",
            random_raster((20, 30, 2), "uint16", seed=index),
            transform * Affine.translation(*place),
            crs,
            **profile,
        )
        for index, place in enumerate(PLACES)
    ]


@pytest.mark.parametrize("name", ["utm", "degrees", "no_crs", "oblong_pixels"])
def test_files_side_by_side_are_what_rasterio_merges(tmp_path: Path, name: str) -> None:
    paths = write_tiles(tmp_path, GRIDS[name][0])
    source = RasterioSource(paths)
    expected, transform = merge(paths, method="last")
    chip = source.read(source.extent)
    np.testing.assert_array_equal(chip.filled(), np.moveaxis(expected, 0, -1))
    np.testing.assert_array_equal(chip.valid_pixels, (expected != 0).any(axis=0))
    np.testing.assert_allclose(source.crs_transformer.transform[:6], transform[:6], rtol=1e-12)


def test_rotated_files_are_put_together_where_they_lie(tmp_path: Path) -> None:
    transform, crs = GRIDS["rotated"]
    array = random_raster((20, 30), "uint8")
    left = write_raster(tmp_path / "l.tif", array[:, :12], transform, crs)
    right = write_raster(
        tmp_path / "r.tif", array[:, 12:], transform * Affine.translation(12, 0), crs
    )
    source = RasterioSource([right, left])
    np.testing.assert_array_equal(source.read(source.extent).array[..., 0], array)
    np.testing.assert_allclose(source.crs_transformer.transform[:6], transform[:6], rtol=1e-12)


def shifted(path: Path, array: np.ndarray, **profile: object) -> str:
    return write_raster(path, array, UTM * Affine.translation(0, 4), **profile)


@pytest.mark.parametrize("values", [(0, 0), (0, 9), (None, 9), (9, None)])
def test_nodata_of_an_upper_file_lets_the_lower_one_through(
    tmp_path: Path, values: tuple[int | None, int | None]
) -> None:
    lower, upper = values
    below = np.full((8, 8), 5, "uint8")
    above = np.full((8, 8), 6, "uint8")
    hole = (slice(2, 4), slice(1, 7))
    if lower is not None:
        below[0, 0] = lower
    above[hole] = 9 if upper is None else upper
    paths = [
        write_raster(tmp_path / "below.tif", below, nodata=lower),
        shifted(tmp_path / "above.tif", above, nodata=upper),
    ]
    chip = RasterioSource(paths).read_raw(RasterioSource(paths).extent)
    array, valid = chip.array[..., 0], chip.valid_pixels
    assert array.shape == (12, 8)
    assert (array[:4] == below[:4])[valid[:4]].all()
    assert valid[:4].sum() == 32 - (lower is not None)
    in_hole, is_valid = array[6:8, 1:7], valid[6:8, 1:7]
    assert (in_hole == (9 if upper is None else 5)).all() and is_valid.all()
    assert (array[8:] == 6).all() and valid[8:].all()


def test_a_mask_of_an_upper_file_lets_the_lower_one_through(tmp_path: Path) -> None:
    mask = np.ones((8, 8), bool)
    mask[:3] = False
    paths = [
        write_raster(tmp_path / "below.tif", np.full((8, 8), 5, "uint8")),
        shifted(tmp_path / "above.tif", np.full((8, 8), 6, "uint8"), mask=mask),
    ]
    source = RasterioSource(paths)
    chip = source.read(source.extent)
    np.testing.assert_array_equal(chip.array[:, 0, 0], [5] * 7 + [6] * 5)
    assert chip.valid.all()


def test_gaps_between_files_have_no_value(tmp_path: Path) -> None:
    array = np.zeros((4, 4), "uint8")
    paths = [
        write_raster(tmp_path / "a.tif", array),
        write_raster(tmp_path / "b.tif", array, UTM * Affine.translation(10, 0)),
    ]
    source = RasterioSource(paths)
    columns = source.read(source.extent).valid_pixels.all(axis=0)
    assert columns.tolist() == [True] * 4 + [False] * 6 + [True] * 4


def test_rounding_errors_in_a_files_corner_are_no_gap(tmp_path: Path) -> None:
    transform = Affine(0.1 + 1e-12, 0, UTM.c + 1.0000001, 0, -0.1, UTM.f)
    first = Affine(0.1, 0, UTM.c, 0, -0.1, UTM.f)
    array = random_raster((10, 20))
    paths = [
        write_raster(tmp_path / "a.tif", array[:, :10], first),
        write_raster(tmp_path / "b.tif", array[:, 10:], transform),
    ]
    source = RasterioSource(paths)
    np.testing.assert_array_equal(source.read(source.extent).array[..., 0], array)


@pytest.mark.parametrize(
    ("transform", "shape", "dtype", "reason"),
    [
        (UTM * Affine.translation(10.3, 0), (4, 4), "uint8", "do not lie on the grid"),
        (UTM * Affine.scale(2), (4, 4), "uint8", "do not lie on the grid"),
        (UTM, (4, 4, 3), "uint8", "number of bands differs"),
        (UTM, (4, 4), "uint16", "data type differs"),
    ],
)
def test_files_that_are_no_mosaic_are_refused_by_name(
    tmp_path: Path, transform: Affine, shape: tuple[int, ...], dtype: str, reason: str
) -> None:
    first = write_raster(tmp_path / "first.tif", random_raster((4, 4)))
    other = write_raster(tmp_path / "other.tif", random_raster(shape, dtype), transform)
    with pytest.raises(RasterError, match=f"other.tif' .*{reason}"):
        RasterioSource([first, other])


def test_a_damaged_file_of_a_mosaic_is_named(tmp_path: Path) -> None:
    good = write_raster(tmp_path / "good.tif", random_raster((300, 300)))
    bad = Path(
        write_raster(
            tmp_path / "bad.tif", random_raster((300, 300)), UTM * Affine.translation(300, 0)
        )
    )
    with rasterio.open(bad) as dataset:
        assert dataset.count == 1
    content = bad.read_bytes()
    bad.write_bytes(content[: len(content) // 2])
    source = RasterioSource([good, str(bad)])
    with pytest.raises(RasterError, match="bad.tif"):
        source.read(source.extent)
