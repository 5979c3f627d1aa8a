from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from rv_engine.backend import ObjectDetectionPredictOptions
from rv_engine.backend.object_detection_prediction import ObjectDetectionPrediction
from rv_engine.errors import ModelError
from rv_engine.geo import Box
from rv_engine.labels import ObjectDetectionGeoJSONStoreConfig
from rv_engine.labels.object_detection_label_store import read_candidates
from rv_engine.learner.detections import Detections
from rv_engine.monitor import Monitor
from rv_engine.raster.rasterio_source import RasterioSource
from rv_engine.scene.scene import AreaOfInterest, Scene
from rv_engine.vector.ogr_vector_source import OgrVectorSource
from tests.engine.pipeline.blob_detector import BlobModel
from tests.engine.pipeline.squares import CLASSES, draw_scene
from tests.engine.rasters import GRIDS, write_raster


def open_scene(
    folder: Path, image: np.ndarray, *, grid: str = "utm", bbox: Box | None = None,
    aoi: tuple[int, int, int, int] | None = None,
) -> Scene:  # fmt: skip
    path = write_raster(folder / "image.tif", image, *GRIDS[grid], nodata=0)
    area = None if aoi is None else AreaOfInterest(np.array([shapely.box(*aoi)], object))
    return Scene("a", RasterioSource(path, bbox=bbox), CLASSES, None, area)


def predict(folder: Path, scene: Scene, model=None, **options: object) -> np.ndarray:
    """(N, 5) boxes in pixels and classes, sorted, by way of the GeoPackage."""
    config = ObjectDetectionGeoJSONStoreConfig()
    files = config.files(folder, "a")
    store = config.build(files, folder / "pieces", scene.raster_source, CLASSES)
    wanted = ObjectDetectionPredictOptions(**{"chip_sz": 64, **options})
    ObjectDetectionPrediction(scene, model or BlobModel(), wanted, store).run(Monitor())
    store.finish(Monitor())
    features = OgrVectorSource([str(files["polygons"])]).read(scene.raster_source.crs_transformer)
    rows = np.column_stack([shapely.bounds(features.geometries), features.properties["class_id"]])
    return rows[np.lexsort(rows.T)]


def truth(seed: int = 1) -> np.ndarray:
    _, boxes, class_ids = draw_scene(seed)
    rows = np.column_stack([boxes, class_ids])
    return rows[np.lexsort(rows.T)]


def middle(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return (rows[:, 0] + rows[:, 2]) / 2, (rows[:, 1] + rows[:, 3]) / 2


@pytest.mark.parametrize("grid", GRIDS)
def test_boxes_lie_on_the_objects_in_any_grid(tmp_path: Path, grid: str) -> None:
    scene = open_scene(tmp_path, draw_scene(1)[0], grid=grid)
    np.testing.assert_allclose(predict(tmp_path, scene), truth(), atol=2e-3)


def test_of_a_cropped_image_the_boxes_lie_where_they_are_in_the_whole_one(tmp_path: Path) -> None:
    crop = Box(30, 50, 170, 180)
    found = predict(tmp_path, open_scene(tmp_path, draw_scene(1)[0], bbox=crop))
    cut = np.clip(truth()[:, :4], [50, 30, 50, 30], [180, 170, 180, 170])
    sides = cut[:, 2:] - cut[:, :2]
    expected = np.column_stack([cut, truth()[:, 4]])[(sides > 0).all(axis=1)]
    np.testing.assert_allclose(found, expected[np.lexsort(expected.T)], atol=1e-3)


def test_an_image_smaller_than_a_window_is_predicted(tmp_path: Path) -> None:
    scene = open_scene(tmp_path, draw_scene(3, size_px=48, count=2)[0])
    _, boxes, _ = draw_scene(3, size_px=48, count=2)
    found = predict(tmp_path, scene, chip_sz=100)
    np.testing.assert_allclose(found[:, :4], boxes[np.lexsort(boxes.T)], atol=1e-3)


def test_outside_of_the_areas_of_interest_nothing_is_found_unless_asked_for(tmp_path: Path) -> None:
    scene = open_scene(tmp_path, draw_scene(1)[0], aoi=(0, 0, 100, 192))
    found = predict(tmp_path, scene)
    x, _ = middle(truth())
    np.testing.assert_allclose(found, truth()[x <= 100], atol=1e-3)
    everywhere = predict(tmp_path / "all", scene, within_aoi=False)
    np.testing.assert_allclose(everywhere, truth(), atol=1e-3)


class EverythingModel(BlobModel):
    """Finds an object of 20 pixels in the middle of each window, and one in its corner."""

    windows = 0

    def predict_boxes(self, batch):
        self.windows += len(batch)
        boxes = np.array([[22, 22, 42, 42], [2, 2, 22, 22]], np.float32)
        answer = Detections(boxes, np.array([0, 1]), np.array([0.9, 0.1], np.float32))
        return [answer] * len(batch)


def test_where_the_image_has_no_data_nothing_is_found_and_nothing_is_predicted(
    tmp_path: Path,
) -> None:
    image = np.full((192, 192, 3), 9, np.uint8)
    image[:, 64:] = 0
    model = EverythingModel()
    found = predict(tmp_path, open_scene(tmp_path, image), model, stride=64)
    assert model.windows == 3
    assert found[:, :4].tolist() == [[22, y, 42, y + 20] for y in (22, 86, 150)]


def test_boxes_with_low_scores_are_kept_for_the_evaluation_alone(tmp_path: Path) -> None:
    scene = open_scene(tmp_path, np.full((64, 64, 3), 9, np.uint8))
    found = predict(tmp_path, scene, EverythingModel())
    assert found[:, 4].tolist() == [0]
    candidates = read_candidates(tmp_path / "a" / "candidates.npz")
    assert candidates.labels.class_ids.tolist() == [0, 1] and candidates.score_thresh == 0.5
    found = predict(tmp_path / "all", scene, EverythingModel(), score_thresh=0.1)
    assert found[:, 4].tolist() == [0, 1]


def test_finished_tiles_are_not_predicted_again(tmp_path: Path) -> None:
    scene = open_scene(tmp_path, draw_scene(1)[0])
    config = ObjectDetectionGeoJSONStoreConfig()
    options = ObjectDetectionPredictOptions(chip_sz=64, tile_sz=96)
    counts = []
    for _ in range(2):
        store = config.build(
            config.files(tmp_path, "a"), tmp_path / "pieces", scene.raster_source, CLASSES
        )
        model = EverythingModel()
        prediction = ObjectDetectionPrediction(scene, model, options, store)
        assert len(prediction.tiles()) == 4
        prediction.run(Monitor())
        counts.append(model.windows)
    assert counts[0] > 0 and counts[1] == 0


def test_another_number_of_bands_is_refused(tmp_path: Path) -> None:
    scene = open_scene(tmp_path, np.ones((64, 64, 5), np.uint8))
    with pytest.raises(ModelError, match="needs 3 bands, but the image of 'a' has 5"):
        predict(tmp_path, scene)


def test_windows_overlap_by_half_unless_told_otherwise() -> None:
    assert ObjectDetectionPredictOptions(chip_sz=301).stride_px == 150
    assert ObjectDetectionPredictOptions(chip_sz=300, stride=300).stride_px == 300
