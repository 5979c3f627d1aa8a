from __future__ import annotations

import csv
import dataclasses
import math
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from rv_engine.errors import Cancelled, ConfigError, LabelError, ModelError, OutputError
from rv_engine.learner import SemanticSegmentationModelConfig
from rv_engine.learner.semantic_segmentation import (
    SegmentationNetwork,
    SemanticSegmentationLearner,
    load_model,
)
from rv_engine.learner.semantic_segmentation.segmentation_meter import SegmentationMeter
from rv_engine.learner.targets import NO_LABEL
from rv_engine.learner.weights import read_weights
from rv_engine.messages import Message, Progress
from rv_engine.monitor import Monitor
from tests.engine.learner.chip_folders import make_chip, write_chip, write_chips
from tests.engine.learner.recording import RecordingMonitor

MakeLearner = Callable[..., SemanticSegmentationLearner]
UNET = SemanticSegmentationModelConfig(architecture="unet", backbone="resnet18", pretrained=False)
DEEPLABV3 = SemanticSegmentationModelConfig(pretrained=False)
FCN = SemanticSegmentationModelConfig(architecture="fcn", pretrained=False)


def losses(monitor: RecordingMonitor, name: str = "train_loss") -> list[float]:
    return [metric.value or 0.0 for metric in monitor.metrics if metric.name == name]


def weights_of(output_dir: Path) -> dict[str, torch.Tensor]:
    return read_weights(output_dir / "model" / "model.safetensors")


def assert_same_weights(one: Path, other: Path) -> None:
    ours, theirs = weights_of(one), weights_of(other)
    assert ours.keys() == theirs.keys()
    assert [name for name in ours if not torch.equal(ours[name], theirs[name])] == []


@pytest.mark.parametrize(
    ("model", "lr"),
    [(UNET, 3e-3), (DEEPLABV3, 1e-3), (FCN, 1e-3)],
    ids=["unet", "deeplabv3", "fcn"],
)
def test_a_model_learns_four_chips_by_heart(
    tmp_path: Path, make_learner: MakeLearner, monitor: RecordingMonitor, model: Any, lr: float
) -> None:
    for index in range(4):
        # Halves: DeepLabV3 sees chips of this size as a grid of 4 x 4.
        mask = np.zeros((32, 32), np.uint8)
        mask[:16] = 1
        mask = np.rot90(mask, index)
        image = make_chip(index)[0] // 3 + 120 * mask[..., None]
        write_chip(tmp_path / "chips" / "train", str(index), image, mask)
    learner = make_learner(
        tmp_path / "chips",
        model=model,
        data={"augmentors": []},
        batch_sz=4,
        num_epochs=15,
        lr=lr,
    )
    learner.train(monitor)
    assert losses(monitor)[0] > 0.5
    assert min(losses(monitor)) < 0.1


@pytest.mark.parametrize(("bands", "dtype"), [(1, "uint8"), (4, "uint16"), (7, "float32")])
def test_any_bands_and_types_of_pixels_are_learned_alike(
    tmp_path: Path, make_learner: MakeLearner, monitor: RecordingMonitor, bands: int, dtype: str
) -> None:
    chips = write_chips(tmp_path / "chips", train=8, bands=bands, dtype=dtype)
    result = make_learner(chips, num_epochs=10, batch_sz=4, lr=3e-3).train(monitor)
    assert result.metrics["classes"]["building"]["f1"] > 0.8
    predictor = load_model(result.model_path, "cpu")
    image, mask = make_chip(500, bands=bands, dtype=dtype)
    assert (predictor.predict_classes(image[None])[0] == mask).mean() > 0.8


