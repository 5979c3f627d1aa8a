"""Cells through a model that anyone can calculate."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely

from rv_engine.backend import PredictOptions
from rv_engine.backend.chip_classification_prediction import ChipClassificationPrediction
from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import Cancelled, ModelError
from rv_engine.geo import Box
from rv_engine.labels import ChipClassificationGeoJSONStoreConfig
from rv_engine.labels.chip_classification_geojson_store import read_predicted_cells
from rv_engine.labels.chip_classification_labels import joined
from rv_engine.monitor import Monitor
from rv_engine.raster.rasterio_source import RasterioSource
from rv_engine.scene.scene import AreaOfInterest, Scene
from tests.engine.rasters import GRIDS, write_raster

CLASSES = ClassConfig(names=["a", "b", "c"])


class SumModel:
    """Its answer follows from the pixels' values and places alone."""

    num_channels = 1
    num_classes = 3
    multi_label = False

    def __init__(self):
        self.batches = []

    def predict_probabilities(self, batch):
        self.batches.append(len(batch))
        weight = np.arange(1, batch[0].size + 1).reshape(batch.shape[1:])
        sums = (batch.astype(np.int64) * weight).sum(axis=(1, 2, 3))
        scores = np.stack([(sums + 7 * c) % 11 + 1 for c in range(3)], axis=1)
        return (scores / scores.sum(axis=1, keepdims=True)).astype(np.float32)


def write_image(folder: Path, size=(95, 130), grid="utm", hole=None) -> Path:
    array = np.random.default_rng(3).integers(1, 256, size).astype(np.uint8)
    if hole is not None:
        array[hole] = 0
    return Path(write_raster(folder / "image.tif", array, *GRIDS[grid], nodata=0))


def open_scene(path: Path, bbox=None, aoi=None) -> Scene:
    area = None if aoi is None else AreaOfInterest(np.array([shapely.box(*aoi)], object))
    return Scene("scene", RasterioSource(str(path), bbox=bbox), CLASSES, None, area)


def predict(folder, scene, options, model=None, extent=None, tiles=None, monitor=None):
    """The cells in the written file."""
    config = ChipClassificationGeoJSONStoreConfig()
    files = config.files(folder, "scene")
    store = config.build(files, folder / "pieces", scene.raster_source, CLASSES)
    prediction = ChipClassificationPrediction(scene, model or SumModel(), options, store, extent)
    for tile in tiles or prediction.tiles():
        prediction.run_tile(tile, monitor or Monitor())
    store.finish(Monitor())
    grid = scene.raster_source.crs_transformer
    return joined(list(read_predicted_cells(files["geojson"], grid, CLASSES)))


def slowly(path: Path, options: PredictOptions, extent: Box):
    """Cells and scores by the plainest way: the whole image, one cell after another."""
    with rasterio.open(path) as dataset:
        image = dataset.read(1)
    size, stride = options.chip_sz, options.stride_px
    found = {}
    for row in range(1 + max(0, math.ceil((extent.height - size) / stride))):
        for column in range(1 + max(0, math.ceil((extent.width - size) / stride))):
            y, x = extent.ymin + row * stride, extent.xmin + column * stride
            top, left = min(y, extent.ymax - size), min(x, extent.xmax - size)
            if not image[y : extent.ymax, x : extent.xmax][:size, :size].any():
                continue
            chip = image[top : top + size, left : left + size]
            scores = SumModel().predict_probabilities(chip[None, ..., None])[0]
            found[y, x, y + size, x + size] = scores
    return found


def as_dict(cells):
    return dict(zip(map(tuple, cells.cells.tolist()), cells.scores, strict=True))


def check(found, expected):
    found = as_dict(found)
    assert found.keys() == expected.keys()
    for cell, scores in expected.items():
        np.testing.assert_array_equal(found[cell], scores)


@pytest.mark.filterwarnings("ignore:The given matrix")
@pytest.mark.parametrize("grid", GRIDS)
@pytest.mark.parametrize(("size", "stride"), [(20, None), (17, 17), (30, 13)])
def test_cells_are_those_of_the_slow_way_on_any_grid(tmp_path, grid, size, stride) -> None:
    path = write_image(tmp_path, grid=grid)
    options = PredictOptions(chip_sz=size, stride=stride, batch_sz=7)
    expected = slowly(path, options, Box(0, 0, 95, 130))
    check(predict(tmp_path, open_scene(path), options), expected)


