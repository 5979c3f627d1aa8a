"""Object detection through all six commands, with an answer that is known."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from rv_engine.monitor import Monitor
from rv_engine.pipeline import ObjectDetectionConfig
from rv_engine.pipeline.predictor import PredictionRequest, Predictor
from rv_engine.runner import InProcessRunner
from rv_engine.vector.ogr_vector_source import OgrVectorSource
from tests.engine.pipeline.blob_detector import BlobDetectorConfig
from tests.engine.pipeline.squares import CLASSES, draw_scene, pipeline_config


@pytest.fixture(scope="module")
def finished(tmp_path_factory) -> tuple[ObjectDetectionConfig, dict]:
    folder = tmp_path_factory.mktemp("squares")
    config = pipeline_config(folder)
    config.backend = BlobDetectorConfig()
    valid = config.dataset.validation_scenes[0].id
    config.dataset.scene_groups = {"old_town": [valid]}
    return config, InProcessRunner().run([config], None, Monitor())[0]


def found_boxes(path: str | Path, config) -> np.ndarray:
    """(N, 5) xmin, ymin, xmax, ymax in pixels, and the class; sorted."""
    image = config.dataset.validation_scenes[0].raster_source.build()
    features = OgrVectorSource([str(path)]).read(image.crs_transformer)
    rows = np.column_stack([shapely.bounds(features.geometries), features.properties["class_id"]])
    return rows[np.lexsort(rows.T)]


def true_boxes(seed: int) -> np.ndarray:
    _, boxes, class_ids = draw_scene(seed)
    rows = np.column_stack([boxes, class_ids])
    return rows[np.lexsort(rows.T)]


def test_every_object_is_found_once_and_to_the_pixel_wherever_windows_cut_it(finished) -> None:
    config, values = finished
    for kind, tolerance in (("polygons", 1e-3), ("geojson", 0.01)):
        found = found_boxes(values["predictions"][0][kind], config)
        np.testing.assert_allclose(found, true_boxes(1), atol=tolerance)


def test_the_evaluation_is_perfect_and_has_raster_visions_structure(finished) -> None:
    _, values = finished
    evaluation = json.loads(Path(values["eval"]).read_text())
    for entry in evaluation["overall"]:
        assert (entry["false_pos"], entry["false_neg"], entry["metrics"]["f1"]) == (0, 0, 1)
        assert entry["metrics"]["ap"] == pytest.approx(1)
    assert evaluation["overall"][-1]["true_pos"] == len(true_boxes(1))
    assert Path(values["report"]).read_text().startswith("<!doctype html>")


def test_each_group_of_scenes_has_its_numbers_and_reports_tell_of_the_others(finished) -> None:
    config, values = finished
    group = config.folder("eval") / "old_town"
    numbers = json.loads((group / "eval.json").read_text())
    assert numbers["overall"] == json.loads(Path(values["eval"]).read_text())["overall"]
    for page in (Path(values["report"]), group / "report.html"):
        text = page.read_text(encoding="utf-8")
        for name in ("validation scenes", "old town"):
            assert f'<th scope="row">{name}</th>' in text
    assert "old town</h1>" in (group / "report.html").read_text(encoding="utf-8")


def test_chips_hold_the_boxes_that_they_show(finished) -> None:
    config, _ = finished
    chips = config.folder("chip")
    labels = json.loads((chips / "train" / "labels.json").read_text())
    assert labels["categories"] == [{"id": 1, "name": "square"}, {"id": 2, "name": "bar"}]
    _, boxes, class_ids = draw_scene(0)
    for image in labels["images"]:
        y, x = (int(part[1:]) for part in Path(image["file_name"]).stem.split("-")[-2:])
        shown = np.clip(boxes - [x, y, x, y], 0, 64)
        areas = (shown[:, 2:] - shown[:, :2]).prod(axis=1)
        shares = areas / (boxes[:, 2:] - boxes[:, :2]).prod(axis=1)
        rows = [a for a in labels["annotations"] if a["image_id"] == image["id"]]
        for wanted, ignore in ((shares >= 0.5, 0), ((shares > 0) & (shares < 0.5), 1)):
            expected = [
                [xmin, ymin, xmax - xmin, ymax - ymin, class_id + 1]
                for (xmin, ymin, xmax, ymax), class_id in zip(
                    shown[wanted], class_ids[wanted], strict=True
                )
            ]
            actual = [[*row["bbox"], row["category_id"]] for row in rows if row["ignore"] == ignore]
            np.testing.assert_allclose(sorted(actual), sorted(expected), atol=2e-3)


def test_tiles_of_any_size_give_the_same_boxes(finished, tmp_path) -> None:
    config, values = finished
    expected = found_boxes(values["predictions"][0]["polygons"], config)
    for tile_sz in (64, 96):
        options = config.predict_options.model_copy(update={"tile_sz": tile_sz})
        again = config.model_copy(
            update={"predict_options": options, "predict_uri": str(tmp_path / str(tile_sz))}
        )
        InProcessRunner().run([again], ["predict"], Monitor())
        found = found_boxes(tmp_path / str(tile_sz) / "valid" / "boxes.gpkg", config)
        np.testing.assert_array_equal(found, expected)


def test_a_bundle_finds_objects_in_another_image(finished, tmp_path) -> None:
    config, values = finished
    image = config.dataset.validation_scenes[0].raster_source.uris[0]
    predictor = Predictor(Path(values["bundle"]))
    out, polygons = tmp_path / "found.json", tmp_path / "found.gpkg"
    answer = predictor.predict(PredictionRequest(image, out, polygons), Monitor())
    assert answer["geojson"] == str(out) and answer["polygons"] == str(polygons)
    for path, tolerance in ((out, 0.01), (polygons, 1e-3)):
        np.testing.assert_allclose(found_boxes(path, config), true_boxes(1), atol=tolerance)


def test_of_a_part_of_an_image_the_objects_are_found_whose_middle_is_inside(
    finished, tmp_path
) -> None:
    config, values = finished
    source = config.dataset.validation_scenes[0].raster_source
    transform = source.build().crs_transformer.transform
    (xmin, ymax), (xmax, ymin) = transform * (20, 30), transform * (110, 130)
    out = tmp_path / "found.gpkg"
    request = PredictionRequest(source.uris[0], out, extent=(xmin, ymin, xmax, ymax))
    Predictor(Path(values["bundle"])).predict(request, Monitor())
    truth = true_boxes(1)
    x, y = (truth[:, 0] + truth[:, 2]) / 2, (truth[:, 1] + truth[:, 3]) / 2
    inside = (x >= 20) & (x < 110) & (y >= 30) & (y < 130)
    assert 0 < inside.sum() < len(truth)
    np.testing.assert_allclose(found_boxes(out, config), truth[inside], atol=1e-3)
    assert pyogrio.read_info(out)["crs"] == "EPSG:32645"


def test_classes_are_named_in_what_is_written(finished) -> None:
    _, values = finished
    features = json.loads(Path(values["predictions"][0]["geojson"]).read_text())["features"]
    for feature in features:
        properties = feature["properties"]
        assert properties["class_name"] == CLASSES.names[properties["class_id"]]
        assert 0.5 <= properties["score"] <= 0.9


def test_a_network_goes_through_all_commands_and_its_bundle_answers_as_the_run_did(
    tmp_path,
) -> None:
    config = pipeline_config(tmp_path, num_epochs=1)
    config.predict_options.score_thresh = 0.05
    (values,) = InProcessRunner().run([config], None, Monitor())
    evaluation = json.loads(Path(values["eval"]).read_text())
    assert evaluation["score_thresh"] == 0.05
    assert evaluation["overall"][-1]["gt_count"] == len(true_boxes(1))
    model = json.loads((config.folder("train") / "model" / "model.json").read_text())
    assert model["task"] == "object_detection"
    assert len(model["model"]["anchor_sizes"]) == 5
    image = config.dataset.validation_scenes[0].raster_source.uris[0]
    out = tmp_path / "found.gpkg"
    Predictor(Path(values["bundle"]), "cpu").predict(PredictionRequest(image, out), Monitor())
    expected = found_boxes(values["predictions"][0]["polygons"], config)
    np.testing.assert_allclose(found_boxes(out, config), expected, atol=1e-6)
