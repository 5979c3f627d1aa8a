import json

import numpy as np
import pytest
import rasterio
from affine import Affine

from rv_engine.errors import ConfigError, LabelError
from rv_engine.pipeline.config_file import load_pipeline_config, save_pipeline_config
from rv_engine.pipeline.draft import config_of_draft, merged
from rv_engine.pipeline.ground_resolution import pixel_size_m
from rv_engine.pipeline.validation import find_problems
from tests.engine.backend.scene_files import write_image
from tests.engine.pipeline.test_semantic_segmentation_from_layers import (
    LEFT,
    PIXEL,
    TOP,
    write_boxes,
)

TASKS = ("semantic_segmentation", "chip_classification", "object_detection")
BOXES = [(16 * i, 20 * (i % 8), 16 * i + 12, 20 * (i % 8) + 12) for i in range(18)]
KINDS = ["oak", "fir", "beech"] * 6


@pytest.fixture
def image(tmp_path):
    return str(write_image(tmp_path / "image.tif", np.full((200, 300, 4), 7, np.uint8)))


@pytest.fixture
def labels(tmp_path):
    return write_boxes(tmp_path / "labels.gpkg", BOXES, KINDS)


@pytest.fixture
def label_raster(tmp_path):
    """0 is background; 1, 2 and 9 are classes, of boxes."""
    values = np.zeros((200, 300), np.uint8)
    for (x0, y0, x1, y1), kind in zip(BOXES, KINDS, strict=True):
        values[y0:y1, x0:x1] = {"oak": 1, "fir": 2, "beech": 9}[kind]
    path = tmp_path / "classes.tif"
    with rasterio.open(
        path, "w", driver="GTiff", width=300, height=200, count=1, dtype="uint8",
        crs="EPSG:32633", transform=Affine(PIXEL, 0, LEFT, 0, -PIXEL, TOP),
    ) as dataset:  # fmt: skip
        dataset.write(values, 1)
    return str(path)


def outcome_of(tmp_path, image, labels, /, **changes):
    draft = {
        "task": "semantic_segmentation",
        "images": [{"path": image}],
        "labels": {"kind": "vector", "path": labels, "class_field": "kind"},
        "run_folder": str(tmp_path / "run"),
        **changes,
    }
    request = tmp_path / "draft.json"
    request.write_text(json.dumps({"kind": "rv-studio-draft", "version": 1, "draft": draft}))
    return config_of_draft(request)


def classes(*values):
    names = ("name", "colour", "values", "is_null", "is_ignored")
    return [dict(zip(names, value, strict=False)) for value in values]


MERGED = classes(
    ("leaves", "#00ff00", ["oak", "beech"]),
    ("needles", "#0000ff", ["fir"]),
)


@pytest.mark.parametrize("task", TASKS)
def test_classes_are_merged_renamed_and_coloured_in_each_task(task, image, labels, tmp_path):
    outcome = outcome_of(tmp_path, image, labels, task=task, classes=MERGED)

    config, facts = outcome.config, outcome.facts
    assert config.type_hint == task
    class_config = config.dataset.class_config
    assert class_config.names[:2] == ["leaves", "needles"]
    assert class_config.colors[:2] == ["#00ff00", "#0000ff"]
    counts = {one["name"]: one["count"] for one in facts["classes"]}
    assert (counts["leaves"], counts["needles"]) == (12, 6)
    # The config stands by itself, and its labels are what was merged.
    save_pipeline_config(config, tmp_path / "config.json")
    loaded = load_pipeline_config(tmp_path / "config.json")
    loaded.update()
    assert find_problems(loaded) == []
    scene = loaded.dataset.train_scenes[0].build(class_config)
    found = scene.label_source.summary(scene.extent).class_ids
    assert found & {0, 1} == {0, 1}


@pytest.mark.parametrize("task", TASKS)
def test_a_class_raster_does_for_each_task(task, image, label_raster, tmp_path):
    outcome = outcome_of(
        tmp_path, image, "", task=task, labels={"kind": "raster", "path": label_raster},
        classes=classes(
            ("none", "#000000", ["0"], True),
            ("leaves", "#00ff00", ["1", "9"]),
            ("needles", "#0000ff", ["2"]),
        ),
    )  # fmt: skip

    names = outcome.config.dataset.class_config.names
    assert names[:2] == ["leaves", "needles"]
    counts = {one["name"]: one["count"] for one in outcome.facts["classes"]}
    assert counts["leaves"] == 12 * 144
    assert counts["needles"] == 6 * 144
    config = outcome.config
    config.update()
    assert find_problems(config) == []
    scene = config.dataset.train_scenes[0].build(config.dataset.class_config)
    if task == "semantic_segmentation":
        drawn = scene.label_source.get_label_arr(scene.extent)
        assert {value: (drawn == value).sum() for value in (0, 1)} == {0: 12 * 144, 1: 6 * 144}
        assert (drawn == 2).sum() == 200 * 300 - 18 * 144