def test_the_messages_tell_the_whole_story(
    chips: Path, make_learner: MakeLearner, monitor: RecordingMonitor
) -> None:
    make_learner(chips, num_epochs=2).train(monitor)
    assert [m.step for m in monitor.metrics if m.name == "train_loss"] == [1, 2]
    names = {m.name for m in monitor.metrics}
    assert names >= {"train_loss", "val_loss", "lr", "images_per_s", "avg_f1", "f1", "iou"}
    classes = {m.class_name for m in monitor.metrics if m.name == "f1"}
    assert classes == {"ground", "building"}
    fractions = [m.overall for m in monitor.progress_messages]
    assert fractions == sorted(fractions)
    last = monitor.progress_messages[-1]
    assert (last.done, last.total, last.what) == (6, 6, "Training, epoch 2 of 2")
    assert "Training on cpu" in monitor.log_text
    assert "building 25.0%" in monitor.log_text


def test_the_log_has_one_line_an_epoch(chips: Path, make_learner: MakeLearner) -> None:
    learner = make_learner(chips, num_epochs=3)
    learner.train()
    with (learner.output_dir / "log.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["epoch"] for row in rows] == ["1", "2", "3"]
    assert all(math.isfinite(float(row["val_loss"])) for row in rows)
    assert float(rows[0]["building_recall"]) >= 0


def test_the_same_seed_gives_the_same_weights(
    tmp_path: Path, chips: Path, make_learner: MakeLearner
) -> None:
    for name, seed, workers in (("a", 3, 0), ("b", 3, 3), ("c", 4, 0)):
        make_learner(
            chips, output_dir=tmp_path / name, seed=seed, data={"num_workers": workers}
        ).train()
    assert_same_weights(tmp_path / "a", tmp_path / "b")
    name = "body.segmentation_head.0.weight"
    assert not torch.equal(weights_of(tmp_path / "a")[name], weights_of(tmp_path / "c")[name])


def test_training_leaves_the_random_numbers_of_others_alone(
    chips: Path, make_learner: MakeLearner
) -> None:
    torch.manual_seed(11)
    expected = torch.rand(3)
    torch.manual_seed(11)
    make_learner(chips, num_epochs=1).train()
    torch.testing.assert_close(torch.rand(3), expected)


def test_unlabelled_pixels_change_neither_statistics_nor_loss(
    tmp_path: Path, make_learner: MakeLearner
) -> None:
    def losses_without(part: slice, value: int) -> list[float]:
        folder = tmp_path / f"{part.start} {value}"
        for split in ("train", "valid"):
            for index in range(2):
                image, mask = make_chip(index)
                image[part], mask[part] = value, NO_LABEL
                write_chip(folder / split, str(index), image, mask)
        monitor = RecordingMonitor()
        # One pixel sees only itself, so that what is unlabelled cannot reach what is labelled.
        learner = make_learner(folder, output_dir=folder / "out", data={"augmentors": []})
        learner.build_network = lambda *_: SegmentationNetwork(one_pixel_network(), 3, 2)
        learner.train(monitor)
        return losses(monitor) + losses(monitor, "val_loss")

    part = slice(8, 24)
    assert losses_without(part, 0) == losses_without(part, 255)


def one_pixel_network() -> nn.Module:
    torch.manual_seed(0)
    return nn.Conv2d(3, 2, kernel_size=1)


def test_an_ignored_class_is_neither_learned_nor_counted(
    chips: Path, make_learner: MakeLearner, monitor: RecordingMonitor
) -> None:
    result = make_learner(chips, num_epochs=8, lr=3e-3, ignore_class_index=-1).train(monitor)
    assert losses(monitor)[-1] < 0.1
    assert result.metrics["classes"]["building"]["recall"] is None
    assert result.metrics["classes"]["ground"]["recall"] > 0.9


def test_the_best_epoch_is_kept_and_not_the_last(
    chips: Path, make_learner: MakeLearner, monkeypatch: pytest.MonkeyPatch
) -> None:
    qualities = iter([0.2, 0.9, 0.5])
    original = SegmentationMeter.scores
    monkeypatch.setattr(
        SegmentationMeter,
        "scores",
        lambda self: dataclasses.replace(original(self), quality=next(qualities)),
    )
    learner = make_learner(chips, num_epochs=3)
    result = learner.train()
    assert result.best_epoch == 2
    checkpoints = learner.output_dir / "checkpoints"
    assert [path.name for path in checkpoints.glob("best*")] == ["best-epoch-2.safetensors"]
    best = read_weights(checkpoints / "best-epoch-2.safetensors")
    saved = weights_of(learner.output_dir)
    last = torch.load(checkpoints / "last.pt", weights_only=True)["loop_state"]["network"]
    assert all(torch.equal(best[name], saved[name]) for name in best)
    assert not all(torch.equal(best[name], last[name]) for name in best)


def test_without_validation_the_last_epoch_is_kept_and_that_is_said(
    tmp_path: Path, make_learner: MakeLearner, monitor: RecordingMonitor
) -> None:
    result = make_learner(write_chips(tmp_path / "chips", valid=0)).train(monitor)
    assert (result.best_epoch, result.metrics) == (2, {})
    assert "no validation chips" in monitor.log_text


def test_training_stops_early_when_nothing_improves(chips: Path, make_learner: MakeLearner) -> None:
    learner = make_learner(chips, num_epochs=50, lr=1e-9, early_stopping_patience=2)
    result = learner.train()
    assert result.epochs_done == result.best_epoch + 2 < 50
    monitor = RecordingMonitor()
    assert learner.train(monitor) == type(result)(
        **{**vars(result), "resumed_after_epoch": result.epochs_done}
    )
    assert "is finished" in monitor.log_text


def test_a_finished_training_is_not_run_again(chips: Path, make_learner: MakeLearner) -> None:
    first = make_learner(chips).train()
    changed_ns = (first.model_path / "model.safetensors").stat().st_mtime_ns
    monitor = RecordingMonitor()
    again = make_learner(chips, data={"num_workers": 0}).train(monitor)
    assert again.metrics == first.metrics
    assert (first.model_path / "model.safetensors").stat().st_mtime_ns == changed_ns
    assert losses(monitor) == []
    assert "is finished" in monitor.log_text


@pytest.mark.parametrize("change", ["solver", "chips"])
def test_a_training_starts_over_when_something_has_changed(
    chips: Path, make_learner: MakeLearner, change: str
) -> None:
    make_learner(chips, num_epochs=2).train()
    if change == "chips":
        write_chip(chips / "train", "new", *make_chip(77))
    monitor = RecordingMonitor()
    result = make_learner(chips, num_epochs=3 if change == "solver" else 2).train(monitor)
    assert result.resumed_after_epoch == 0
    assert len(losses(monitor)) == result.epochs_done
    assert "have changed" in monitor.log_text


def test_a_damaged_checkpoint_is_said_and_the_training_starts_over(
    chips: Path, make_learner: MakeLearner, monitor: RecordingMonitor
) -> None:
    learner = make_learner(chips)
    learner.train()
    path = learner.output_dir / "checkpoints" / "last.pt"
    path.write_bytes(path.read_bytes()[:1000])
    assert learner.train(monitor).resumed_after_epoch == 0
    assert "cannot be read" in monitor.log_text


def test_cancelling_stops_within_a_step_and_the_next_call_goes_on(
    tmp_path: Path, chips: Path, make_learner: MakeLearner
) -> None:
    cancelled = threading.Event()
    messages = []

    def cancel_in_epoch_two(message: Message) -> None:
        messages.append(message)
        if isinstance(message, Progress) and message.what == "Training, epoch 2 of 3":
            cancelled.set()

    learner = make_learner(chips, num_epochs=3)
    with pytest.raises(Cancelled):
        learner.train(Monitor(cancel_in_epoch_two, cancelled))
    assert isinstance(messages[-1], Progress)
    assert not (learner.output_dir / "model").exists()
    result = learner.train()
    assert (result.resumed_after_epoch, result.epochs_done) == (1, 3)
    make_learner(chips, output_dir=tmp_path / "unbroken", num_epochs=3).train()
    assert_same_weights(learner.output_dir, tmp_path / "unbroken")


def test_a_loss_that_is_no_number_stops_with_advice(chips: Path, make_learner: MakeLearner) -> None:
    learner = make_learner(chips, lr=1e30, optimizer="sgd", max_grad_norm=None, one_cycle=False)
    with pytest.raises(ModelError, match="went astray in epoch 1.*Lower the learning rate"):
        learner.train()


@pytest.mark.parametrize("optimizer", ["adamw", "adam", "sgd"])
@pytest.mark.parametrize("mixed_precision", ["no", "bf16"])
def test_every_optimizer_learns_at_every_precision(
    chips: Path, make_learner: MakeLearner, optimizer: str, mixed_precision: str
) -> None:
    monitor = RecordingMonitor()
    lr = 0.05 if optimizer == "sgd" else 3e-3
    make_learner(
        chips, num_epochs=8, lr=lr, optimizer=optimizer, mixed_precision=mixed_precision
    ).train(monitor)
    assert losses(monitor)[-1] < 0.7 * losses(monitor)[0]


def test_class_weights_shift_what_is_found(tmp_path: Path, make_learner: MakeLearner) -> None:
    rng = np.random.default_rng(0)
    for split in ("train", "valid"):
        for index in range(4):
            image, mask = rng.integers(0, 255, (32, 32, 3)), rng.integers(0, 2, (32, 32))
            write_chip(
                tmp_path / "chips" / split,
                str(index),
                image.astype(np.uint8),
                mask.astype(np.uint8),
            )

    def recall_with(weights: list[float]) -> float:
        learner = make_learner(
            tmp_path / "chips",
            output_dir=tmp_path / str(weights[1]),
            num_epochs=8,
            lr=3e-3,
            class_loss_weights=weights,
        )
        return float(learner.train().metrics["classes"]["building"]["recall"])

    assert recall_with([1, 0.1]) < 0.4
    assert recall_with([1, 10]) > 0.9


@pytest.mark.parametrize(
    ("solver", "complaint"),
    [
        ({"class_loss_weights": [1, 2, 3]}, "3 numbers for 2 classes.*ground, building"),
        ({"ignore_class_index": 2}, "ignore_class_index is 2, but there are only 2 classes"),
        (
            {"model": DEEPLABV3, "batch_sz": 1},
            "batch_sz is 1, but 'deeplabv3' learns from at least 2",
        ),
    ],
)
def test_settings_that_do_not_fit_are_an_error_before_the_training(
    chips: Path, make_learner: MakeLearner, solver: Any, complaint: str
) -> None:
    with pytest.raises(ConfigError, match=complaint):
        make_learner(chips, **solver)


def test_missing_chips_are_an_error(tmp_path: Path, make_learner: MakeLearner) -> None:
    with pytest.raises(LabelError, match="no chips"):
        make_learner(tmp_path / "nothing").train()


def test_a_wrong_label_is_found_before_the_training(
    chips: Path, make_learner: MakeLearner, monitor: RecordingMonitor
) -> None:
    write_chip(chips / "train", "wrong", make_chip(1)[0], np.full((32, 32), 9, np.uint8))
    with pytest.raises(LabelError, match="wrong.png' holds 9"):
        make_learner(chips).train(monitor)
    assert losses(monitor) == []


def test_a_folder_that_cannot_be_written_is_an_error_before_the_training(
    tmp_path: Path, chips: Path, make_learner: MakeLearner
) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError, match="cannot be written"):
        make_learner(chips, output_dir=tmp_path / "file" / "train").train()


def test_a_single_chip_is_enough(tmp_path: Path, make_learner: MakeLearner) -> None:
    chips = write_chips(tmp_path / "chips", train=1, valid=1)
    assert make_learner(chips, num_epochs=1).train().epochs_done == 1
