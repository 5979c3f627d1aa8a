from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import rasterio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rasterio.enums import ColorInterp

from rv_engine.errors import RasterError
from rv_engine.geo import Box
from rv_engine.raster import RasterioSourceConfig
from rv_engine.raster.rasterio_source import RasterioSource
from tests.engine.rasters import random_raster, write_raster


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("image") / "image.tif"
    return write_raster(path, random_raster((40, 60, 4), "uint16"))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    y=st.integers(-30, 60), x=st.integers(-30, 80), height=st.integers(1, 50),
    width=st.integers(1, 50), bbox=st.sampled_from([None, (5, 10, 35, 50), (30, 40, 90, 90)]),
)  # fmt: skip
def test_any_window_is_what_rasterio_reads_and_invalid_outside(
    image: str, y: int, x: int, height: int, width: int, bbox: tuple[int, int, int, int] | None
) -> None:
    source = RasterioSourceConfig(uris=[image], bbox=bbox, channel_order=[2, 0, 0]).build()
    window = Box.of_size(y, x, height, width)
    chip = source.read(window)
    with rasterio.open(image) as dataset:
        whole = np.moveaxis(dataset.read([3, 1, 1]), 0, -1)
    frame = np.zeros((200, 200, 3), whole.dtype)
    inside = np.zeros((200, 200), bool)
    frame[50:90, 50:110] = whole
    ymin, xmin, ymax, xmax = bbox or (0, 0, 40, 60)
    inside[50 + ymin : 50 + min(ymax, 40), 50 + xmin : 50 + min(xmax, 60)] = True
    place = (slice(y + 50, y + 50 + height), slice(x + 50, x + 50 + width))
    np.testing.assert_array_equal(chip.valid_pixels, inside[place])
    np.testing.assert_array_equal(chip.array, frame[place] * inside[place][..., None])


def test_threads_read_the_same_as_one(image: str) -> None:
    source = RasterioSource(image)
    windows = [Box.of_size(y, x, 17, 23) for y in range(0, 40, 7) for x in range(0, 60, 5)] * 4
    alone = [source.read(window).array for window in windows]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda window: source.read(window).array, windows))
    for one, other in zip(alone, together, strict=True):
        np.testing.assert_array_equal(one, other)


def test_an_alpha_band_is_no_band_of_the_image_but_its_mask(tmp_path: Path) -> None:
    for dtype in ("uint8", "uint16", "int16", "float32"):
        array = random_raster((10, 10, 4), dtype)
        array[:3, :, 3] = 0
        path = write_raster(tmp_path / f"{dtype}.tif", array)
        with rasterio.open(path, "r+") as dataset:
            dataset.colorinterp = [
                ColorInterp.red, ColorInterp.green, ColorInterp.blue, ColorInterp.alpha,
            ]  # fmt: skip
        chip = RasterioSource(path).read(Box(0, 0, 10, 10))
        assert chip.array.shape == (10, 10, 3)
        assert not chip.valid_pixels[:3].any() and chip.valid_pixels[3:].all(), dtype


@pytest.mark.parametrize(
    ("dtype", "nodata"), [("uint8", 0), ("uint16", 7), ("float32", -3.4028234663852886e38)]
)
def test_nodata_counts_band_by_band(tmp_path: Path, dtype: str, nodata: float) -> None:
    array = random_raster((6, 6, 2), dtype) + 50
    array[0, :, 0] = nodata
    array[1, :, :] = nodata
    chip = RasterioSource(write_raster(tmp_path / "a.tif", array, nodata=nodata)).read(
        Box(0, 0, 6, 6)
    )
    np.testing.assert_array_equal(chip.valid, array != np.asarray(nodata, dtype))
    assert chip.valid_pixels[0].all() and not chip.valid_pixels[1].any()
    assert (chip.filled(9)[~np.broadcast_to(chip.valid, array.shape)] == 9).all()


