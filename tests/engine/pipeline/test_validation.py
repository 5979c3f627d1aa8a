from __future__ import annotations

import json
import shutil
from typing import Any, NamedTuple

import numpy as np
import pytest
import rasterio

from rv_engine.pipeline import SemanticSegmentationConfig
from rv_engine.pipeline.validation import check_config, find_problems
from rv_engine.pipeline.validation.problem_list import ProblemList
from rv_engine.scene import SceneConfig
from tests.engine.backend.scene_files import write_image
from tests.engine.engine_process import rv
from tests.engine.pipeline.test_semantic_segmentation_from_layers import write_boxes

BOXES = [(10, 10, 40, 40), (60, 60, 90, 90)]


@pytest.fixture
def files(tmp_path):
    array = np.full((200, 300, 3), 7, np.uint8)
    write_image(tmp_path / "a.tif", array)
    write_image(tmp_path / "two_bands.tif", array[..., :2])
    write_image(tmp_path / "deep.tif", array.astype(np.uint16))
    write_boxes(tmp_path / "labels.gpkg", BOXES, ["oak", "fir"])
    write_boxes(tmp_path / "far.gpkg", [(900, 900, 950, 950)], ["oak"])
    write_boxes(tmp_path / "area.gpkg", [(0, 0, 100, 100)])
    return tmp_path


def scene(name: str = "a", labels: str | None = "labels.gpkg", **changes: Any) -> dict[str, Any]:
    inference = {"type_hint": "class_inference_transformer", "class_field": "kind"}
    source = {"type_hint": "ogr_vector_source", "uris": [labels], "transformers": [inference]}
    return {
        "id": name,
        "raster_source": {"type_hint": "rasterio_source", "uris": ["a.tif"]},
        "label_source": labels and {
            "type_hint": "semantic_segmentation_label_source",
            "raster_source": {"type_hint": "rasterized_source", "vector_source": source},
        },
        **changes,
    }  # fmt: skip


def values(
    train=(), validation=(), names=("oak", "fir"), size=64, **changes: Any
) -> dict[str, Any]:
    return {
        "type_hint": "semantic_segmentation",
        "root_uri": "run",
        "dataset": {
            "class_config": {"names": [*names, "null"]},
            "train_scenes": list(train) or [scene()],
            "validation_scenes": list(validation),
        },
        "backend": {
            "type_hint": "pytorch_semantic_segmentation_backend", "data": {"img_sz": size},
        },
        "chip_options": {"sampling": {"size": size}},
        **changes,
    }  # fmt: skip


def problems(files, content=None, severity=None, monkeypatch=None):
    """(path, message) of all problems of a config with paths relative to the folder."""
    text = json.dumps(content or values())
    for path in files.iterdir():
        text = text.replace(f'"{path.name}"', json.dumps(str(path)))
    text = text.replace('"root_uri": "run"', f'"root_uri": {json.dumps(str(files / "run"))}')
    config = SemanticSegmentationConfig.from_dict(json.loads(text))
    config.update()
    return [
        (found.path, found.message)
        for found in check_config(config)
        if severity in (None, found.severity)
    ]


def image(name: str, **changes: Any) -> dict[str, Any]:
    return {"type_hint": "rasterio_source", "uris": [name], **changes}


def test_a_good_config_has_none(files):
    assert problems(files) == []


def test_a_file_that_is_not_there_is_told_once_for_all_scenes(files):
    missing = scene(raster_source=image("/nowhere.tif"))
    found = problems(files, values([missing], [missing | {"id": "b"}]), "error")
    assert [path for path, _ in found] == ["dataset.train_scenes.0.raster_source"]


def test_a_band_that_is_not_there(files):
    found = problems(files, values([scene(raster_source=image("a.tif", channel_order=[0, 5]))]))
    assert found[0][0] == "dataset.train_scenes.0.raster_source"
    assert "3 bands" in found[0][1]


def test_images_with_other_bands_or_values_than_the_first(files):
    others = [
        scene("two", None, raster_source=image("two_bands.tif")),
        scene("deep", None, raster_source=image("deep.tif")),
    ]
    assert problems(files, values(validation=others), "error") == [
        ("dataset.validation_scenes.0.raster_source",
         "The image of 'two' has 2 bands, but that of 'a' has 3."),
    ]  # fmt: skip
    (warning,) = problems(files, values(validation=others), "warning")
    assert "'deep' holds uint16 values, but that of 'a' holds uint8" in warning[1]


