"""All six commands for chip classification, from files to files."""

import json
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from rv_engine.config.class_config import ClassConfig
from rv_engine.evaluate.evaluation_files import without_curves
from rv_engine.messages import Log
from rv_engine.monitor import Monitor
from rv_engine.pipeline.config_file import load_pipeline_config, save_pipeline_config
from rv_engine.pipeline.predictor import PredictionRequest, Predictor
from rv_engine.runner import InProcessRunner
from tests.engine.cells import CELL_PX, NAMES, pipeline, scene_config, write_scene


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A finished run: its result, its root, and the scene that it was validated on."""
    folder = tmp_path_factory.mktemp("cells")
    train = write_scene(folder / "train", seed=1)
    valid = write_scene(folder / "valid", seed=2, nodata_cells=((0, 0), (2, 3)), cut_px=5)
    config = pipeline(folder / "run", [scene_config("a", train)], [scene_config("b", valid)])
    save_pipeline_config(config, folder / "config.json")
    said = []
    (result,) = InProcessRunner().run(
        [load_pipeline_config(folder / "config.json")], (), Monitor(said.append)
    )
    return result, folder, valid, said


def test_every_cell_is_recognised(run):
    result, _, valid, _ = run
    evaluation = json.loads(Path(result["eval"]).read_text(encoding="utf-8"))
    *classes, average = evaluation["overall"]
    counted = valid.class_ids.copy()
    counted[0, 0] = counted[2, 3] = -1  # no data
    for class_id, entry in enumerate(classes):
        assert entry["class_name"] == NAMES[class_id]
        assert entry["gt_count"] == entry["pred_count"] == (counted == class_id).sum()
        assert entry["metrics"]["f1"] == 1
    assert average["metrics"]["f1"] == average["kappa"] == average["overall_accuracy"] == 1
    assert evaluation["per_scene"]["b"] == without_curves(evaluation["overall"])


def test_the_cells_of_the_map_lie_on_the_grid(run):
    result, _, valid, _ = run
    content = json.loads(Path(result["predictions"][0]["geojson"]).read_text(encoding="utf-8"))
    _, _, wkb, columns = pyogrio.raw.read(result["predictions"][0]["polygons"])
    assert len(wkb) == len(content["features"]) == valid.class_ids.size - 2
    info = pyogrio.read_info(valid.labels)
    assert info["crs"] == "EPSG:32645"
    left, top = 333_000.25, 3_070_000.75
    bounds = shapely.bounds(shapely.from_wkb(wkb))
    rows = ((top - bounds[:, 3]) / 0.5 / CELL_PX).round(6)
    places = ((bounds[:, 0] - left) / 0.5 / CELL_PX).round(6)
    assert (rows % 1 == 0).all() and (places % 1 == 0).all()
    np.testing.assert_array_equal(columns[0], valid.class_ids[rows.astype(int), places.astype(int)])
    assert (columns[2] > 0.5).all()
    for feature in content["features"]:
        assert sum(feature["properties"]["scores"]) == pytest.approx(1, abs=1e-4)


def test_chips_lie_in_folders_of_their_classes(run):
    _, folder, _, _ = run
    counts = {
        name: len(list((folder / "run" / "chip" / "train" / name).iterdir())) for name in NAMES
    }
    assert counts == {"car": 16, "building": 16, "background": 16}


def test_all_outputs_are_told_and_nothing_is_left_unfinished(run):
    result, folder, _, said = run
    artifacts = {(m.artifact, m.path) for m in said if m.kind == "artifact"}
    prediction = result["predictions"][0]
    assert artifacts == {
        ("geojson", prediction["geojson"]), ("polygons", prediction["polygons"]),
        ("eval", result["eval"]), ("report", result["report"]), ("bundle", result["bundle"]),
    }  # fmt: skip
    assert not [*(folder / "run").rglob("*.partial*"), *(folder / "run").rglob("*.resumable")]
    assert "Labelled cells" in Path(result["report"]).read_text(encoding="utf-8")


def test_a_finished_run_is_not_run_again(run):
    _, folder, _, _ = run
    said = []
    InProcessRunner().run([load_pipeline_config(folder / "config.json")], (), Monitor(said.append))
    assert not [m.message for m in said if isinstance(m, Log) and m.message.endswith("running.")]


@pytest.mark.parametrize("ending", ["json", "gpkg"])
def test_the_bundle_predicts_another_image(run, tmp_path, ending):
    result, _, _, _ = run
    other = write_scene(tmp_path / "other", (3, 5), seed=7, grid="no_crs")
    out = tmp_path / f"map.{ending}"
    polygons = tmp_path / "polygons.gpkg" if ending == "json" else None
    predictor = Predictor(Path(result["bundle"]), "cpu")
    answer = predictor.predict(PredictionRequest(other.image, out, polygons), Monitor())
    _, _, wkb, columns = pyogrio.raw.read(polygons or out)
    assert len(wkb) == 15
    centres = shapely.get_coordinates(shapely.centroid(shapely.from_wkb(wkb)))
    place = ((centres - [100.25, 900.75]) / [0.5, -0.5] // CELL_PX).astype(int)
    np.testing.assert_array_equal(columns[0], other.class_ids[place[:, 1], place[:, 0]])
    assert answer["polygons"] == str(polygons or out)


def test_several_classes_go_through_all_commands(tmp_path):
    train = write_scene(tmp_path / "train", seed=1)
    valid = write_scene(tmp_path / "valid", (3, 4), seed=2)
    config = pipeline(
        tmp_path / "run", [scene_config("a", train)], [scene_config("b", valid)], multi_label=True
    )
    (result,) = InProcessRunner().run([config], (), Monitor())
    evaluation = json.loads(Path(result["eval"]).read_text(encoding="utf-8"))
    *classes, average = evaluation["overall"]
    assert [entry["gt_count"] for entry in classes] == [4, 4, 4]
    assert average["overall_accuracy"] == 1
    assert "conf_mat" not in average
    meta, _, _, columns = pyogrio.raw.read(result["predictions"][0]["polygons"])
    assert list(meta["fields"]).index("class_names") == 3
    assert set(columns[3]) == set(NAMES)


def test_a_class_that_no_chip_for_training_shows_is_told_once(tmp_path) -> None:
    scenes = [
        scene_config(name, write_scene(tmp_path / name, seed=seed))
        for seed, name in enumerate(("train", "valid"))
    ]
    config = pipeline(tmp_path / "run", scenes[:1], scenes[1:])
    config.dataset.class_config = ClassConfig(names=[*NAMES, "boat"], null_class="background")
    config.backend.solver.num_epochs = 1
    said = []
    InProcessRunner().run([config], ("analyze", "chip", "train"), Monitor(said.append))
    warnings = [
        message.message
        for message in said
        if isinstance(message, Log) and message.level == "warning" and "'boat'" in message.message
    ]
    # The check of the config speaks of labels; CHIP and TRAIN of chips, once of each kind.
    of_chips = [text for text in warnings if "chip" in text]
    assert sorted("training" in text for text in of_chips) == [False, True], warnings
