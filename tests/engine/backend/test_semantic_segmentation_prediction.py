import tracemalloc

import numpy as np
import pytest
import rasterio

from rv_engine.backend import SemanticSegmentationPredictOptions, prediction_plan
from rv_engine.backend.semantic_segmentation_prediction import SemanticSegmentationPrediction
from rv_engine.errors import Cancelled, ModelError
from rv_engine.geo import Box
from rv_engine.labels.semantic_segmentation_label_store import SemanticSegmentationLabelStore
from rv_engine.monitor import Monitor
from tests.engine.backend.scene_files import (
    NO_CLASS,
    PlaceModel,
    open_scene,
    open_store,
    predict,
    predict_slowly,
    random_image,
    read_outputs,
)

MERGINGS = {
    "plain": ({"chip_sz": 32}, False),
    "cropped": ({"chip_sz": 32, "stride": 20, "crop_sz": 6}, False),
    "cropped as far as neighbours cover": (
        {"chip_sz": 32, "stride": 24, "crop_sz": "auto"},
        False,
    ),
    "votes": ({"chip_sz": 32, "stride": 12}, False),
    "votes of cropped windows": ({"chip_sz": 40, "stride": 16, "crop_sz": 4}, False),
    "smooth": ({"chip_sz": 32, "stride": 16}, True),
    "smooth with a sine": ({"chip_sz": 32, "stride": 16, "window_weight": "sine"}, True),
    "smooth without overlap": ({"chip_sz": 32}, True),
}


@pytest.fixture(autouse=True)
def small_strips(monkeypatch):
    """Several strips and blocks on images of a few kilobytes."""
    monkeypatch.setattr(prediction_plan, "STRIP_PX", 32)