def test_an_image_with_a_colour_table(files):
    with rasterio.open(files / "a.tif") as source, rasterio.open(
        files / "palette.tif", "w", driver="GTiff", dtype="uint8", count=1,
        height=source.height, width=source.width, crs=source.crs, transform=source.transform,
    ) as made:  # fmt: skip
        made.write(source.read(1), 1)
        made.write_colormap(1, {7: (10, 20, 30)})
    alone = image("palette.tif")
    stacked = {"type_hint": "multi_raster_source", "raster_sources": [image("a.tif"), alone]}
    for source in (alone, stacked):
        ((path, message),) = problems(files, values([scene(raster_source=source)]))
        assert path == "dataset.train_scenes.0.raster_source" and "colour table" in message
    first_band = image("a.tif", channel_order=[0])
    assert problems(files, values([scene(raster_source=first_band)])) == []


def test_a_class_without_labels_is_a_warning(files):
    names = ["oak", "ash", "fir"]
    assert problems(files, values(names=names), "error") == []
    assert problems(files, values(names=names), "warning") == [
        ("dataset.class_config.names.1",
         "No training scene has a label of the class 'ash': the model cannot learn it."),
    ]  # fmt: skip


def test_labels_that_lie_elsewhere_or_are_missing(files):
    far = problems(files, values([scene(labels="far.gpkg")]), "error")
    assert far == [
        ("dataset.train_scenes",
         "The labels do not overlap the image: there is nothing to learn from."),
    ]  # fmt: skip
    some = problems(files, values([scene(), scene("b", labels="far.gpkg")]))
    assert some == [("dataset.train_scenes.1.label_source", "No label of 'b' lies on its image.")]
    none = problems(files, values([scene(labels=None)]), "error")
    assert none == [
        ("dataset.train_scenes.0.label_source", "The training scene 'a' has no labels.")
    ]


def test_a_label_raster_is_looked_into(files):
    raster = np.zeros((200, 300), np.uint8)
    raster[50:, :] = 1
    write_image(files / "ids.tif", raster)
    source = {"type_hint": "semantic_segmentation_label_source", "raster_source": image("ids.tif")}
    content = values([scene(label_source=source)])
    assert problems(files, content) == []
    assert [message for _, message in problems(files, values([scene(label_source=source)],
            names=["oak", "fir", "ash"]))] == [
        "No training scene has a label of the class 'ash': the model cannot learn it."
    ]  # fmt: skip
    raster[100, 100] = 9
    write_image(files / "ids.tif", raster)
    (found,) = problems(files, content)
    assert found[0] == "dataset.train_scenes.0.label_source"
    assert "holds the value 9, but there are 3 classes" in found[1]


def test_areas_that_do_not_touch_the_image(files):
    found = problems(files, values([scene(aoi_uris=["far.gpkg"])]), "error")
    assert ("dataset.train_scenes.0.aoi_uris",
            "The areas of interest do not touch the image of 'a'.") in found  # fmt: skip


def test_chips_that_are_larger_than_the_image_or_than_its_areas(files):
    (found,) = problems(files, values(size=320), "warning")
    assert found[0] == "chip_options.sampling"
    assert "320 pixels are larger than the image of 'a', which is 300 x 200 pixels" in found[1]
    area = values([scene(aoi_uris=["area.gpkg"])], size=128)
    (found,) = problems(files, area, "error")
    assert found[0] == "chip_options.sampling"
    assert "No chip of 128 pixels fits into the areas" in found[1] and "100 pixels wide" in found[1]
    area["chip_options"]["sampling"]["within_aoi"] = False
    assert problems(files, area, "error") == []


def test_chips_of_another_size_than_the_model_is_shown(files):
    content = values(size=64)
    content["backend"]["data"]["img_sz"] = 96
    (found,) = problems(files, content)
    assert found[0] == "backend.data.img_sz"
    assert "shown 96 pixels, but chips are cut with 64: they are padded" in found[1]


def test_a_scene_that_the_sampling_does_not_name(files):
    content = values()
    content["chip_options"]["sampling"] = {"other": {"size": 64}}
    (found,) = problems(files, content)
    assert found[1] == "chip_options.sampling says nothing about the scene 'a'."


def test_a_device_that_is_not_there(files):
    content = values()
    content["backend"]["device"] = "cuda:77"
    (found,) = problems(files, content)
    assert found[0] == "backend.device"


