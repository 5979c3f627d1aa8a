"""The sample data as files: whole, placed right, and the same every time."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pyogrio
import pytest
import rasterio
from rasterio.enums import ColorInterp

from rv_engine.errors import Cancelled, OutputError
from rv_engine.monitor import Monitor
from rv_engine.sample_data import SampleData, find_sample_data, write_sample_data

SIZE_PX = (320, 256)
LAYERS = ("buildings", "trees", "land_use")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> SampleData:
    return write_sample_data(tmp_path_factory.mktemp("sample"), size_px=SIZE_PX)


def _features(path: Path, layer: str) -> tuple[list[bytes], list[list[object]]]:
    _, _, shapes, columns = pyogrio.raw.read(path, layer=layer)
    return list(shapes), [list(column) for column in columns]


def test_the_same_seed_gives_the_same_pixels_and_features(
    sample: SampleData, tmp_path: Path
) -> None:
    again = write_sample_data(tmp_path, size_px=SIZE_PX)
    for one, other in ((sample.image, again.image), (sample.next_town, again.next_town)):
        with rasterio.open(one) as first, rasterio.open(other) as second:
            assert first.read().tobytes() == second.read().tobytes()
    for layer in LAYERS:
        assert _features(sample.labels, layer) == _features(again.labels, layer)


def test_another_seed_gives_another_town(sample: SampleData, tmp_path: Path) -> None:
    other = write_sample_data(tmp_path, seed=8, size_px=SIZE_PX)
    with rasterio.open(sample.image) as first, rasterio.open(other.image) as second:
        assert (first.read() != second.read()).mean() > 0.5
    assert _features(sample.labels, "buildings") != _features(other.labels, "buildings")


def test_the_image_is_a_tiled_four_band_geotiff_in_utm(sample: SampleData) -> None:
    with rasterio.open(sample.image) as image:
        assert image.driver == "GTiff"
        assert (image.width, image.height, image.count) == (*SIZE_PX, 4)
        assert set(image.dtypes) == {"uint16"}
        assert image.nodata == 0
        assert image.crs.to_epsg() == 32633
        assert (image.transform.a, image.transform.b, image.transform.e) == (0.5, 0.0, -0.5)
        assert image.descriptions == ("blue", "green", "red", "nir")
        assert image.colorinterp[:3] == (ColorInterp.blue, ColorInterp.green, ColorInterp.red)
        assert image.block_shapes == [(256, 256)] * 4
        assert image.compression.name == "deflate"
        assert image.tags(ns="IMAGE_STRUCTURE")["PREDICTOR"] == "2"
        assert image.overviews(1)[0] == 2


def test_the_next_town_is_another_smaller_place_of_the_same_kind(sample: SampleData) -> None:
    with rasterio.open(sample.image) as town, rasterio.open(sample.next_town) as other:
        assert other.width < town.width
        assert other.height < town.height
        assert other.crs == town.crs
        assert other.descriptions == town.descriptions
        assert rasterio.coords.disjoint_bounds(town.bounds, other.bounds)


def test_the_margin_is_nodata_in_all_bands_and_the_rest_is_11_bit(sample: SampleData) -> None:
    with rasterio.open(sample.image) as image:
        pixels = image.read()
    empty = pixels == 0
    assert np.array_equal(empty.all(axis=0), empty.any(axis=0))
    assert 0.02 < empty[0].mean() < 0.25
    assert empty[0][[0, 0, -1, -1], [0, -1, 0, -1]].all()
    assert not np.array_equal(empty[0], empty[0][:, ::-1])
    assert pixels.max() <= 2047
    assert np.percentile(pixels[:, ~empty[0]], 1) > 60


def test_the_labels_hold_their_three_layers_with_a_class(sample: SampleData) -> None:
    assert [name for name, _ in pyogrio.list_layers(sample.labels)] == list(LAYERS)
    for layer in LAYERS:
        details = pyogrio.read_info(sample.labels, layer=layer)
        assert details["features"] > 0
        assert details["geometry_type"] == "Polygon"
        assert "class" in details["fields"]
        assert details["crs"] == "EPSG:32633"


def test_only_the_files_and_the_styles_of_the_images_are_left(sample: SampleData) -> None:
    names = sorted(path.name for path in sample.image.parent.iterdir())
    assert names == ["labels.gpkg", "next-town.qml", "next-town.tif", "town.qml", "town.tif"]


def test_the_styles_show_red_green_and_blue_as_what_they_are(sample: SampleData) -> None:
    renderer = ET.parse(sample.image.with_suffix(".qml")).find("pipe/rasterrenderer")
    with rasterio.open(sample.image) as image:
        names = [
            image.descriptions[int(renderer.get(f"{color}Band")) - 1]
            for color in ("red", "green", "blue")
        ]
    assert names == ["red", "green", "blue"]


def test_missing_folders_are_made(tmp_path: Path) -> None:
    sample = write_sample_data(tmp_path / "new" / "folder", size_px=(128, 128))
    assert sample.image.is_file()
    assert sample.image.parent == tmp_path / "new" / "folder"


def test_a_folder_that_cannot_be_written_is_said_and_nothing_is_left(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder")
    with pytest.raises(OutputError) as caught:
        write_sample_data(in_the_way / "sample", size_px=(128, 128))
    assert str(in_the_way / "sample") in caught.value.message
    assert caught.value.hint
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_failure_halfway_leaves_nothing_and_keeps_older_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("rv_engine.sample_data.files.write_layers", full_disk)
    older = ("labels.gpkg", "next-town.tif", "town.tif")
    for name in older:
        (tmp_path / name).write_text("older")
    with pytest.raises(OutputError, match="No space left on device"):
        write_sample_data(tmp_path, size_px=(128, 128))
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == dict.fromkeys(
        older, "older"
    )
    with pytest.raises(OutputError):
        write_sample_data(tmp_path / "new" / "folder", size_px=(128, 128))
    assert not (tmp_path / "new").exists()


def test_a_stop_leaves_nothing(tmp_path: Path) -> None:
    stop = threading.Event()
    monitor = Monitor(lambda message: stop.set(), stop)
    with pytest.raises(Cancelled):
        write_sample_data(tmp_path / "sample", size_px=(128, 128), monitor=monitor)
    assert list(tmp_path.iterdir()) == []


def test_a_size_without_room_for_a_town_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="64 x 500"):
        write_sample_data(tmp_path, size_px=(64, 500))


def test_importing_the_package_is_light() -> None:
    heavy = "numpy rasterio shapely scipy pyogrio torch"
    code = (
        "import sys, rv_engine.sample_data; "
        f"sys.exit(' '.join(set('{heavy}'.split()) & set(sys.modules)) or None)"
    )
    outcome = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert outcome.returncode == 0, outcome.stderr


def test_the_files_of_before_are_found_when_all_are_there(tmp_path: Path) -> None:
    assert find_sample_data(tmp_path) is None
    data = write_sample_data(tmp_path, size_px=(128, 128))
    assert find_sample_data(tmp_path) == data
    data.next_town.unlink()
    assert find_sample_data(tmp_path) is None


def test_a_file_of_somebody_elses_is_not_replaced(tmp_path):
    (tmp_path / "labels.gpkg").write_text("mine")
    with pytest.raises(OutputError, match=r"'labels.gpkg', which is not of sample data"):
        write_sample_data(tmp_path, size_px=(128, 128))
    assert [path.name for path in tmp_path.iterdir()] == ["labels.gpkg"]
    assert (tmp_path / "labels.gpkg").read_text() == "mine"
