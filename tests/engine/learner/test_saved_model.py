from __future__ import annotations

import json
import pickletools
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import BundleError, ModelError
from rv_engine.learner import SemanticSegmentationModelConfig
from rv_engine.learner.saved_model import ModelDescription, read_description, save_model
from rv_engine.learner.semantic_segmentation import SegmentationPredictor, load_model
from rv_engine.learner.weights import read_weights, weights_of, write_weights

IMAGES = np.random.default_rng(0).integers(0, 4000, (2, 40, 33, 4)).astype(np.uint16)


@pytest.fixture
def network(small_unet: SemanticSegmentationModelConfig) -> Any:
    torch.manual_seed(0)
    network = small_unet.build(4, 3)
    network.normalization.set_statistics([1000, 2000, 1500, 900], [300, 400, 200, 100])
    return network


@pytest.fixture
def folder(tmp_path: Path, small_unet: SemanticSegmentationModelConfig, network: Any) -> Path:
    description = ModelDescription(
        model=small_unet,
        num_channels=4,
        input_dtype="uint16",
        chip_sz_px=64,
        class_config=ClassConfig(names=["ground", "house", "road"]),
        training={"best_epoch": 3},
    )
    save_model(tmp_path / "model", description, weights_of(network))
    return tmp_path / "model"


def test_a_model_predicts_the_same_after_saving_and_loading(folder: Path, network: Any) -> None:
    before = SegmentationPredictor(network, num_channels=4, num_classes=3, device="cpu")
    after = load_model(folder, "cpu", mixed_precision="no")
    np.testing.assert_array_equal(
        after.predict_probabilities(IMAGES), before.predict_probabilities(IMAGES)
    )
    assert (after.num_channels, after.num_classes, str(after.device)) == (4, 3, "cpu")


def test_the_description_comes_back(folder: Path) -> None:
    description = read_description(folder)
    assert description.class_config.names == ["ground", "house", "road"]
    assert (description.num_channels, description.input_dtype) == (4, "uint16")
    assert (description.chip_sz_px, description.training) == (64, {"best_epoch": 3})


def test_there_is_no_pickle_in_a_saved_model(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} == {"model.json", "model.safetensors"}
    content = (folder / "model.safetensors").read_bytes()
    header_length = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + header_length])
    tensors = [entry for name, entry in header.items() if name != "__metadata__"]
    # Nothing but the header and the numbers that it lists.
    assert max(entry["data_offsets"][1] for entry in tensors) == len(content) - 8 - header_length
    with pytest.raises(ValueError, match="pickle|opcode|byte"):
        list(pickletools.genops(content))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_others_may_read_a_saved_model_as_far_as_the_umask_allows(
    tmp_path: Path, folder: Path
) -> None:
    plain = tmp_path / "plain"
    plain.touch()
    assert {path.stat().st_mode for path in folder.iterdir()} == {plain.stat().st_mode}


def test_a_saved_model_does_not_tell_where_its_first_weights_lay(
    tmp_path: Path, chips: Path, make_learner: Any, small_unet: SemanticSegmentationModelConfig
) -> None:
    first = tmp_path / "secret-project.safetensors"
    write_weights(first, weights_of(small_unet.build(3, 2)))
    model = small_unet.model_copy(update={"init_weights": str(first)})
    result = make_learner(chips, model=model, num_epochs=1).train()
    assert "secret-project" not in (result.model_path / "model.json").read_text()


def test_truncated_weights_are_an_error(folder: Path) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(ModelError, match="holds no readable weights"):
        load_model(folder, "cpu")


def test_weights_that_are_no_numbers_are_an_error(folder: Path) -> None:
    path = folder / "model.safetensors"
    weights = read_weights(path)
    name = next(name for name in weights if name.endswith(".weight"))
    weights[name].view(-1)[0] = float("nan")
    write_weights(path, weights)
    with pytest.raises(ModelError, match="not all are numbers"):
        load_model(folder, "cpu")


def test_missing_weights_are_an_error(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    with pytest.raises(ModelError, match="do not exist"):
        load_model(folder, "cpu")


def test_a_folder_without_a_model_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="holds no model"):
        load_model(tmp_path, "cpu")


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"version": 99}, "of version 99, known is 1"),
        ({"task": "object_detection"}, "is not for 'object_detection'"),
        ({"model": {"type_hint": "model"}, "task": ""}, "has to say which 'model' it is"),
        ({"num_channels": None}, "cannot be used"),
        ({"model": {"type_hint": "semantic_segmentation_model", "architecture": "x"}}, "'x' is no"),
        ({"class_config": ...}, "it lacks 'class_config'"),
    ],
)
def test_a_description_that_cannot_be_used_says_why(
    folder: Path, change: dict[str, Any], complaint: str
) -> None:
    path = folder / "model.json"
    content = {**json.loads(path.read_text()), **change}
    path.write_text(json.dumps({k: v for k, v in content.items() if v is not ...}))
    with pytest.raises(BundleError, match=complaint):
        load_model(folder, "cpu")


def test_a_description_that_is_no_json_is_an_error(folder: Path) -> None:
    (folder / "model.json").write_text('{"task": ')
    with pytest.raises(BundleError, match="cannot be used"):
        load_model(folder, "cpu")


def test_weights_that_do_not_fit_the_description_are_an_error(folder: Path) -> None:
    path = folder / "model.json"
    content = json.loads(path.read_text())
    path.write_text(json.dumps({**content, "num_channels": 5}))
    with pytest.raises(ModelError, match="of another network.*not 5"):
        load_model(folder, "cpu")
