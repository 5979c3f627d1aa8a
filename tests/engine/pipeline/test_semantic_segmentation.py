"""All six commands, from files to files."""

import json
import os
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely
from rasterio.features import rasterize

from rv_engine.config.class_config import ClassConfig
from rv_engine.messages import Log
from rv_engine.monitor import Monitor
from rv_engine.pipeline.config_file import load_pipeline_config
from rv_engine.runner import InProcessRunner
from tests.engine.backend.scene_files import write_image
from tests.engine.engine_process import (
    COMMANDS,
    change_config,
    make_tiny,
    partial_files,
    rv,
)


def run(config_path, *commands, rerun=False):
    """What the runner says and answers, in this process."""
    said = []
    config = load_pipeline_config(config_path)
    (values,) = InProcessRunner().run([config], commands, Monitor(said.append), rerun=rerun)
    return said, values


def commands_that_ran(said):
    lines = [m.message for m in said if isinstance(m, Log)]
    return [name for name in COMMANDS if f"{name.upper()}: running." in lines]


def test_the_map_lies_on_the_image_to_the_pixel(finished_run):
    path = finished_run.outcome.values["predictions"][0]["label_raster"]
    with rasterio.open(path) as labels, rasterio.open(finished_run.image) as image:
        assert (labels.transform, labels.crs, labels.shape) == (
            image.transform, image.crs, image.shape,
        )  # fmt: skip
        assert (labels.dtypes, labels.nodata) == (("uint8",), 255)
        assert labels.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        data = image.dataset_mask() > 0
        values = labels.read(1)
        assert labels.colormap(1)[0] == (*ClassConfig(names=["a"]).color_rgb(0), 255)
    np.testing.assert_array_equal(values != 255, data)
    assert set(np.unique(values[data])) <= {0, 1}


def test_the_score_is_what_counting_pixels_gives(finished_run):
    values = finished_run.outcome.values
    evaluation = json.loads(Path(values["eval"]).read_text(encoding="utf-8"))
    with rasterio.open(values["predictions"][0]["label_raster"]) as dataset:
        predicted, grid = dataset.read(1), dataset.transform
    with rasterio.open(finished_run.image) as dataset:
        data = dataset.dataset_mask() > 0

    def draw(path, layer, fill):
        _, _, wkb, _ = pyogrio.raw.read(path, layer=layer)
        shapes = [(geometry, 1 - fill) for geometry in shapely.from_wkb(wkb)]
        return rasterize(shapes, predicted.shape, fill=fill, transform=grid)

    labels = draw(finished_run.labels, "buildings", fill=1)
    area = draw(finished_run.root / "areas" / "validation.gpkg", None, fill=0)
    counted = data & (area == 1)
    truth, answer = labels[counted], predicted[counted]
    assert 0 < (truth == 0).mean() < 1

    for class_id, entry in enumerate(evaluation["overall"][:2]):
        is_labelled, is_predicted = truth == class_id, answer == class_id
        both = (is_labelled & is_predicted).sum()
        assert entry["gt_count"] == is_labelled.sum()
        assert entry["pred_count"] == is_predicted.sum()
        expected = {
            "precision": both / is_predicted.sum(),
            "recall": both / is_labelled.sum(),
            "f1": 2 * both / (is_labelled.sum() + is_predicted.sum()),
            "iou": both / (is_labelled | is_predicted).sum(),
        }
        actual = {name: entry["metrics"][name] for name in expected}
        assert actual == pytest.approx(expected, rel=1e-12)
    average = evaluation["overall"][2]
    assert average["class_name"] == "average"
    assert average["conf_mat"] == [
        [((truth == row) & (answer == column)).sum() for column in (0, 1)] for row in (0, 1)
    ]
    assert evaluation["per_scene"]["validation"] == evaluation["overall"]


def test_training_chips_hold_no_label_of_the_validation_part(finished_run):
    with rasterio.open(finished_run.image) as dataset:
        grid, shape = dataset.transform, dataset.shape
    _, _, wkb, _ = pyogrio.raw.read(finished_run.root / "areas" / "validation.gpkg")
    validation = rasterize(shapely.from_wkb(wkb), shape, transform=grid) == 1
    seen = np.zeros((2, *shape), bool)
    for index, split in enumerate(("train", "valid")):
        for path in (finished_run.root / "chip" / split / "labels").iterdir():
            y, x = (int(part[1:]) for part in path.stem.split("-")[-2:])
            with rasterio.open(path) as dataset:
                known = dataset.read(1) != 255
            place = seen[index, y : y + 64, x : x + 64]
            place |= known[: place.shape[0], : place.shape[1]]
    assert not (seen[0] & validation).any()
    assert not (seen[1] & ~validation).any()
    assert (seen[0] | seen[1]).mean() > 0.7  # a margin of the sample has no data


def test_a_run_begins_with_started_and_ends_with_its_result(finished_run):
    messages = finished_run.outcome.messages
    assert messages[0].kind == "started"
    assert messages[-1].kind == "result"
    assert {m.kind for m in messages[1:-1]} <= {"progress", "log", "metric", "artifact"}
    assert finished_run.outcome.ran == COMMANDS


