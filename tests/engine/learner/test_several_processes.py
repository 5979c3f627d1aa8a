from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from rv_engine.errors import RvError
from rv_engine.learner import (
    SemanticSegmentationLearnerConfig,
    SemanticSegmentationModelConfig,
    SolverConfig,
)
from rv_engine.learner.launch import Placement, train_together
from rv_engine.learner.semantic_segmentation import load_model
from rv_engine.learner.weights import read_weights
from tests.engine.learner.chip_folders import image_data, write_chips
from tests.engine.learner.recording import RecordingMonitor
from tests.engine.learner.train_together import make_learner

ROOT = Path(__file__).parents[3]
SAME = ("train_loss", "val_loss", "quality", "building_iou", "lr")


def rows(out: Path) -> list[dict[str, str]]:
    with (out / "log.csv").open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.skipif(sys.platform == "win32", reason="torchrun has no gloo rendezvous there")
def test_two_processes_learn_as_one_with_the_same_batches(tmp_path: Path) -> None:
    # A last batch of 3, which the two share unevenly.
    chips = write_chips(tmp_path / "chips", train=11, valid=5)
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2"]
    module = ["-m", "tests.engine.learner.train_together", str(chips), str(tmp_path / "two")]
    result = subprocess.run([*command, *module], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    make_learner(chips, tmp_path / "one").train()
    one, two = rows(tmp_path / "one"), rows(tmp_path / "two")
    for ours, theirs in zip(one, two, strict=True):
        for name in SAME:
            assert float(ours[name]) == pytest.approx(float(theirs[name]), abs=1e-5)
    ours, theirs = (
        read_weights(tmp_path / name / "model" / "model.safetensors") for name in ("one", "two")
    )
    for name in ours:
        torch.testing.assert_close(ours[name], theirs[name], rtol=1e-4, atol=1e-5)


def learner_config(chips: Path, out: Path) -> SemanticSegmentationLearnerConfig:
    return SemanticSegmentationLearnerConfig(
        model=SemanticSegmentationModelConfig(
            architecture="unet",
            backbone="resnet18",
            pretrained=False,
            extra_args={"encoder_depth": 3, "decoder_channels": [32, 16, 16]},
        ),
        solver=SolverConfig(lr=1e-3, num_epochs=1, batch_sz=4, pictures=False),
        data=image_data(chips, num_workers=0),
        output_uri=str(out),
    )


@pytest.mark.skipif(sys.platform == "win32", reason="torchrun has no gloo rendezvous there")
def test_several_devices_are_started_and_their_messages_come_back(
    tmp_path: Path, monitor: RecordingMonitor
) -> None:
    chips = write_chips(tmp_path / "chips", train=8)
    config = learner_config(chips, tmp_path / "out")
    train_together(config, Placement(devices=2), "cpu", monitor)
    assert [m.step for m in monitor.metrics if m.name == "train_loss"] == [1]
    assert load_model(tmp_path / "out" / "model", "cpu").num_classes == 2


@pytest.mark.skipif(sys.platform == "win32", reason="torchrun has no gloo rendezvous there")
def test_what_goes_wrong_in_the_processes_is_the_error(tmp_path: Path) -> None:
    config = learner_config(tmp_path / "nothing", tmp_path / "out")
    with pytest.raises(RvError, match="no chips"):
        train_together(config, Placement(devices=2), "cpu", RecordingMonitor())


def test_several_machines_need_a_place_to_meet(tmp_path: Path) -> None:
    config = learner_config(tmp_path / "nothing", tmp_path / "out")
    with pytest.raises(RvError, match="not where they meet.*--rendezvous"):
        train_together(config, Placement(devices=1, nodes=2), None, RecordingMonitor())


def test_a_learner_knows_the_config_that_builds_it(tmp_path: Path) -> None:
    config = learner_config(write_chips(tmp_path / "chips"), tmp_path / "out")
    assert config.build("cpu").to_config() == config


def test_where_a_training_runs_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Placement.of_environment().is_single
    monkeypatch.setenv("RV_DEVICES", "4")
    monkeypatch.setenv("RV_NODES", "2")
    monkeypatch.setenv("RV_RENDEZVOUS", "host:29500")
    assert Placement.of_environment() == Placement(4, 2, "host:29500")
