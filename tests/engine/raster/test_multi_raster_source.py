from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS
from rasterio.enums import Resampling
from rasterio.warp import reproject
from rasterio.warp import transform as warp_points

from rv_engine.errors import ConfigError, RasterError
from rv_engine.geo import Box
from rv_engine.raster import (
    CastTransformerConfig,
    MultiRasterSourceConfig,
    RasterioSourceConfig,
    ReclassTransformerConfig,
    StatsTransformerConfig,
)
from rv_engine.raster.multi_raster_source import MultiRasterSource
from rv_engine.raster.rasterio_source import RasterioSource
from rv_engine.raster.regridded_source import RegriddedSource, on_grid
from rv_engine.raster.resampled import Grid
from tests.engine.rasters import CRS_UTM, GRIDS, UTM, random_raster, write_raster

SIZE = (40, 60)


def multi(*uris: str, **settings: Any) -> MultiRasterSource:
    sources = [RasterioSourceConfig(uris=uri) for uri in uris]
    return MultiRasterSourceConfig(raster_sources=sources, **settings).build()


def test_the_bands_of_sources_on_one_grid_come_one_after_the_other(tmp_path: Path) -> None:
    arrays = [random_raster((*SIZE, bands), seed=bands) for bands in (3, 1, 2)]
    uris = [write_raster(tmp_path / f"{i}.tif", array) for i, array in enumerate(arrays)]
    stack = np.concatenate(arrays, axis=2)
    source = multi(*uris)
    np.testing.assert_array_equal(source.read(Box(0, 0, *SIZE)).array, stack)
    chosen = multi(*uris, channel_order=[5, 0, 3, 0])
    assert chosen.num_channels == 4
    np.testing.assert_array_equal(chosen.read(Box(0, 0, *SIZE)).array, stack[..., [5, 0, 3, 0]])


def test_windows_reach_out_of_the_image_and_of_the_bbox(tmp_path: Path) -> None:
    array = random_raster(SIZE)
    uris = [write_raster(tmp_path / f"{i}.tif", array) for i in range(2)]
    source = multi(*uris, bbox=(5, 10, 30, 50))
    assert source.extent == Box(5, 10, 30, 50) and source.image_extent == Box(0, 0, *SIZE)
    chip = source.read(Box(0, 0, 40, 60))
    expected = np.zeros(SIZE, bool)
    expected[5:30, 10:50] = True
    np.testing.assert_array_equal(chip.valid_pixels, expected)
    np.testing.assert_array_equal(chip.array[..., 1], array * expected)
    with pytest.raises(RasterError, match="lies outside of the primary source"):
        multi(*uris, bbox=(50, 0, 60, 10))


def test_a_coarser_source_with_another_extent_lies_where_the_map_says(tmp_path: Path) -> None:
    """Against GDAL's warper, called directly."""
    fine = write_raster(tmp_path / "fine.tif", random_raster(SIZE))
    coarse_array = random_raster((8, 9), "float32", seed=3)
    coarse_at = UTM * Affine.translation(-4, 8) * Affine.scale(8)
    coarse = write_raster(tmp_path / "coarse.tif", coarse_array, coarse_at)
    for resampling in ("bilinear", "nearest"):
        source = multi(fine, coarse, resampling=resampling)
        chip = source.read(Box(0, 0, *SIZE))
        expected = np.full(SIZE, np.nan, "float32")
        reproject(
            coarse_array, expected, src_transform=coarse_at, src_crs=CRS_UTM, dst_transform=UTM,
            dst_crs=CRS_UTM, resampling=Resampling[resampling], dst_nodata=np.nan,
        )  # fmt: skip
        valid = chip.valid[..., 1]
        np.testing.assert_array_equal(valid, np.isfinite(expected))
        np.testing.assert_allclose(chip.array[..., 1][valid], expected[valid], rtol=1e-5)
    # By hand: the pixel (10, 10) of the image is in pixel (0, 1) of the coarse one.
    assert chip.array[10, 10, 1] == coarse_array[0, 1]
    assert not valid[:8].any() and valid[8:, :].all()


