"""Images on a web server and in an object store, read by parts."""

from __future__ import annotations

import shutil
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import rasterio

from rv_engine.errors import RasterError, RvError, StorageError
from rv_engine.geo import Box
from rv_engine.raster import RasterioSourceConfig
from rv_engine.raster.raster_source import RasterSource
from rv_engine.raster.rasterio_source import RasterioSource
from rv_engine.storage import upload
from tests.engine.rasters import UTM, random_raster, write_raster
from tests.engine.servers import FileServer

SIZE = 1024
TILED = {"tiled": True, "blockxsize": 128, "blockysize": 128}
WINDOWS = [Box(0, 0, 64, 64), Box(500, 300, 700, 420), Box(-10, 1000, 40, 1050)]


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """3 MB that do not compress, with a mask."""
    mask = np.ones((SIZE, SIZE), bool)
    mask[:20] = False
    path = tmp_path_factory.mktemp("image") / "image.tif"
    write_raster(path, random_raster((SIZE, SIZE, 3)), mask=mask, **TILED)
    return path


@pytest.fixture
def served(web: FileServer, image: Path) -> str:
    shutil.copyfile(image, web.folder / "image.tif")
    return f"{web.url}/image.tif"


def assert_same(source: RasterSource, image: Path) -> None:
    here = RasterioSource(str(image))
    assert source.extent == here.extent
    assert source.crs_transformer == here.crs_transformer
    for window in WINDOWS:
        one, other = source.read(window), here.read(window)
        np.testing.assert_array_equal(one.array, other.array)
        np.testing.assert_array_equal(one.valid_pixels, other.valid_pixels)


def test_a_part_is_read_without_the_rest(web: FileServer, served: str, image: Path) -> None:
    assert_same(RasterioSource(served), image)
    assert web["bytes_sent"] < 0.4 * image.stat().st_size


def test_an_object_store_is_read_by_parts(bucket: str, image: Path) -> None:
    upload(image, f"{bucket}/image.tif")
    assert_same(RasterioSource(f"{bucket}/image.tif"), image)


def test_a_raster_in_a_remote_archive_is_read_in_place(
    web: FileServer, image: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(web.folder / "town.zip", "w") as archive:
        archive.write(image, "deep/image.tif")
    assert_same(RasterioSource(f"zip+{web.url}/town.zip!deep/image.tif"), image)
    assert web["bytes_sent"] < 0.6 * image.stat().st_size
    assert_same(RasterioSource(f"zip://deep/image.tif::{web.url}/town.zip"), image)


def test_memory_is_copied_to_a_file_that_gdal_can_read(impatient: Path, image: Path) -> None:
    upload(image, "memory://maps/image.tif")
    assert_same(RasterioSource("memory://maps/image.tif"), image)


def test_without_streaming_it_is_copied_whole_and_once(
    web: FileServer, served: str, image: Path
) -> None:
    config = RasterioSourceConfig(uris=served, allow_streaming=False)
    assert_same(config.build(), image)
    assert image.stat().st_size <= web["bytes_sent"] < 1.1 * image.stat().st_size
    web.forget()
    assert_same(config.build(), image)
    assert web["bytes_sent"] == 0


@pytest.mark.parametrize("streaming", [True, False])
def test_what_lies_beside_an_image_counts_here_and_there(
    web: FileServer, tmp_path: Path, streaming: bool
) -> None:
    mask = np.ones((50, 50), bool)
    mask[10:20] = False
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=False):
        path = tmp_path / "image.png"
        with rasterio.open(
            path, "w", driver="PNG", width=50, height=50, count=1, dtype="uint8"
        ) as d:
            d.write(random_raster((50, 50))[None])
    with rasterio.open(path, "r+") as dataset:
        dataset.write_mask(mask)
    (tmp_path / "image.pgw").write_text("\n".join(repr(UTM[i]) for i in (0, 3, 1, 4, 2, 5)))
    for file in tmp_path.iterdir():
        shutil.copyfile(file, web.folder / file.name)
    config = RasterioSourceConfig(uris=f"{web.url}/image.png", allow_streaming=streaming)
    source, here = config.build(), RasterioSource(str(path))
    assert source.crs_transformer.transform == here.crs_transformer.transform
    assert source.crs_transformer.transform.a == 0.5
    np.testing.assert_array_equal(source.read(source.extent).valid_pixels, mask)


