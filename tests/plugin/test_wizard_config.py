import copy
import json
import subprocess

import pytest
from rv_studio.rv_engine.errors import ConfigError
from rv_studio.rv_qgis.wizard.config_changes import changed_config, draft_of_config, request_of
from rv_studio.rv_qgis.wizard.draft import Draft

from tests.plugin.conftest import ROOT

SCENE = {
    "type_hint": "scene",
    "raster_source": {"type_hint": "rasterio_source", "uris": ["/a.tif"], "channel_order": [2, 0]},
    "label_source": {
        "type_hint": "semantic_segmentation_label_source",
        "raster_source": {
            "type_hint": "rasterized_source",
            "vector_source": {
                "type_hint": "ogr_vector_source",
                "uris": ["/l.gpkg"],
                "layer": "trees",
                "transformers": [
                    {
                        "type_hint": "class_inference_transformer",
                        "class_field": "kind",
                        "class_name_mapping": {"beech": "leaves"},
                    },
                    {"type_hint": "buffer_transformer", "geom_type": "Point"},
                ],
            },
        },
    },
}
CONFIG = {
    "schema_version": 1,
    "type_hint": "semantic_segmentation",
    "root_uri": "/runs/1",
    "predict_uri": "/runs/1/predict",
    "dataset": {
        "class_config": {
            "type_hint": "class_config",
            "names": ["leaves", "needles", "background"],
            "colors": ["#00ff00", "#0000ff", "#000000"],
            "null_class": "background",
        },
        "train_scenes": [{**SCENE, "id": "training", "aoi_uris": ["/runs/1/areas/training.gpkg"]}],
        "validation_scenes": [
            {**SCENE, "id": "validation", "aoi_uris": ["/runs/1/areas/validation.gpkg"]}
        ],
        "scene_groups": {"mine": ["training"]},
    },
    "backend": {
        "type_hint": "pytorch_semantic_segmentation_backend",
        "device": None,
        "solver": {"lr": 0.001, "weight_decay": 0.25},
        "data": {"img_sz": 256, "augmentors": ["Blur"]},
    },
    "chip_options": {
        "sampling": {
            "training": {"size": 256, "stride": 100, "within_aoi": False},
            "validation": {"size": 256, "within_aoi": False},
        }
    },
    "processing_steps": [{"type_hint": "remove_small_areas", "min_area": 9}],
}


def opened():
    return draft_of_config(copy.deepcopy(CONFIG))


def differences(before, after, path=""):
    """The places where two JSON values differ."""
    if isinstance(before, dict) and isinstance(after, dict):
        return [
            place
            for name in sorted({*before, *after})
            for place in differences(before.get(name), after.get(name), f"{path}.{name}".strip("."))
        ]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        return [
            place
            for number, (one, other) in enumerate(zip(before, after))
            for place in differences(one, other, f"{path}.{number}")
        ]
    return [] if before == after else [path]


def test_the_wizard_shows_what_a_config_says():
    draft = opened()

    assert draft.images[0].path == "/a.tif"
    assert (draft.images[0].bands, draft.images[0].role) == ([3, 1], "split")
    assert (draft.labels.path, draft.labels.layer) == ("/l.gpkg", "trees")
    assert draft.labels.class_field == "kind"
    assert [one.name for one in draft.classes] == ["leaves", "needles", "background"]
    assert draft.classes[0].values == ["beech", "leaves"]
    assert [one.is_null for one in draft.classes] == [False, False, True]
    assert (draft.chips.size_px, draft.chips.stride_px) == (256, 100)
    assert draft.run_folder == "/runs/1"


def test_a_config_that_nothing_was_changed_in_is_the_same(tmp_path):
    draft = opened()
    draft.save(tmp_path / "draft.json")

    assert changed_config(draft) == CONFIG
    assert request_of(Draft.load(tmp_path / "draft.json"))["config"] == CONFIG


LABELS = "label_source.raster_source.vector_source.transformers.0.class_name_mapping.needles"
CHANGES = {
    "another device": (
        lambda draft: setattr(draft, "device", "cpu"),
        ["backend.device"],
    ),
    "another stride": (
        lambda draft: setattr(draft.chips, "stride_px", 64),
        ["chip_options.sampling.training.stride"],
    ),
    "another chip size": (
        lambda draft: setattr(draft.chips, "size_px", 128),
        [
            "backend.data.img_sz",
            "chip_options.sampling.training.size",
            "chip_options.sampling.validation.size",
        ],
    ),
    "another colour": (
        lambda draft: setattr(draft.classes[1], "colour", "#ff00ff"),
        ["dataset.class_config.colors.1"],
    ),
    "another name": (
        lambda draft: setattr(draft.classes[1], "name", "conifers"),
        [
            "dataset.class_config.names.1",
            f"dataset.train_scenes.0.{LABELS}",
            f"dataset.validation_scenes.0.{LABELS}",
        ],
    ),
    "an option": (
        lambda draft: draft.options.update({"backend": {"solver": {"lr": 0.5}}}),
        ["backend.solver.lr"],
    ),
    "another run folder": (
        lambda draft: setattr(draft, "run_folder", "/runs/2"),
        ["predict_uri", "root_uri"],
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_of_one_thing_changes_that_thing_alone(name):
    change, places = CHANGES[name]
    draft = opened()

    change(draft)

    assert differences(CONFIG, changed_config(draft)) == places


def test_other_layers_make_a_new_proposal_that_keeps_the_rest():
    draft = opened()
    draft.images[0].bands = [1]

    request = request_of(draft)

    assert "config" not in request
    assert request["keep"] == CONFIG


def test_another_preset_trains_in_another_way():
    draft = opened()
    draft.preset = "quick"

    kept = request_of(draft)["keep"]

    assert differences(CONFIG, kept) == ["backend"]


@pytest.mark.parametrize(
    "config",
    [{"type_hint": "solver"}, {"type_hint": "semantic_segmentation", "dataset": {}}],
)
def test_what_cannot_be_shown_is_told_in_words(config):
    with pytest.raises(ConfigError, match="config"):
        draft_of_config(config)


@pytest.mark.real_engine
def test_a_config_of_the_engine_comes_back_unchanged(real_engine, image, labels, tmp_path):
    def new(request, name):
        (tmp_path / "request.json").write_text(json.dumps(request))
        command = [real_engine, "-m", "rv_engine", "new", "--draft", tmp_path / "request.json"]
        subprocess.run([*command, "--out", tmp_path / name], check=True, cwd=ROOT)
        return json.loads((tmp_path / name).read_text())

    draft = Draft.from_dict(
        {
            "images": [{"path": str(image)}],
            "labels": {"path": str(labels), "class_field": "class"},
            "run_folder": str(tmp_path / "run"),
        }
    )
    config = new(draft.to_request(), "first.json")

    again = draft_of_config(config)
    assert [one.name for one in again.classes] == ["building", "background"]
    again.options = {"backend": {"solver": {"num_epochs": 3}}}
    assert differences(config, new(request_of(again), "second.json")) == [
        "backend.solver.num_epochs"
    ]