@pytest.mark.parametrize("grid", [name for name, (_, crs) in GRIDS.items() if crs is not None])
def test_any_source_can_be_read_on_any_grid(tmp_path: Path, grid: str) -> None:
    """The general way, pixel by pixel through the map, against values that are their own place."""
    transform, crs = GRIDS[grid]
    transform = Affine.translation(0, 0) * transform
    size = (200, 200)
    columns, rows = np.meshgrid(np.arange(200.0), np.arange(200.0))
    own = Affine(0.4, 0, 333_000.25 - 20, 0, -0.4, 3_070_000.75 + 20)
    path = write_raster(tmp_path / "a.tif", np.dstack([columns, rows]), own)
    if grid == "degrees":
        lon, lat = warp_points(CRS_UTM, crs, [333_000.25], [3_070_000.75])
        transform = Affine(4e-6, 0, lon[0], 0, -4e-6, lat[0])
    target = Grid(RasterioSource(path).crs_transformer.__class__(transform, crs), size)
    regridded = RegriddedSource(RasterioSource(path), target)
    window = Box(-5, 10, 60, 90)
    chip = regridded.read(window)
    checked = 0
    for y in range(0, 60, 7):
        for x in range(10, 90, 7):
            place = [[v] for v in transform * (x + 0.5, y + 0.5)]
            (east,), (north,) = warp_points(crs, CRS_UTM, *place)
            column, row = ~own * (east, north)
            inside = 1 < column < 199 and 1 < row < 199
            if inside:
                found = chip.array[y + 5, x - 10]
                assert chip.valid[y + 5, x - 10].all()
                # GDAL's nearest may round a place on an edge to the other side.
                np.testing.assert_allclose(found + 0.5, (column, row), atol=0.51)
                checked += 1
            elif not (-1 < column < 201 and -1 < row < 201):
                assert not chip.valid[y + 5, x - 10].any()
    assert checked > 5
    assert not chip.valid[:5].any()


def test_bilinear_reading_leaves_out_what_is_not_valid(tmp_path: Path) -> None:
    array = np.full((20, 20), 100, "uint8")
    array[:, 10:] = 0
    path = write_raster(tmp_path / "a.tif", array, nodata=0)
    finer = Grid(
        RasterioSource(path).crs_transformer.__class__(UTM * Affine.scale(0.5), CRS_UTM),
        (40, 40), "bilinear",
    )  # fmt: skip
    general = RegriddedSource(RasterioSource(path), finer).read(Box(0, 0, 40, 40))
    with_gdal = RasterioSource(path, grid=finer).read(Box(0, 0, 40, 40))
    for chip in (general, with_gdal):
        assert set(np.unique(chip.array[chip.valid])) == {100}
        np.testing.assert_array_equal(chip.valid_pixels[:, :19], True)
        np.testing.assert_array_equal(chip.valid_pixels[:, 21:], False)


def test_a_large_reduction_is_read_in_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_raster(tmp_path / "a.tif", random_raster((160, 160)))
    grid = Grid(
        RasterioSource(path).crs_transformer.__class__(UTM * Affine.scale(10), CRS_UTM), (16, 16)
    )
    whole = RegriddedSource(RasterioSource(path), grid).read(Box(0, 0, 16, 16))
    monkeypatch.setattr("rv_engine.raster.regridded_source._MAX_PIXELS", 1000)
    parts = RegriddedSource(RasterioSource(path), grid).read(Box(0, 0, 16, 16))
    np.testing.assert_array_equal(whole.array, parts.array)
    np.testing.assert_array_equal(whole.valid_pixels, parts.valid_pixels)


def test_a_source_on_the_same_grid_is_read_as_it_is(tmp_path: Path) -> None:
    source = RasterioSource(write_raster(tmp_path / "a.tif", random_raster((9, 9))))
    assert on_grid(source, Grid(source.crs_transformer, (9, 9))) is source
    plain = write_raster(tmp_path / "b.tif", random_raster((9, 8)), Affine.identity(), None)
    with pytest.raises(RasterError, match="without a georeference, of 9 rows and 8 columns"):
        on_grid(RasterioSource(plain), Grid(source.crs_transformer, (9, 9)))