@pytest.mark.parametrize("nodata", [None, np.nan, -9999.0])
def test_values_that_are_not_finite_are_no_values(tmp_path: Path, nodata: float | None) -> None:
    array = np.ones((4, 4, 2), "float32")
    array[0, 0] = np.nan
    array[1, 1, 0] = np.inf
    array[2, 2, 1] = -np.inf
    source = RasterioSource(write_raster(tmp_path / "a.tif", array, nodata=nodata))
    np.testing.assert_array_equal(source.read(Box(0, 0, 4, 4)).valid, np.isfinite(array))


def test_a_mask_in_the_file_hides_pixels_whatever_their_values(tmp_path: Path) -> None:
    mask = np.ones((8, 8), bool)
    mask[2:4, 3:] = False
    path = write_raster(tmp_path / "a.tif", random_raster((8, 8, 3)), mask=mask)
    chip = RasterioSource(path).read(Box(-1, -1, 9, 9))
    np.testing.assert_array_equal(chip.valid_pixels, np.pad(mask, 1))


def test_a_zero_is_a_value_when_nothing_else_is_said(tmp_path: Path) -> None:
    source = RasterioSource(write_raster(tmp_path / "a.tif", np.zeros((4, 4), "uint8")))
    assert source.read(Box(0, 0, 4, 4)).valid.all()


def test_nodata_out_of_the_dtypes_range_marks_nothing(tmp_path: Path) -> None:
    path = write_raster(tmp_path / "a.tif", random_raster((4, 4)))
    vrt = tmp_path / "a.vrt"
    vrt.write_text(
        '<VRTDataset rasterXSize="4" rasterYSize="4"><VRTRasterBand dataType="Byte" band="1">'
        "<NoDataValue>-9999</NoDataValue><SimpleSource>"
        f"<SourceFilename>{path}</SourceFilename><SourceBand>1</SourceBand></SimpleSource>"
        "</VRTRasterBand></VRTDataset>"
    )
    chip = RasterioSource(str(vrt)).read(Box(0, 0, 4, 4))
    assert chip.valid.all()


def test_bands_of_two_data_types_are_read_as_the_wider_one(tmp_path: Path) -> None:
    small = write_raster(tmp_path / "small.tif", random_raster((4, 4)))
    large = np.full((4, 4), 40_000.5, "float32")
    large_path = write_raster(tmp_path / "large.tif", large)
    bands = "".join(
        f'<VRTRasterBand dataType="{dtype}" band="{band}"><SimpleSource>'
        f"<SourceFilename>{path}</SourceFilename><SourceBand>1</SourceBand></SimpleSource>"
        "</VRTRasterBand>"
        for band, (dtype, path) in enumerate([("Byte", small), ("Float32", large_path)], start=1)
    )
    vrt = tmp_path / "both.vrt"
    vrt.write_text(f'<VRTDataset rasterXSize="4" rasterYSize="4">{bands}</VRTDataset>')
    source = RasterioSource(str(vrt))
    array = source.read(Box(0, 0, 4, 4)).array
    assert array.dtype == source.dtype == np.float32
    np.testing.assert_array_equal(array[..., 1], large)


def test_a_band_that_does_not_exist_is_named_with_those_that_do(image: str) -> None:
    with pytest.raises(RasterError, match="Band 5 .* has 4 bands. Choose bands 0 to 3"):
        RasterioSource(image, channel_order=[0, 5])


def test_a_bbox_outside_of_the_image_is_refused(image: str) -> None:
    with pytest.raises(RasterError, match="lies outside .* 40 rows and 60 columns"):
        RasterioSource(image, bbox=Box(40, 0, 50, 10))


def test_complex_numbers_are_refused(tmp_path: Path) -> None:
    path = write_raster(tmp_path / "radar.tif", np.ones((4, 4), "complex64"))
    with pytest.raises(RasterError, match="radar.tif' holds complex numbers"):
        RasterioSource(path)