def same_scores(actual, expected):
    np.testing.assert_allclose(actual, expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("merging", MERGINGS)
def test_the_stream_gives_what_one_window_after_another_gives(tmp_path, merging):
    settings, smooth = MERGINGS[merging]
    path = random_image(tmp_path / "image.tif", 117, 141)
    options = SemanticSegmentationPredictOptions(batch_sz=3, **settings)
    labels, scores = predict(tmp_path, open_scene(path), options, smooth=smooth)
    expected, expected_scores = predict_slowly(path, options, smooth=smooth)
    if smooth:
        same_scores(scores, expected_scores)
        top = np.sort(np.nan_to_num(expected_scores), axis=0)
        clear = top[-1] - top[-2] > 1e-5
        np.testing.assert_array_equal(labels[clear], expected[clear])
        np.testing.assert_array_equal(labels == NO_CLASS, expected == NO_CLASS)
    else:
        np.testing.assert_array_equal(labels, expected)


@pytest.mark.parametrize("smooth", [False, True])
@pytest.mark.parametrize("side", [1, 31, 32, 33, 64, 65])
def test_images_smaller_and_larger_than_a_window_are_covered_to_the_last_pixel(
    tmp_path, side, smooth
):
    path = random_image(tmp_path / "image.tif", side, max(1, side - 1))
    options = SemanticSegmentationPredictOptions(chip_sz=32, stride=20)
    labels, _ = predict(tmp_path, open_scene(path), options, smooth=smooth)
    expected, _ = predict_slowly(path, options, smooth=smooth)
    assert labels.shape == expected.shape
    np.testing.assert_array_equal(labels == NO_CLASS, expected == NO_CLASS)
    if not smooth:
        np.testing.assert_array_equal(labels, expected)


@pytest.mark.parametrize("smooth", [False, True])
@pytest.mark.parametrize(
    ("batch_sz", "merge_bytes"), [(1, 2**27), (64, 2**27), (3, 1), (5, 20_000)]
)
def test_neither_batches_nor_blocks_change_the_result(
    tmp_path, monkeypatch, batch_sz, merge_bytes, smooth
):
    path = random_image(tmp_path / "image.tif", 90, 300)
    settings = {"chip_sz": 32, "stride": 12}
    (tmp_path / "one").mkdir()
    (tmp_path / "other").mkdir()
    options = SemanticSegmentationPredictOptions(batch_sz=2, **settings)
    labels, scores = predict(tmp_path / "one", open_scene(path), options, smooth=smooth)

    monkeypatch.setattr(prediction_plan, "_MERGE_BYTES", merge_bytes)
    options = SemanticSegmentationPredictOptions(batch_sz=batch_sz, **settings)
    others, other_scores = predict(tmp_path / "other", open_scene(path), options, smooth=smooth)

    np.testing.assert_array_equal(others, labels)
    if smooth:
        np.testing.assert_array_equal(other_scores, scores)


def test_small_blocks_are_several_blocks(monkeypatch):
    # Otherwise the test above compares nothing.
    monkeypatch.setattr(prediction_plan, "_MERGE_BYTES", 1)
    options = SemanticSegmentationPredictOptions(chip_sz=32, stride=12)
    extent = Box(0, 0, 90, 300)
    assert len(list(prediction_plan.plan_blocks(extent, extent, options, 8))) > 1


@pytest.mark.parametrize("merging", MERGINGS)
def test_tiles_in_any_order_give_the_same_as_one(tmp_path, merging):
    settings, smooth = MERGINGS[merging]
    scene = open_scene(random_image(tmp_path / "image.tif", 117, 190))
    (tmp_path / "one").mkdir()
    (tmp_path / "tiles").mkdir()
    options = SemanticSegmentationPredictOptions(batch_sz=3, **settings)
    expected = predict(tmp_path / "one", scene, options, smooth=smooth)

    tiled = options.model_copy(update={"tile_sz": 50})
    store = open_store(tmp_path / "tiles", scene, smooth=smooth)
    prediction = SemanticSegmentationPrediction(scene, PlaceModel(), tiled, store)
    assert len(prediction.tiles()) > 4
    for tile in reversed(prediction.tiles()):
        prediction.run_tile(tile, Monitor())
    store.finish(Monitor())
    labels, scores = read_outputs(tmp_path / "tiles", smooth=smooth)
    np.testing.assert_array_equal(labels, expected[0])
    if smooth:
        np.testing.assert_array_equal(scores, expected[1])


def test_pixels_without_data_get_no_class(tmp_path):
    path = random_image(tmp_path / "image.tif", 80, 80)
    options = SemanticSegmentationPredictOptions(chip_sz=32, stride=16)
    labels, scores = predict(tmp_path, open_scene(path), options, smooth=True)
    with rasterio.open(path) as dataset:
        hole = dataset.read(1) == 0
    np.testing.assert_array_equal(labels == NO_CLASS, hole)
    np.testing.assert_array_equal(np.isnan(scores).all(axis=0), hole)


def test_an_image_without_any_data_gets_no_class_and_no_window_is_predicted(tmp_path):
    path = random_image(tmp_path / "image.tif", 64, 64)
    with rasterio.open(path, "r+") as dataset:
        dataset.write(np.zeros((1, 64, 64), np.uint8))
    model = PlaceModel()
    options = SemanticSegmentationPredictOptions(chip_sz=32)
    labels, _ = predict(tmp_path, open_scene(path), options, model=model)
    assert (labels == NO_CLASS).all()
    assert model.windows == 0


@pytest.mark.parametrize("smooth", [False, True])
def test_within_the_aoi_only_its_pixels_get_a_class(tmp_path, smooth):
    path = random_image(tmp_path / "image.tif", 100, 100)
    area = (10, 5, 47, 90)
    options = SemanticSegmentationPredictOptions(chip_sz=32, stride=20)
    labels, _ = predict(tmp_path, open_scene(path, area), options, smooth=smooth)
    expected, _ = predict_slowly(path, options, smooth=smooth, aoi=area)
    np.testing.assert_array_equal(labels == NO_CLASS, expected == NO_CLASS)
    if not smooth:
        np.testing.assert_array_equal(labels, expected)


def test_on_request_the_aoi_does_not_limit_the_map(tmp_path):
    path = random_image(tmp_path / "image.tif", 100, 100)
    options = SemanticSegmentationPredictOptions(chip_sz=32, within_aoi=False)
    labels, _ = predict(tmp_path, open_scene(path, (10, 5, 47, 90)), options)
    np.testing.assert_array_equal(labels, predict_slowly(path, options)[0])


def test_windows_outside_of_the_aoi_are_not_predicted(tmp_path):
    path = random_image(tmp_path / "image.tif", 96, 96)
    model = PlaceModel()
    options = SemanticSegmentationPredictOptions(chip_sz=32)
    predict(tmp_path, open_scene(path, (1, 1, 20, 20)), options, model=model)
    assert model.windows == 1


def test_a_part_of_an_image_lies_where_it_belongs(tmp_path):
    path = random_image(tmp_path / "image.tif", 100, 120)
    options = SemanticSegmentationPredictOptions(chip_sz=32)
    labels, _ = predict(tmp_path, open_scene(path), options, extent=Box(11, 23, 60, 99))
    with rasterio.open(tmp_path / "labels.tif") as part, rasterio.open(path) as whole:
        assert part.shape == (49, 76)
        assert part.transform == whole.transform * rasterio.Affine.translation(23, 11)
        values = whole.read(1)[11:60, 23:99].astype(int)
    rows, columns = np.indices(values.shape)
    expected = (values * 7 + rows % 32 * 3 + columns % 32 * 5) % 4
    np.testing.assert_array_equal(labels, np.where(values, expected, NO_CLASS))


class StoppingStore(SemanticSegmentationLabelStore):
    """Is interrupted after some strips."""

    strips_left = 0

    def write(self, rows):
        if self.strips_left == 0:
            raise Cancelled
        self.strips_left -= 1
        super().write(rows)


@pytest.mark.parametrize("smooth", [False, True])
@pytest.mark.parametrize("strips", range(1, 8, 2))
def test_work_goes_on_after_any_strip_and_ends_with_the_same_map(
    tmp_path, monkeypatch, strips, smooth
):
    monkeypatch.setattr(prediction_plan, "_MERGE_BYTES", 30_000)
    path = random_image(tmp_path / "image.tif", 117, 200)
    options = SemanticSegmentationPredictOptions(chip_sz=32, stride=12, batch_sz=2)
    (tmp_path / "whole").mkdir()
    whole_model = PlaceModel()
    expected = predict(
        tmp_path / "whole", open_scene(path), options, smooth=smooth, model=whole_model
    )

    scene = open_scene(path)
    (tmp_path / "broken").mkdir()
    store = open_store(tmp_path / "broken", scene, smooth=smooth, cls=StoppingStore)
    store.strips_left = strips
    with pytest.raises(Cancelled):
        SemanticSegmentationPrediction(scene, PlaceModel(), options, store).run(Monitor())
    pieces = {p: p.stat().st_mtime_ns for p in (tmp_path / "broken/pieces/labels").glob("*.tif")}
    assert len(pieces) == strips

    store = open_store(tmp_path / "broken", scene, smooth=smooth)
    model = PlaceModel()
    SemanticSegmentationPrediction(scene, model, options, store).run(Monitor())
    assert {path: path.stat().st_mtime_ns for path in pieces} == pieces
    assert model.windows < whole_model.windows
    store.finish(Monitor())
    actual = read_outputs(tmp_path / "broken", smooth=smooth)
    np.testing.assert_array_equal(actual[0], expected[0])
    if smooth:
        np.testing.assert_array_equal(actual[1], expected[1])


def test_a_stop_comes_between_windows_and_leaves_no_partial_piece(tmp_path):
    scene = open_scene(random_image(tmp_path / "image.tif", 200, 100))
    store = open_store(tmp_path, scene, smooth=False)
    monitor = Monitor()
    model = PlaceModel()

    def predict_and_stop(batch):
        monitor._cancelled.set()
        return PlaceModel.predict_classes(model, batch)

    model.predict_classes = predict_and_stop
    options = SemanticSegmentationPredictOptions(chip_sz=32, batch_sz=2)
    with pytest.raises(Cancelled):
        SemanticSegmentationPrediction(scene, model, options, store).run(monitor)
    assert model.windows <= 6
    assert not list(tmp_path.rglob("*.partial"))


def test_memory_does_not_grow_with_the_scene(tmp_path, monkeypatch):
    monkeypatch.setattr(prediction_plan, "STRIP_PX", 128)
    options = SemanticSegmentationPredictOptions(chip_sz=64, stride=48, batch_sz=4)

    def peak(height, width):
        folder = tmp_path / f"{height}"
        folder.mkdir()
        scene = open_scene(random_image(folder / "image.tif", height, width))
        store = open_store(folder, scene, smooth=True)
        tracemalloc.start()
        try:
            SemanticSegmentationPrediction(scene, PlaceModel(), options, store).run(Monitor())
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(256, 512)  # what is imported at first use
    # A map held whole would take four times as much.
    assert peak(2048, 512) < 1.4 * peak(512, 512)


def test_wide_scenes_are_merged_in_blocks_of_bounded_size():
    options = SemanticSegmentationPredictOptions(chip_sz=256, stride=128)
    for width in (10_000, 200_000):
        extent = Box(0, 0, 1000, width)
        blocks = prediction_plan.plan_blocks(extent, extent, options, 40)
        widest = max(block.area.width * block.buffer_px * 40 for block in blocks)
        assert widest <= prediction_plan._MERGE_BYTES


def test_a_model_for_other_bands_is_refused_before_any_pixel_is_read(tmp_path):
    scene = open_scene(random_image(tmp_path / "image.tif", 40, 40))
    store = open_store(tmp_path, scene, smooth=False)
    model = PlaceModel()
    model.num_channels = 3
    with pytest.raises(ModelError, match="3 bands, but the image of 'scene' has 1") as caught:
        SemanticSegmentationPrediction(scene, model, SemanticSegmentationPredictOptions(), store)
    assert "channel_order" in caught.value.hint


def test_an_error_of_the_model_ends_the_work(tmp_path):
    scene = open_scene(random_image(tmp_path / "image.tif", 100, 100))
    model = PlaceModel()

    def fail(batch):
        raise ModelError("no memory left")

    model.predict_classes = fail
    store = open_store(tmp_path, scene, smooth=False)
    options = SemanticSegmentationPredictOptions(chip_sz=32)
    with pytest.raises(ModelError, match="no memory left"):
        SemanticSegmentationPrediction(scene, model, options, store).run(Monitor())