def test_the_grid_of_a_cropped_image_begins_at_the_crop(tmp_path) -> None:
    path, bbox = write_image(tmp_path), Box(11, 23, 80, 111)
    options = PredictOptions(chip_sz=20)
    check(predict(tmp_path, open_scene(path, bbox), options), slowly(path, options, bbox))


def test_cells_without_data_are_left_out(tmp_path) -> None:
    path = write_image(tmp_path, hole=np.s_[20:60, 40:85])
    options = PredictOptions(chip_sz=20)
    expected = slowly(path, options, Box(0, 0, 95, 130))
    assert len(expected) == 5 * 7 - 4
    check(predict(tmp_path, open_scene(path), options), expected)


def test_an_image_smaller_than_a_cell_is_one_cell(tmp_path) -> None:
    path = write_image(tmp_path, size=(12, 15))
    found = predict(tmp_path, open_scene(path), PredictOptions(chip_sz=20))
    assert found.cells.tolist() == [[0, 0, 20, 20]]


def test_areas_of_interest_hold_whole_cells(tmp_path) -> None:
    path = write_image(tmp_path)
    # (xmin, ymin, xmax, ymax); it ends with the image, where the last cells reach over the edge.
    scene = open_scene(path, aoi=(55, 0, 130, 95))
    found = predict(tmp_path, scene, PredictOptions(chip_sz=20))
    assert {cell[1] for cell in found.cells.tolist()} == {60, 80, 100, 120}
    assert {cell[0] for cell in found.cells.tolist()} == {0, 20, 40, 60, 80}
    everything = predict(tmp_path, scene, PredictOptions(chip_sz=20, within_aoi=False))
    assert len(everything) == 35


def test_tiles_in_any_order_give_the_same_file(tmp_path) -> None:
    path = write_image(tmp_path)
    options = PredictOptions(chip_sz=10, tile_sz=40, batch_sz=3)
    scene = open_scene(path)
    predict(tmp_path / "a", scene, options)
    tiles = ChipClassificationPrediction(scene, SumModel(), options, None).tiles()
    assert len(tiles) > 4
    predict(tmp_path / "b", scene, options, tiles=tiles[::-1])
    texts = [(tmp_path / name / "scene.json").read_text() for name in "ab"]
    assert texts[0] == texts[1]
    whole = predict(tmp_path / "c", scene, PredictOptions(chip_sz=10))
    found = predict(tmp_path / "d", scene, options)
    check(found, as_dict(whole))


def test_what_is_there_is_not_predicted_again(tmp_path) -> None:
    path = write_image(tmp_path)
    options = PredictOptions(chip_sz=10, tile_sz=40)
    scene, model = open_scene(path), SumModel()
    config = ChipClassificationGeoJSONStoreConfig()
    files = config.files(tmp_path, "scene")
    store = config.build(files, tmp_path / "pieces", scene.raster_source, CLASSES)
    prediction = ChipClassificationPrediction(scene, model, options, store)
    tiles = prediction.tiles()
    for tile in tiles[:3]:
        prediction.run_tile(tile, Monitor())
    prediction.run(Monitor())
    assert sum(model.batches) == 10 * 13


def test_a_stop_leaves_no_half_tile(tmp_path) -> None:
    path = write_image(tmp_path)
    monitor = Monitor()
    monitor._cancelled.set()
    with pytest.raises(Cancelled):
        predict(tmp_path, open_scene(path), PredictOptions(chip_sz=10), monitor=monitor)
    assert not list((tmp_path / "pieces").glob("*"))


def test_batches_have_their_size(tmp_path) -> None:
    model = SumModel()
    path = write_image(tmp_path)
    predict(tmp_path, open_scene(path), PredictOptions(chip_sz=10, batch_sz=16), model)
    assert model.batches == [16] * 8 + [2]


def test_other_bands_are_refused(tmp_path) -> None:
    path = tmp_path / "rgb.tif"
    write_raster(path, np.ones((30, 30, 3), np.uint8))
    with pytest.raises(ModelError, match="needs 1 bands"):
        ChipClassificationPrediction(open_scene(path), SumModel(), PredictOptions(), None)


def test_probabilities_are_written_and_no_logits(tmp_path) -> None:
    path = write_image(tmp_path)
    predict(tmp_path, open_scene(path), PredictOptions(chip_sz=20))
    features = json.loads((tmp_path / "scene.json").read_text())["features"]
    for feature in features:
        scores = feature["properties"]["scores"]
        assert sum(scores) == pytest.approx(1, abs=1e-6)
        assert scores.index(max(scores)) == feature["properties"]["class_id"]