def test_remote_files_are_one_mosaic(web: FileServer, tmp_path: Path) -> None:
    whole = random_raster((60, 100, 2))
    write_raster(web.folder / "w.tif", whole[:, :40])
    write_raster(web.folder / "e.tif", whole[:, 40:], UTM * UTM.translation(40, 0))
    write_raster(tmp_path / "whole.tif", whole)
    source = RasterioSource([f"{web.url}/w.tif", f"{web.url}/e.tif"])
    chip = source.read(Box(0, 0, 60, 100))
    np.testing.assert_array_equal(chip.array, whole)
    assert chip.valid.all()


def test_threads_read_side_by_side(served: str, image: Path) -> None:
    source, here = RasterioSource(served), RasterioSource(str(image))
    windows = [Box.of_size(y, x, 100, 100) for y in range(0, 900, 300) for x in range(0, 900, 300)]
    with ThreadPoolExecutor(4) as pool:
        chips = list(pool.map(source.read, windows))
    for window, chip in zip(windows, chips, strict=True):
        np.testing.assert_array_equal(chip.array, here.read(window).array)


@pytest.mark.parametrize("trouble", ["failures", "drops"])
def test_a_connection_that_breaks_is_taken_up_again(
    web: FileServer, served: str, image: Path, trouble: str
) -> None:
    web.behave(**{trouble: 2})
    source = RasterioSource(served)
    here = RasterioSource(str(image))
    for window in WINDOWS:
        web.behave(**{trouble: 2})
        np.testing.assert_array_equal(source.read(window).array, here.read(window).array)


def failure(call) -> tuple[RvError, float]:
    begun_s = time.monotonic()
    with pytest.raises((RasterError, StorageError)) as caught:
        call()
    return caught.value, time.monotonic() - begun_s


def test_a_connection_that_stays_broken_is_an_error_in_time(web: FileServer, served: str) -> None:
    source = RasterioSource(served)
    web.behave(broken_from=1_000_000)
    error, elapsed_s = failure(lambda: source.read(Box(800, 800, 900, 900)))
    assert "image.tif' opens, but a part of it cannot be read" in error.message
    assert "Check the internet connection" in error.hint and elapsed_s < 10
    web.behave(failures=10**6)
    error, elapsed_s = failure(lambda: source.read(Box(600, 100, 700, 200)))
    assert "answers with the error 503" in error.message and elapsed_s < 10
    web.stop()
    error, elapsed_s = failure(lambda: source.read(Box(300, 100, 400, 200)))
    assert "the connection to 127.0.0.1" in error.message and elapsed_s < 10


def test_a_missing_and_a_forbidden_image_are_told_apart(web: FileServer, served: str) -> None:
    error, elapsed_s = failure(lambda: RasterioSource(f"{web.url}/no.tif"))
    assert "The image" in error.message and "no.tif' does not exist." in error.message
    assert elapsed_s < 1
    web.behave(failures=10**6, failure_status=403)
    error, _ = failure(lambda: RasterioSource(served))
    assert "Access to" in error.message and "credentials" in error.hint


def test_a_page_instead_of_an_image_is_refused(web: FileServer) -> None:
    (web.folder / "image.tif").write_text("<html>Please log in</html>")
    with pytest.raises(RasterError, match="image.tif' is no raster that can be read"):
        RasterioSource(f"{web.url}/image.tif")


def test_a_changed_file_is_read_anew(web: FileServer, served: str, image: Path) -> None:
    assert RasterioSource(served).num_channels == 3
    other = random_raster((SIZE, SIZE, 2), seed=5)
    write_raster(web.folder / "image.tif", other, **TILED)
    chip = RasterioSource(served).read(WINDOWS[1])
    np.testing.assert_array_equal(chip.array, other[500:700, 300:420])