def test_no_device_is_asked_for_where_none_is_named():
    import subprocess
    import sys

    code = (
        "import sys; from rv_engine.pipeline.validation.device_check import check_device\n"
        "from rv_engine.backend import PyTorchSemanticSegmentationConfig as Backend\n"
        "for device in (None, 'cpu'): check_device(Backend(device=device), None)\n"
        "assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


class Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.mark.parametrize(
    ("free", "severity", "size"),
    [(10**12, None, ""), (100_000, "warning", "100 kB"), (1_000, "error", "1 kB")],
)
def test_a_disk_without_room(files, monkeypatch, free, severity, size):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**12, 0, free))
    found = problems(files, values(validation=[scene("b")]))
    assert bool(found) == (severity is not None)
    if severity:
        assert problems(files, values(validation=[scene("b")]), severity) == found
        assert found[0][0] == "root_uri"
        assert f"only {size} are free" in found[0][1]


def test_what_was_made_before_needs_no_room_again(files, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**12, 0, 10))
    (files / "run" / "chip").mkdir(parents=True)
    assert problems(files) == []


def test_warnings_do_not_stop_a_run_but_are_said(files, monkeypatch):
    said = []

    class Listener:
        def log(self, message, level="info"):
            said.append((level, message))

        def progress(self, *arguments):
            pass

    config = SemanticSegmentationConfig.from_dict(values())
    monkeypatch.chdir(files)
    config.update()
    config.dataset.class_config = type(config.dataset.class_config)(
        names=["oak", "fir", "ash", "null"]
    )
    assert find_problems(config, Listener()) == []
    ((level, message),) = said
    assert level == "warning" and "class 'ash'" in message


@pytest.fixture
def config_file(files):
    def write(content):
        path = files / "config.json"
        path.write_text(json.dumps(content), encoding="utf-8")
        return path

    return write


def test_the_command_prints_json_and_says_by_its_status_whether_it_can_run(files, config_file):
    path = config_file(values(names=["oak", "fir", "ash"]))
    outcome = rv("validate", path, "--json", messages=False, cwd=files)
    assert outcome.code == 0, outcome.stderr
    (problem,) = json.loads(outcome.stdout)
    assert set(problem) == {"path", "message", "hint", "severity"}
    assert problem["severity"] == "warning"
    path = config_file(values([scene(labels=None)]))
    outcome = rv("validate", path, "--json", messages=False, cwd=files)
    assert outcome.code == 1
    assert "dataset.train_scenes.0.label_source" in [p["path"] for p in json.loads(outcome.stdout)]


def test_messages_carry_the_problems_to_the_wizard(files, config_file):
    warned = rv("validate", config_file(values(names=["oak", "fir", "ash"])), cwd=files)
    assert [p["severity"] for p in warned.values["problems"]] == ["warning"]
    failed = rv("validate", config_file(values([scene(labels=None)])), cwd=files).failure
    assert [p["path"] for p in failed.problems] == ["dataset.train_scenes.0.label_source"]


def test_mistakes_in_the_config_and_in_its_data_are_told_together(files, config_file):
    content = values([scene(), scene("b", raster_source=image("/nowhere.tif"))])
    content["backend"]["solver"] = {"num_epoch": 3}
    failure = rv("validate", config_file(content), cwd=files).failure
    assert [p["path"] for p in failure.problems] == [
        "backend.solver.num_epoch", "dataset.train_scenes.1.raster_source",
    ]  # fmt: skip
    assert "Did you mean 'num_epochs'?" in failure.message
    assert "nowhere.tif" in failure.message


def test_with_several_configs_a_path_begins_with_a_number(files, config_file):
    content = [values(), values([scene(labels=None)]) | {"root_uri": "two"}]
    failure = rv("validate", config_file(content), cwd=files).failure
    assert failure.problems[0]["path"] == "1.dataset.train_scenes.0.label_source"


def test_all_label_sources_can_say_what_they_hold():
    from rv_engine.labels import chip_classification_label_source as cells
    from rv_engine.labels import object_detection_label_source as boxes
    from rv_engine.labels import semantic_segmentation_label_source as pixels

    assert all(
        hasattr(source, "summary")
        for source in (
            cells.ChipClassificationLabelSource,
            boxes.ObjectDetectionLabelSource,
            pixels.SemanticSegmentationLabelSource,
        )
    )


def test_a_source_that_says_nothing_is_not_checked(files):
    problems = ProblemList()
    from rv_engine.config.class_config import ClassConfig
    from rv_engine.pipeline.validation.scene_check import check_scene

    config = SceneConfig.from_dict({"id": "a", "raster_source": image(str(files / "a.tif"))})
    checked = check_scene(config, ClassConfig(names=["a"]), "x", problems)
    assert checked.labels is None and not list(problems)
    with rasterio.open(files / "a.tif") as dataset:
        assert checked.image.num_channels == dataset.count
