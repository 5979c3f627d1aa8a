"""Strange and broken files: each is read, or refused by name with what to do."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from rv_engine.errors import RasterError
from rv_engine.geo import Box
from rv_engine.raster.rasterio_source import RasterioSource
from tests.engine.rasters import data_folder

READABLE = {
    # name: (size, bands, share of valid pixels)
    "12bit.cropped.tiff": ((64, 64), 1, 1.0),
    "RGBA.uint16.tif": ((411, 634), 3, 0.4886),
    "all-nodata.tif": ((2475, 71), 4, 0.0),
    "byte.tif": ((20, 20), 1, 1.0),
    "cog_scale.tif": ((256, 256), 2, 0.9999),
    "cog_uint8_rgb_mask.tif": ((256, 256), 3, 0.75),
    "constant_zero.tif": ((128, 128), 3, 1.0),
    "float_nan.tif": ((2, 3), 1, 0.8333),
    "geo-5b.tif": ((10, 10), 5, 1.0),
    "logluv-3c-16b.tiff": ((1, 1), 3, 1.0),
    "miniswhite-1c-1b.tiff": ((151, 157), 1, 1.0),
    "no_crs.tif": ((128, 128), 3, 1.0),
    "random-fp16.tiff": ((16, 16), 1, 1.0),
    "räster with spaces & ünicode (1).tif": ((128, 128), 3, 1.0),
    "sample_bigtiff.tif": ((1, 100_000), 1, 1.0),
    "sample_warped.tif": ((127, 207), 1, 0.1084),
    "seq-1c-8b-multipage-adeefdcc.tiff": ((16, 16), 1, 1.0),
    "test_esri_wkt.tif": ((2, 2), 1, 1.0),
    "world.byte.tif": ((1200, 2880), 1, 1.0),
}


@pytest.mark.parametrize("name", READABLE)
def test_a_strange_image_is_read_with_what_is_valid_in_it(name: str) -> None:
    size, bands, share = READABLE[name]
    source = RasterioSource(str(data_folder("odd") / name))
    chip = source.read(source.extent)
    assert (source.extent.size, source.num_channels) == (size, bands)
    assert chip.valid_pixels.mean() == pytest.approx(share, abs=1e-4)
    assert np.isfinite(chip.filled().astype(float)).all()


@pytest.mark.parametrize(
    "name", ["empty.tif", "html_error_page.tif", "invalid_raster.tif", "lfs_pointer.tif"]
)
def test_what_is_no_raster_is_refused_when_it_is_opened(name: str) -> None:
    path = data_folder("odd") / name
    with pytest.raises(RasterError, match=f"{name}' is no raster that can be read") as caught:
        RasterioSource(str(path))
    assert "Choose a GeoTIFF" in caught.value.hint
    assert caught.value.where == str(path)


@pytest.mark.parametrize("name", ["corrupt.tif", "truncated.tif"])
def test_a_damaged_image_is_refused_where_it_is_read(name: str) -> None:
    source = RasterioSource(str(data_folder("odd") / name))
    with pytest.raises(RasterError, match=f"{name}' opens, but a part of it") as caught:
        source.read(source.extent)
    assert "download it again" in caught.value.hint


def test_every_odd_raster_is_known_to_these_tests_or_fails_in_our_words() -> None:
    folder = data_folder("odd")
    unknown = [p for p in folder.glob("*.tif*") if p.name not in READABLE]
    for path in unknown:
        error = refusal(path)
        assert error is None or (path.name in error.message and error.hint)


def refusal(path: Path) -> RasterError | None:
    try:
        source = RasterioSource(str(path))
        source.read(source.extent.intersection(Box(0, 0, 4096, 4096)))
    except RasterError as error:
        return error
    return None


def test_a_missing_file_is_told_from_a_broken_one(tmp_path: Path) -> None:
    with pytest.raises(RasterError, match=r"nowhere.tif' does not exist. Check the path"):
        RasterioSource(str(tmp_path / "nowhere.tif"))
