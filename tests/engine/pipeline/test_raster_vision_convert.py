"""Stored configs of Raster Vision 0.20 to 0.31, written by hand in its form, become ours."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from rv_engine.errors import ConfigError
from rv_engine.pipeline import RVPipelineConfig
from rv_engine.pipeline.config_file import load_pipeline_config
from rv_engine.pipeline.raster_vision import convert_config
from tests.engine.engine_process import rv

FILES = sorted((Path(__file__).parent / "raster_vision_configs").glob("*.json"))
TASKS = ("chip_classification", "object_detection", "semantic_segmentation")


def read(release: str, task: str) -> dict[str, Any]:
    name = f"{release}_{task}.json"
    path = next(path for path in FILES if path.name == name)
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def converted(content: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """(the values of the new config, reasons by path)."""
    conversion = convert_config(content, "old.json")
    return conversion.config.to_dict(), {c.path: c.reason for c in conversion.changes}


def test_there_is_a_file_of_each_release_and_task() -> None:
    assert len(FILES) == 4 * 3


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_stored_config_becomes_a_valid_one_of_its_task(path: Path, tmp_path: Path) -> None:
    release, task = path.stem.split("_", 1)
    conversion = convert_config(json.loads(path.read_text(encoding="utf-8")), str(path))
    config = conversion.config
    assert release in conversion.release
    assert config.type_hint == task
    assert RVPipelineConfig.from_dict(config.to_dict()) == config
    config.root_uri = str(tmp_path / "run")
    config.update()
    config.validate_config()
    classes = config.dataset.class_config
    assert classes.names[:2] == ["house", "tree"]
    assert (classes.colors or [])[:2] == ["#ff0000", "#00c800"]
    (train,) = config.dataset.train_scenes
    (validation,) = config.dataset.validation_scenes
    assert train.raster_source.to_dict()["uris"] == ["/data/train.tif"]
    assert train.aoi_uris == ["/data/aoi.json"]
    assert validation.raster_source.bbox == (0, 0, 1000, 2000)
    assert [t.type_hint for t in train.raster_source.transformers] == ["stats_transformer"]
    labels = json.dumps(train.to_dict()["label_source"])
    assert '"uris": ["/data/labels.json"]' in labels
    solver = config.backend.to_dict()["solver"]
    assert (solver["lr"], solver["num_epochs"], solver["batch_sz"]) == (1e-4, 5, 8)
    assert solver["optimizer"] == "adam"
    assert config.backend.to_dict()["model"]["pretrained"] is True


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_new_run_never_writes_into_the_old_one(path: Path) -> None:
    values, reasons = converted(json.loads(path.read_text(encoding="utf-8")))
    assert values["root_uri"] == "/data/run-rv-studio"
    assert "the old run stays as it is" in reasons["root_uri"]
    assert "/data/run/" not in json.dumps(values)
    assert not any(values[f"{name}_uri"] for name in ("chip", "train", "predict", "eval"))


@pytest.mark.parametrize("release", ["0.20", "0.21"])
def test_sizes_of_chips_and_batches_before_0_30_are_kept(release: str) -> None:
    values, _ = converted(read(release, "semantic_segmentation"))
    sampling = values["chip_options"]["sampling"]
    assert (sampling["method"], sampling["size"], sampling["max_windows"]) == ("random", 300, 30)
    assert values["chip_options"]["target_class_ids"] == [0]
    assert values["chip_options"]["negative_survival_prob"] == 0.5
    options = values["predict_options"]
    assert (options["chip_sz"], options["batch_sz"], options["stride"]) == (300, 4, 150)
    values, _ = converted(read(release, "object_detection"))
    sampling = values["chip_options"]["sampling"]
    assert (sampling["neg_ratio"], sampling["ioa_thresh"], sampling["size"]) == (2.0, 0.9, 300)
    options = values["predict_options"]
    assert (options["merge_thresh"], options["score_thresh"]) == (0.3, 0.6)
    values, _ = converted(read(release, "chip_classification"))
    assert values["chip_options"]["sampling"]["size"] == 300
    assert values["predict_options"]["chip_sz"] == 300


def test_options_of_0_31_are_kept() -> None:
    values, _ = converted(read("0.31", "semantic_segmentation"))
    sampling = values["chip_options"]["sampling"]
    assert (sampling["method"], sampling["size"], sampling["stride"]) == ("sliding", 300, 150)
    assert values["backend"]["solver"]["ignore_class_index"] == -1
    store = values["dataset"]["validation_scenes"][0]["label_store"]
    assert (store["smooth_output"], store["smooth_as_uint8"]) == (True, True)
    assert [output["class_id"] for output in store["vector_output"]] == [0, 0]


def test_training_without_chips_stays_so() -> None:
    values, _ = converted(read("0.30", "object_detection"))
    assert values["backend"]["data"]["type_hint"] == "object_detection_geo_data"
    sampling = values["backend"]["data"]["sampling"]
    assert (sampling["size"], sampling["max_windows"], sampling["neg_ratio"]) == (300, 20, 1.0)


def test_what_is_lost_is_told_with_a_reason() -> None:
    _, reasons = converted(read("0.20", "chip_classification"))
    assert "never run" in reasons["backend.model.init_weights"]
    _, reasons = converted(read("0.31", "semantic_segmentation"))
    at = "dataset.validation_scenes.0.label_store.vector_output.1"
    assert "not rectangles" in reasons[at]
    assert "likeliest class" in reasons[f"{at}.threshold"]
    assert "init_weights" in reasons["source_bundle_uri"]
    assert "checkpoint" in reasons["backend.save_all_checkpoints"]
    # What had no effect is not worth a word.
    assert not [path for path in reasons if "ignore" in path or "train_sz" in path]


def test_what_has_no_effect_is_dropped_silently_and_what_has_is_told() -> None:
    content = read("0.31", "chip_classification")
    source = content["dataset"]["train_scenes"][0]["label_source"]["vector_source"]
    source["transformers"] = [
        {"type_hint": "sharpen_transformer", "amount": 0.0},
        {"type_hint": "sharpen_transformer", "amount": 5.0},
    ]
    values, reasons = converted(content)
    path = "dataset.train_scenes.0.label_source.vector_source.transformers"
    assert [p for p in reasons if p.startswith(path)] == [f"{path}.1"]
    assert "no 'sharpen_transformer' (it was {" in reasons[f"{path}.1"]
    kept = values["dataset"]["train_scenes"][0]["label_source"]["vector_source"]["transformers"]
    assert kept == []


def test_an_image_of_a_kind_that_is_not_there_cannot_be_left_out() -> None:
    content = read("0.31", "semantic_segmentation")
    content["dataset"]["train_scenes"][0]["raster_source"] = {"type_hint": "xarray_source"}
    with pytest.raises(ConfigError, match=r"train_scenes\.0\.raster_source: RV Studio has no"):
        convert_config(content, "old.json")


def test_a_value_that_is_refused_here_is_dropped_and_told() -> None:
    content = read("0.31", "chip_classification")
    content["backend"]["data"]["num_workers"] = -3
    values, reasons = converted(content)
    assert values["backend"]["data"]["num_workers"] >= 0
    assert "-3 is not allowed here; it must be" in reasons["backend.data.num_workers"]


def test_a_value_that_is_refused_and_needed_is_an_error_with_its_path() -> None:
    content = read("0.31", "chip_classification")
    content["dataset"]["class_config"]["names"] = ["a", "a"]
    with pytest.raises(ConfigError, match=r"class_config\.names: .* come twice"):
        convert_config(content, "old.json")


def test_shifts_and_crops_of_old_images_are_told() -> None:
    content = read("0.20", "semantic_segmentation")
    image = content["dataset"]["train_scenes"][0]["raster_source"]
    image |= {"x_shift": 2.0, "extent_crop": {"skip_top": 0.5}}
    _, reasons = converted(content)
    assert "georeference" in reasons["dataset.train_scenes.0.raster_source.x_shift"]
    assert "bbox" in reasons["dataset.train_scenes.0.raster_source.extent_crop"]


def test_the_old_values_are_not_changed() -> None:
    content = read("0.20", "semantic_segmentation")
    before = copy.deepcopy(content)
    convert_config(content, "old.json")
    assert content == before


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"plugin_versions": {}}, "is no pipeline config of Raster Vision"),
        ({"plugin_versions": None}, "is no pipeline config of Raster Vision"),
        ({"plugin_versions": {"rastervision.core": 0}}, "older than 0.20 .*Run it with"),
        ({"plugin_versions": {"rastervision.core": 99}}, "newer than 0.31 .*Update RV Studio"),
    ],
)
def test_a_file_of_another_kind_or_age_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        convert_config(read("0.31", "semantic_segmentation") | change, "old.json")


def test_filters_are_kept_as_they_are_and_one_that_cannot_be_read_is_told() -> None:
    content = read("0.31", "chip_classification")
    path = "dataset.train_scenes.0.label_source.vector_source.transformers.0"
    inference = content["dataset"]["train_scenes"][0]["label_source"]["vector_source"][
        "transformers"
    ][0]
    values, reasons = converted(content)
    scene = values["dataset"]["train_scenes"][0]
    kept = scene["label_source"]["vector_source"]["transformers"][0]["class_id_to_filter"]
    assert kept == {"0": ["==", "kind", "house"], "1": ["in", "kind", "oak", "fir"]}
    assert f"{path}.class_id_to_filter" not in reasons
    inference["class_id_to_filter"] = {"0": "__import__('os').abort()"}
    _, reasons = converted(content)
    assert [p for p in reasons if p.startswith(path)] == [f"{path}.class_id_to_filter"]


def test_the_command_writes_the_config_and_lists_the_changes(tmp_path: Path) -> None:
    old = next(path for path in FILES if path.stem == "0.20_semantic_segmentation")
    new = tmp_path / "new.json"
    outcome = rv("convert", old, new, "--root", tmp_path / "run", messages=False)
    assert outcome.code == 0, outcome.stderr
    assert "dropped backend.model.init_weights: '/data/old.pth' can hold code" in outcome.stdout
    assert load_pipeline_config(new).root_uri == str(tmp_path / "run")
    values = rv("convert", old, new).values
    assert values["release"] == "0.20"
    assert {"kind", "path", "reason"} == set(values["changes"][0])


def test_the_command_refuses_what_is_no_such_file(tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text('{"a": 1}')
    failure = rv("convert", tmp_path / "other.json", tmp_path / "new.json").failure
    assert "is no pipeline config of Raster Vision" in failure.message
    assert not (tmp_path / "new.json").exists()
