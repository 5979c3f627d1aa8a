"""`rv new`, and what can be done with the config that it writes."""

import json

import pytest

from tests.engine.cells import CELL_PX, write_scene
from tests.engine.engine_process import rv


@pytest.fixture
def scene(tmp_path):
    return write_scene(tmp_path / "scene", (10, 16))


def new(scene, folder, *more):
    return rv(
        "new", "chip-classification", "--image", scene.image, "--labels", scene.labels,
        "--class-field", "class_name", "--root", folder / "run", "--out", folder / "config.json",
        *more,
    )  # fmt: skip


def test_a_config_for_chip_classification_is_sound(scene, tmp_path):
    bands = ("--band", 2, "--band", 0, "--band", 1)
    outcome = new(scene, tmp_path, "--labels-are", "objects", "--cell-size", CELL_PX, *bands)
    assert outcome.code == 0, outcome.last
    content = json.loads((tmp_path / "config.json").read_text(encoding="utf-8"))
    assert content["type_hint"] == "chip_classification"
    assert content["dataset"]["class_config"]["names"] == ["building", "car", "background"]
    assert content["predict_options"]["chip_sz"] == CELL_PX
    for scenes in ("train_scenes", "validation_scenes"):
        assert content["dataset"][scenes][0]["raster_source"]["channel_order"] == [2, 0, 1]
    validated = rv("validate", tmp_path / "config.json")
    assert validated.code == 0, (validated.stdout, validated.stderr)


def test_labels_that_do_not_fit_are_told_before_a_config_is_written(scene, tmp_path):
    outcome = new(scene, tmp_path, "--cell-size", 500)
    assert outcome.code == 1
    assert "No cell of 500 pixels" in outcome.failure.message
    assert not (tmp_path / "config.json").exists()
    assert not (tmp_path / "run").exists()


def test_a_draft_of_the_wizard_becomes_a_config(scene, tmp_path):
    draft = {
        "task": "chip_classification",
        "images": [{"path": str(scene.image)}],
        "labels": {"kind": "vector", "path": str(scene.labels), "class_field": "class_name"},
        "run_folder": str(tmp_path / "run"),
    }
    request = tmp_path / "draft.json"
    request.write_text(json.dumps({"kind": "rv-studio-draft", "version": 1, "draft": draft}))

    outcome = rv("new", "--draft", request, "--out", tmp_path / "config.json")

    assert outcome.code == 0, outcome.last
    assert outcome.last.values["config"] == str(tmp_path / "config.json")
    assert {one["name"] for one in outcome.last.values["classes"]} >= {"building", "car"}
    validated = rv("validate", tmp_path / "config.json")
    assert validated.code == 0, (validated.stdout, validated.stderr)