def test_progress_of_a_run_rises_from_0_to_1(finished_run):
    overall = [m.overall for m in finished_run.outcome.progress]
    assert overall == sorted(overall)
    assert overall[0] < 0.05
    assert overall[-1] == 1


def test_artifacts_are_told_when_they_are_there(finished_run):
    told = {(m.artifact, m.path) for m in finished_run.outcome.messages if m.kind == "artifact"}
    values = finished_run.outcome.values
    prediction = values["predictions"][0]
    train = finished_run.root / "train"
    assert told == {
        ("curves", str(train / "curves.svg")), ("samples", str(train / "samples.png")),
        ("validation_samples", str(train / "validation_samples.png")),
        ("label_raster", prediction["label_raster"]), ("polygons", prediction["polygons"]),
        ("eval", values["eval"]), ("report", values["report"]), ("bundle", values["bundle"]),
    }  # fmt: skip
    assert all(Path(path).exists() for _, path in told)


def test_what_was_said_is_kept_in_the_run_folder(finished_run):
    lines = (finished_run.root / "messages.jsonl").read_text(encoding="utf-8").splitlines()
    said = finished_run.outcome.stdout.splitlines()
    assert lines[: len(said)] == said  # other tests go on in this folder


def test_a_finished_run_leaves_nothing_unfinished(finished_run):
    assert not partial_files(finished_run.root)
    assert not list(finished_run.root.rglob("*.resumable"))
    states = json.loads((finished_run.root / "run.json").read_text())["commands"]
    assert [(name, entry["state"]) for name, entry in states.items()] == [
        (name, "finished") for name in COMMANDS
    ]


def test_the_polygons_are_those_of_the_map(finished_run):
    prediction = finished_run.outcome.values["predictions"][0]
    meta, _, wkb, columns = pyogrio.raw.read(prediction["polygons"], layer="polygons")
    assert list(meta["fields"]) == ["class_id", "class_name", "area_px"]
    with rasterio.open(prediction["label_raster"]) as dataset:
        labels, grid = dataset.read(1), dataset.transform
    if len(wkb):
        drawn = rasterize(shapely.from_wkb(wkb), labels.shape, transform=grid) == 1
        assert (labels[drawn] == 0).mean() > 0.9  # specks and holes are cleaned away
        assert set(columns[1]) == {"building"}


def test_what_is_up_to_date_is_not_run_again(finished_run):
    said, values = run(finished_run.config)
    assert commands_that_ran(said) == []
    assert values == finished_run.outcome.values
    overall = [m.overall for m in said if m.kind == "progress"]
    assert overall == sorted(overall)
    assert overall[-1] == 1