def test_what_is_ignored_is_neither_learnt_nor_counted(image, labels, tmp_path):
    chosen = classes(
        ("oak", "#00ff00", ["oak"]),
        ("fir", "#0000ff", ["fir"]),
        ("beech", "#ff0000", ["beech"], False, True),
    )

    config = outcome_of(tmp_path, image, labels, classes=chosen).config

    assert config.dataset.class_config.names == ["oak", "fir", "background"]
    scene = config.dataset.train_scenes[0].build(config.dataset.class_config)
    counts = scene.aoi.mask(scene.extent)
    for (x0, y0, x1, y1), kind in zip(BOXES[:12], KINDS, strict=False):
        assert counts[y0:y1, x0:x1].all() == (kind != "beech")
        assert counts[y0:y1, x0:x1].any() == (kind != "beech")


def test_ignored_values_of_a_raster_are_left_out_of_the_areas(image, label_raster, tmp_path):
    chosen = classes(
        ("rest", "#000000", ["0"], True),
        ("oak", "#00ff00", ["1"]),
        ("fir", "#0000ff", ["2"], False, True),
    )

    config = outcome_of(
        tmp_path, image, "", labels={"kind": "raster", "path": label_raster}, classes=chosen
    ).config

    scene = config.dataset.train_scenes[0].build(config.dataset.class_config)
    x0, y0, x1, y1 = BOXES[1]
    assert not scene.aoi.mask(scene.extent)[y0:y1, x0:x1].any()


def test_several_images_have_their_bands_and_their_roles(image, labels, tmp_path):
    other = str(write_image(tmp_path / "other.tif", np.full((200, 300, 4), 7, np.uint8)))

    outcome = outcome_of(
        tmp_path, image, labels,
        images=[
            {"path": image, "name": "May / 2026", "bands": [3, 2, 1], "role": "split"},
            {"path": other, "name": "June", "bands": [3, 2, 1], "role": "train"},
            {"path": other, "name": "June", "bands": [3, 2, 1], "role": "validation"},
        ],
    )  # fmt: skip

    dataset = outcome.config.dataset
    assert [scene.id for scene in dataset.train_scenes] == ["May-2026-training", "June"]
    assert [scene.id for scene in dataset.validation_scenes] == ["May-2026-validation", "June-2"]
    assert all(scene.raster_source.channel_order == [2, 1, 0] for scene in dataset.all_scenes)
    whole = dataset.train_scenes[1].build(dataset.class_config)
    assert whole.aoi.mask(whole.extent).all()
    assert outcome.facts["bands"] == 3
    assert [scene["use"] for scene in outcome.facts["scenes"]] == ["train"] * 2 + ["validation"] * 2


def test_a_draft_without_validation_is_refused_in_words(image, labels, tmp_path):
    with pytest.raises(LabelError, match="No image is for validation"):
        outcome_of(tmp_path, image, labels, images=[{"path": image, "role": "train"}])


def test_chips_presets_and_options_change_the_config(image, labels, tmp_path):
    config = outcome_of(
        tmp_path, image, labels,
        chips={"size_px": 96, "stride_px": 32}, preset="quick", device="cpu",
        options={"backend": {"solver": {"lr": 0.5}}, "predict_options": {"batch_sz": 1}},
    ).config  # fmt: skip

    sampling = config.chip_options.sampling_of("training")
    assert (sampling.size, sampling.stride, config.backend.data.img_sz) == (96, 32, 96)
    assert (config.backend.solver.lr, config.predict_options.batch_sz) == (0.5, 1)
    assert config.backend.device == "cpu"
    # The rest of what the proposal says stays.
    assert config.backend.solver.batch_sz == 8


def test_an_unknown_option_is_told_with_its_place(image, labels, tmp_path):
    with pytest.raises(ConfigError, match="num_epochs"):
        outcome_of(tmp_path, image, labels, options={"backend": {"solver": {"num_epoch": 3}}})


def test_chips_follow_the_objects_and_rare_classes_are_told(image, tmp_path):
    boxes = [*BOXES, (200, 100, 260, 160)]
    labels = write_boxes(tmp_path / "some.gpkg", boxes, ["oak"] * 18 + ["fir"])

    facts = outcome_of(tmp_path, image, labels, task="object_detection").facts

    assert facts["object_sizes_px"]["median"] == pytest.approx(12)
    assert facts["suggested_chip_size_px"] == facts["chip_size_px"] == 192
    assert facts["pixel_size_m"] == pytest.approx(PIXEL, rel=0.01)
    assert facts["counted_in"] == "features"
    assert len(facts["warnings"]) == 1
    assert "'fir' has only 1 label," in facts["warnings"][0]


