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
    outcome = new(scene, tmp_path, "--labels-are", "objects", "--cell-size", CELL_PX)
    assert outcome.code == 0, outcome.last
    content = json.loads((tmp_path / "config.json").read_text(encoding="utf-8"))
    assert content["type_hint"] == "chip_classification"
    assert content["dataset"]["class_config"]["names"] == ["building", "car", "background"]
    assert content["predict_options"]["chip_sz"] == CELL_PX
    validated = rv("validate", tmp_path / "config.json")
    assert validated.code == 0, (validated.stdout, validated.stderr)


def test_labels_that_do_not_fit_are_told_before_a_config_is_written(scene, tmp_path):
    outcome = new(scene, tmp_path, "--cell-size", 500)
    assert outcome.code == 1
    assert "No cell of 500 pixels" in outcome.failure.message
    assert not (tmp_path / "config.json").exists()
    assert not (tmp_path / "run").exists()