def test_data_types_that_differ_become_the_smallest_that_holds_all(tmp_path: Path) -> None:
    uris = [
        write_raster(tmp_path / f"{dtype}.tif", random_raster(SIZE, dtype))
        for dtype in ("uint8", "int16", "float32")
    ]
    assert multi(*uris[:2]).dtype == np.int16
    source = multi(*uris)
    assert source.dtype == np.float32 == source.read(Box(0, 0, 4, 4)).array.dtype


def test_transformers_of_the_parts_come_before_those_of_the_whole(tmp_path: Path) -> None:
    path = write_raster(tmp_path / "a.tif", np.full(SIZE, 1, "uint8"))
    config = MultiRasterSourceConfig(
        raster_sources=[
            RasterioSourceConfig(
                uris=path, transformers=[ReclassTransformerConfig(mapping={1: 2})]
            ),
            RasterioSourceConfig(uris=path),
        ],
        transformers=[
            ReclassTransformerConfig(mapping={2: 3, 1: 9}),
            CastTransformerConfig(to_dtype="float32"),
        ],
    )
    chip = config.build().read(Box(0, 0, 1, 1))
    assert chip.array.ravel().tolist() == [3, 9] and chip.array.dtype == np.float32
    bare = config.without_transformers().build().read(Box(0, 0, 1, 1))
    assert bare.array.ravel().tolist() == [1, 1]
    assert config.raster_sources[0].transformers and len(config.all_transformers()) == 3


def test_a_multi_raster_source_says_what_it_reads_and_comes_back_from_json(tmp_path: Path) -> None:
    parts = [RasterioSourceConfig(uris=["a.tif", "b.tif"]), RasterioSourceConfig(uris="a.tif")]
    config = MultiRasterSourceConfig(raster_sources=parts, primary_source_idx=1)
    assert config.input_files() == ["a.tif", "b.tif"]
    assert MultiRasterSourceConfig.from_dict(config.to_dict()) == config


def test_what_cannot_be_is_refused_by_name(tmp_path: Path) -> None:
    part = RasterioSourceConfig(uris="a.tif")
    with pytest.raises(ValueError, match="temporal=True is not supported: the models take one"):
        MultiRasterSourceConfig(raster_sources=[part], temporal=True)
    with pytest.raises(ValueError, match="primary_source_idx 1 is none of the 1 raster_sources"):
        MultiRasterSourceConfig(raster_sources=[part], primary_source_idx=1)
    with_stats = RasterioSourceConfig(uris="a.tif", transformers=[StatsTransformerConfig()])
    with pytest.raises(ConfigError, match="inside of a MultiRasterSource needs stats_uri"):
        MultiRasterSourceConfig(raster_sources=[with_stats]).build()
    path = write_raster(tmp_path / "a.tif", random_raster((4, 4)))
    with pytest.raises(
        RasterError, match="Band 2 was asked for, but the 2 sources together have 2"
    ):
        multi(path, path, channel_order=[2])


def test_an_image_in_degrees_joins_one_in_metres(tmp_path: Path) -> None:
    fine = write_raster(tmp_path / "fine.tif", random_raster(SIZE))
    lon, lat = warp_points(CRS_UTM, CRS.from_epsg(4326), [333_000.25], [3_070_000.75])
    degrees = write_raster(
        tmp_path / "degrees.tif", np.full((50, 50), 77, "uint8"),
        Affine(1e-5, 0, lon[0] - 1e-4, 0, -1e-5, lat[0] + 1e-4), CRS.from_epsg(4326),
    )  # fmt: skip
    chip = multi(fine, degrees).read(Box(0, 0, *SIZE))
    assert chip.valid.all() and (chip.array[..., 1] == 77).all()