def test_a_class_that_is_not_in_the_validation_part_is_told(image, tmp_path):
    boxes = [(10 * i, 10, 10 * i + 8, 18) for i in range(20)]
    labels = write_boxes(tmp_path / "some.gpkg", [*boxes, *BOXES], ["oak"] * 20 + ["fir"] * 18)

    facts = outcome_of(tmp_path, image, labels).facts

    assert len(facts["warnings"]) == 1
    assert "'oak' is in the part for validation" in facts["warnings"][0]


def test_another_resolution_makes_the_model_see_other_pixels(image, labels, tmp_path):
    config = outcome_of(tmp_path, image, labels, chips={"resolution_m": 2 * PIXEL}).config

    scene = config.dataset.train_scenes[0].build(config.dataset.class_config)
    assert scene.extent.size == (100, 150)
    drawn = scene.label_source.get_label_arr(scene.extent)
    assert (drawn != 3).sum() == pytest.approx(18 * 36)


@pytest.mark.parametrize(
    ("epsg", "origin", "pixel", "expected_m"),
    [
        (32633, (500_000, 6_651_000), 10.0, 10.0),
        (3857, (1_113_195, 8_399_738), 10.0, 5.0),  # at 60 degrees north
        (4326, (10.0, 60.0), 0.001, 78.6),  # 111.2 m by 55.6 m
        (None, (5, 5), 1.0, None),
    ],
)
def test_pixels_are_measured_on_the_ground(tmp_path, epsg, origin, pixel, expected_m):
    path = tmp_path / "image.tif"
    with rasterio.open(
        path, "w", driver="GTiff", width=4, height=4, count=1, dtype="uint8",
        crs=epsg and f"EPSG:{epsg}", transform=Affine(pixel, 0, origin[0], 0, -pixel, origin[1]),
    ) as dataset:  # fmt: skip
        dataset.write(np.zeros((1, 4, 4), np.uint8))
    with rasterio.open(path) as dataset:
        size_m = pixel_size_m(dataset)
    assert size_m == (expected_m and pytest.approx(expected_m, rel=0.01))


def test_a_config_that_was_opened_is_written_as_it_is(image, labels, tmp_path):
    config = outcome_of(tmp_path, image, labels).config
    values = {**config.to_document(), "analyze_uri": str(tmp_path / "elsewhere")}
    request = tmp_path / "draft.json"
    draft = {"task": "semantic_segmentation"}
    content = {"kind": "rv-studio-draft", "version": 1, "draft": draft, "config": values}
    request.write_text(json.dumps(content))

    assert config_of_draft(request).config.to_document() == values


def test_what_the_wizard_cannot_show_of_a_config_is_kept_for_other_layers(image, labels, tmp_path):
    first = outcome_of(tmp_path, image, labels).config.to_document()
    first["backend"]["solver"]["weight_decay"] = 0.25
    first["processing_steps"] = [{"type_hint": "remove_small_areas", "min_area": 9}]
    draft = {
        "task": "semantic_segmentation",
        "images": [{"path": image, "bands": [1]}],
        "labels": {"kind": "vector", "path": labels, "class_field": "kind"},
        "run_folder": str(tmp_path / "next"),
    }
    request = tmp_path / "draft.json"
    content = {"kind": "rv-studio-draft", "version": 1, "draft": draft, "keep": first}
    request.write_text(json.dumps(content))

    config = config_of_draft(request).config

    assert config.backend.solver.weight_decay == 0.25
    assert config.processing_steps[0].min_area == 9
    assert config.dataset.train_scenes[0].raster_source.channel_order == [0]
    assert config.root_uri == str(tmp_path / "next")


def test_a_merge_patch_takes_out_what_is_null():
    assert merged({"a": {"b": 1, "c": 2}, "d": [1]}, {"a": {"b": None, "e": 3}, "d": [2]}) == {
        "a": {"c": 2, "e": 3},
        "d": [2],
    }


def test_an_option_is_switched_off_by_a_null_that_is_meant(image, labels, tmp_path):
    solver = {"max_grad_norm": {"$value": None}}
    config = outcome_of(tmp_path, image, labels, options={"backend": {"solver": solver}}).config
    assert config.backend.solver.max_grad_norm is None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"draft": {}}, "is no draft"),
        ({"kind": "rv-studio-draft", "version": 9, "draft": {}}, "newer"),
        ({"kind": "rv-studio-draft", "version": 1, "draft": {}}, "damaged"),
        ({"kind": "rv-studio-draft", "version": 1, "draft": {"task": "x"}}, "no task 'x'"),
    ],
)
def test_what_is_no_draft_is_told_in_words(tmp_path, content, message):
    (tmp_path / "draft.json").write_text(json.dumps(content))

    with pytest.raises(ConfigError, match=message):
        config_of_draft(tmp_path / "draft.json")
