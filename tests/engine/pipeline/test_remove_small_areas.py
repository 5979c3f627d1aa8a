import numpy as np
import pytest
import rasterio

from rv_engine.monitor import Monitor
from rv_engine.pipeline.remove_small_areas import RemoveSmallAreas
from tests.engine.backend.scene_files import open_scene, random_image, write_image
from tests.engine.engine_process import change_config, rv


def test_a_speck_gets_the_class_around_it_and_a_large_area_stays():
    labels = np.zeros((20, 20), np.uint8)
    labels[2:4, 2:4] = 1  # 4 pixels
    labels[10:15, 10:15] = 1
    labels[12, 12] = 2
    cleaned = RemoveSmallAreas(5, None).cleaned(labels)
    assert (cleaned[:9, :9] == 0).all()
    assert (cleaned[10:15, 10:15] == 1).all()
    only_2 = RemoveSmallAreas(5, 2).cleaned(labels)
    assert only_2[12, 12] == 1 and only_2[2, 2] == 1


def test_what_has_no_class_stays_so_and_gives_none():
    labels = np.full((9, 9), 255, np.uint8)
    labels[4, 4] = 1
    np.testing.assert_array_equal(RemoveSmallAreas(9, None).cleaned(labels), labels)


@pytest.mark.parametrize("tile_px", [16, 37, 200])
def test_tiles_change_nothing(tmp_path, tile_px):
    noise = np.random.default_rng(5).integers(0, 3, (90, 110)).astype(np.uint8)
    noise[40:60, 10:100] = 1
    noise[3, 3:9] = 255
    path = write_image(tmp_path / "labels.tif", noise, nodata=255)
    step = RemoveSmallAreas(12, None, tile_px)
    scene = open_scene(random_image(tmp_path / "image.tif", 90, 110))
    assert step.process(path, scene, Monitor()) == path
    with rasterio.open(path) as dataset:
        actual, nodata = dataset.read(1), dataset.nodata
    np.testing.assert_array_equal(actual, step.cleaned(noise))
    assert nodata == 255
    assert (actual != noise).any()


def test_a_run_and_its_bundle_do_it(run_copy, tmp_path):
    with rasterio.open(run_copy.root / "predict" / "validation" / "labels.tif") as dataset:
        before = dataset.read(1)
    step = {"type_hint": "remove_small_areas", "min_area": 400}
    change_config(run_copy.config, {"processing_steps": [step]})
    outcome = rv("run", run_copy.config, "predict", "eval", "bundle")
    assert outcome.code == 0, (outcome.last, outcome.stderr)
    with rasterio.open(outcome.values["predictions"][0]["label_raster"]) as dataset:
        labels = dataset.read(1)
        assert dataset.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert dataset.colormap(1)[0][3] == 255
    with rasterio.open(run_copy.image) as dataset:
        np.testing.assert_array_equal(labels != 255, dataset.dataset_mask() > 0)
    np.testing.assert_array_equal(labels, RemoveSmallAreas(400, None).cleaned(before))
    assert (labels != before).any()
    again = rv("predict-bundle", run_copy.bundle, run_copy.image, tmp_path / "map.tif")
    assert again.code == 0, again.last
    with rasterio.open(tmp_path / "map.tif") as dataset:
        np.testing.assert_array_equal(dataset.read(1), labels)
    assert not list(run_copy.root.rglob("*-whole.tif"))


def test_a_step_for_another_class_than_there_is_is_told(run_copy):
    step = {"type_hint": "remove_small_areas", "class_id": 7}
    change_config(run_copy.config, {"processing_steps": [step]})
    outcome = rv("run", run_copy.config, "predict")
    assert outcome.code == 1
    assert "There is no class 7" in outcome.failure.message
    assert "processing_steps" in outcome.failure.hint