CHANGES = {
    "polygons": (
        {"dataset.validation_scenes.0.label_store.vector_output.0.denoise": 1},
        ["predict", "eval", "bundle"],
    ),
    "how windows slide": ({"predict_options.window_weight": "sine"}, ["predict", "eval", "bundle"]),
    "colours": ({"dataset.class_config.colors": ["#ff0000", "#00ff00"]}, ["predict", "eval", "bundle"]),
    "training": ({"backend.solver.num_epochs": 1}, ["train", "predict", "eval", "bundle"]),
    "chips": (
        {"chip_options.sampling.training.stride": 64, "backend.solver.num_epochs": 1},
        ["chip", "train", "predict", "eval", "bundle"],
    ),
    "a group": ({"dataset.scene_groups": {"mine": ["validation"]}}, ["analyze", "eval", "bundle"]),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_runs_again_only_what_depends_on(run_copy, what):
    changes, expected = CHANGES[what]
    change_config(run_copy.config, changes)
    said, _ = run(run_copy.config)
    assert commands_that_ran(said) == expected
    overall = [m.overall for m in said if m.kind == "progress"]
    assert overall == sorted(overall)
    assert commands_that_ran(run(run_copy.config)[0]) == []


def test_another_image_to_predict_is_no_reason_to_train_again(run_copy):
    scene = json.loads(run_copy.config.read_text())["dataset"]["validation_scenes"][0]
    source = {**scene["raster_source"], "uris": [str(run_copy.next_town)]}
    scene.update(id="next", raster_source=source, label_source=None, aoi_uris=[])
    change_config(run_copy.config, {"dataset.test_scenes": [scene]})
    said, values = run(run_copy.config)
    assert commands_that_ran(said) == ["analyze", "predict", "eval", "bundle"]
    assert [entry["scene"] for entry in values["predictions"]] == ["validation", "next"]
    with rasterio.open(values["predictions"][1]["label_raster"]) as dataset:
        assert dataset.shape == rasterio.open(run_copy.next_town).shape


def test_a_changed_label_file_is_noticed(run_copy, town):
    status = town.labels.stat()
    os.utime(town.labels, ns=(status.st_atime_ns, status.st_mtime_ns + 10**9))
    try:
        said, _ = run(run_copy.config, "chip")
        assert commands_that_ran(said) == ["chip"]
    finally:
        os.utime(town.labels, ns=(status.st_atime_ns, status.st_mtime_ns))


def test_a_model_trained_before_its_chips_were_cut_again_is_not_up_to_date(run_copy):
    change_config(
        run_copy.config,
        {"chip_options.sampling.training.stride": 64, "backend.solver.num_epochs": 1},
    )
    assert commands_that_ran(run(run_copy.config, "train")[0]) == ["train"]  # on the old chips
    assert commands_that_ran(run(run_copy.config, "chip", "train")[0]) == ["chip", "train"]


def test_on_request_what_is_up_to_date_runs_again(run_copy):
    assert commands_that_ran(run(run_copy.config, "eval", rerun=True)[0]) == ["eval"]


def test_a_kill_while_polygons_are_drawn_does_not_lose_them(run_copy):
    # As if killed there: the map is whole, the polygons are not yet.
    run(run_copy.config, "predict", rerun=True)
    target = run_copy.root / "predict"
    resumable = target.with_name("predict.resumable")
    target.rename(resumable)
    (resumable / "validation" / "polygons.gpkg").unlink()
    (resumable / "validation" / "pieces").mkdir()
    _, values = run(run_copy.config, "predict")
    assert values["predictions"][0]["polygons"] is not None


def test_predictions_outside_of_the_run_folder_are_made_again_too(run_copy, tmp_path):
    uri = str(tmp_path / "maps")
    change_config(run_copy.config, {"dataset.validation_scenes.0.label_store.uri": uri})
    _, values = run(run_copy.config, "predict")
    path = values["predictions"][0]["label_raster"]
    assert path == f"{uri}/labels.tif"
    with rasterio.open(path, "r+", IGNORE_COG_LAYOUT_BREAK="YES") as dataset:
        right = dataset.read()
        dataset.write(np.zeros_like(right))
    run(run_copy.config, "predict", rerun=True)
    with rasterio.open(path) as dataset:
        np.testing.assert_array_equal(dataset.read(), right)


def test_without_labels_to_validate_with_everything_but_the_score_is_made(run_copy):
    change_config(
        run_copy.config,
        {"dataset.validation_scenes.0.label_source": None, "backend.solver.num_epochs": 1},
    )
    said, values = run(run_copy.config)
    warnings = [m.message for m in said if isinstance(m, Log) and m.level == "warning"]
    assert any("nothing to evaluate" in text for text in warnings)
    assert values["eval"] is None
    assert values["bundle"] is not None


def test_a_group_with_a_training_scene_is_scored_by_its_predicted_scenes(run_copy):
    change_config(run_copy.config, {"dataset.scene_groups": {"both": ["training", "validation"]}})
    run(run_copy.config, "analyze", "eval")
    both = json.loads((run_copy.root / "eval" / "both" / "eval.json").read_text())
    assert list(both["per_scene"]) == ["validation"]


@pytest.fixture
def two_colours(tmp_path):
    """Red houses on green, in two files side by side: what a pixel is can be seen."""
    array = np.zeros((128, 256, 3), np.uint8)
    array[..., 1] = 200
    houses = [(x, y) for y in range(8, 110, 40) for x in range(10, 240, 44)]
    for x, y in houses:
        array[y : y + 20, x : x + 20] = (220, 30, 30)
    grid = rasterio.Affine(0.5, 0, 500_000, 0, -0.5, 5_400_000)
    west = write_image(tmp_path / "west.tif", array[:, :128], transform=grid)
    east = write_image(
        tmp_path / "east.tif", array[:, 128:],
        transform=rasterio.windows.transform(rasterio.windows.Window(128, 0, 1, 1), grid),
    )  # fmt: skip
    boxes = [
        shapely.box(500_000 + x / 2, 5_400_000 - (y + 20) / 2, 500_000 + (x + 20) / 2,
                    5_400_000 - y / 2)
        for x, y in houses
    ]  # fmt: skip
    pyogrio.raw.write(
        tmp_path / "houses.geojson", geometry=shapely.to_wkb(np.array(boxes, object)),
        field_data=[], fields=np.array([], object), geometry_type="Polygon", crs="EPSG:32633",
    )  # fmt: skip
    return west, east, tmp_path / "houses.geojson"


def test_what_can_be_told_by_colour_is_learned(two_colours, tmp_path):
    west, east, labels = two_colours
    config = tmp_path / "config.json"
    new = rv(
        "new", "semantic-segmentation", "--image", west, "--image", east, "--labels", labels,
        "--chip-size", 64, "--pretrained", "no", "--epochs", 12, "--batch-size", 4,
        "--learning-rate", 0.01, "--root", tmp_path / "run", "--out", config,
    )  # fmt: skip
    assert new.code == 0, new.last
    make_tiny(config)
    _, values = run(config)
    scores = json.loads(Path(values["eval"]).read_text(encoding="utf-8"))["overall"][0]
    assert scores["class_name"] == "houses"
    assert scores["metrics"]["f1"] > 0.95
    with rasterio.open(values["predictions"][0]["label_raster"]) as dataset:
        assert dataset.shape == (128, 256)
        assert dataset.transform.c == 500_000
