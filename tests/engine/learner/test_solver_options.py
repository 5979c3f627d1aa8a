from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from rv_engine.errors import ConfigError
from rv_engine.learner import SemanticSegmentationModelConfig, SolverConfig
from rv_engine.learner.backbone import backbone_of
from rv_engine.learner.batch_size_finder import find_batch_size
from rv_engine.learner.learning_rate_finder import search_learning_rate
from rv_engine.learner.samples import Batch
from rv_engine.learner.semantic_segmentation import (
    SegmentationNetwork,
    SemanticSegmentationLearner,
    load_model,
)
from rv_engine.learner.survey import balancing_weights
from rv_engine.learner.training_loop import TrainingLoop
from rv_engine.learner.weight_average import WeightAverage
from rv_engine.learner.weights import read_weights
from tests.engine.learner.chip_folders import write_chips
from tests.engine.learner.recording import RecordingMonitor

MakeLearner = Callable[..., SemanticSegmentationLearner]


def without_batch_norm(learner: SemanticSegmentationLearner) -> SemanticSegmentationLearner:
    """A network of two convolutions, for which a batch in parts is exactly the batch."""

    def build(*_: Any) -> SegmentationNetwork:
        torch.manual_seed(0)
        body = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 2, 1))
        return SegmentationNetwork(body, 3, 2)

    learner.build_network = build  # type: ignore[method-assign]
    learner.empty_network = build  # type: ignore[method-assign]
    return learner


def saved(output_dir: Path) -> dict[str, torch.Tensor]:
    return read_weights(output_dir / "model" / "model.safetensors")


def assert_nearly_the_same(one: Path, other: Path) -> None:
    ours, theirs = saved(one), saved(other)
    for name in ours:
        torch.testing.assert_close(ours[name], theirs[name], rtol=1e-4, atol=1e-6)


def epoch_losses(monitor: RecordingMonitor) -> list[float]:
    return [metric.value or 0.0 for metric in monitor.metrics if metric.name == "train_loss"]


PLAIN: dict[str, Any] = {
    "data": {"augmentors": []},
    "optimizer": "sgd",
    "lr": 0.05,
    "num_epochs": 3,
    "mixed_precision": "no",
}


def test_accumulated_batches_are_one_larger_batch(
    tmp_path: Path, make_learner: MakeLearner
) -> None:
    chips = write_chips(tmp_path / "chips", train=8)
    for name, sizes in (("4", {"batch_sz": 4}), ("2x2", {"batch_sz": 2, "accumulate_batches": 2})):
        without_batch_norm(
            make_learner(chips, output_dir=tmp_path / name, **PLAIN, **sizes)
        ).train()
    assert_nearly_the_same(tmp_path / "4", tmp_path / "2x2")


def test_too_little_memory_halves_what_is_calculated_at_once_and_says_so(
    tmp_path: Path, make_learner: MakeLearner, monitor: RecordingMonitor
) -> None:
    chips = write_chips(tmp_path / "chips", train=8)
    small = without_batch_norm(make_learner(chips, output_dir=tmp_path / "a", **PLAIN, batch_sz=8))
    sizes: list[int] = []
    original = small.training_step

    def only_two_fit(network: Any, images: torch.Tensor, batch: Batch) -> Any:
        sizes.append(len(batch))
        if len(batch) > 2:
            raise torch.cuda.OutOfMemoryError("CUDA out of memory.")
        return original(network, images, batch)

    small.training_step = only_two_fit  # type: ignore[method-assign]
    small.train(monitor)
    assert sizes == [8, 4] + 3 * [2, 2, 2, 2]
    assert "does not suffice for 8 chips at once. From now on 4" in monitor.log_text
    assert "does not suffice for 4 chips at once. From now on 2" in monitor.log_text
    without_batch_norm(make_learner(chips, output_dir=tmp_path / "b", **PLAIN, batch_sz=8)).train()
    assert_nearly_the_same(tmp_path / "a", tmp_path / "b")


def test_one_chip_that_does_not_fit_is_an_error_with_advice(
    chips: Path, make_learner: MakeLearner
) -> None:
    def nothing_fits(*_: Any) -> Any:
        raise torch.cuda.OutOfMemoryError("CUDA out of memory.")

    learner = make_learner(chips)
    learner.training_step = nothing_fits  # type: ignore[method-assign]
    with pytest.raises(Exception, match="memory does not suffice. Lower the batch size"):
        learner.train()


def test_the_moving_average_follows_by_hand() -> None:
    network = nn.Linear(1, 1, bias=False)
    with torch.no_grad():
        network.weight.fill_(0.0)
        average = WeightAverage(network, 0.9)
        network.weight.fill_(1.0)
        average.update()  # keeps min(0.9, 2/11)
        expected = 1 - 2 / 11
        with average.applied():
            assert network.weight.item() == pytest.approx(expected)
        assert network.weight.item() == 1.0
        average.update()  # keeps min(0.9, 3/12)
    with average.applied():
        assert network.weight.item() == pytest.approx(1 - (1 - expected) * 3 / 12)


def test_the_average_is_validated_saved_and_resumed(
    tmp_path: Path, make_learner: MakeLearner
) -> None:
    chips = write_chips(tmp_path / "chips")
    options = {"ema_decay": 0.9, "keep": "last", "num_epochs": 3}
    learner = make_learner(chips, output_dir=tmp_path / "a", **options)
    learner.train()
    state = torch.load(tmp_path / "a" / "checkpoints" / "last.pt", weights_only=True)["loop_state"]
    name = "body.segmentation_head.0.weight"
    assert torch.equal(saved(tmp_path / "a")[name], state["average"]["weights"][name])
    assert not torch.equal(saved(tmp_path / "a")[name], state["network"][name])
    interrupted = make_learner(chips, output_dir=tmp_path / "b", **options)
    stop_after(interrupted, epochs=1)
    assert interrupted.train().resumed_after_epoch == 1
    for key, tensor in saved(tmp_path / "a").items():
        assert torch.equal(tensor, saved(tmp_path / "b")[key])


def stop_after(learner: SemanticSegmentationLearner, epochs: int) -> None:
    """Trains until an epoch after so many begins, and is stopped there."""
    original = TrainingLoop.train_epoch

    def stopping(self: TrainingLoop, epoch: int, *arguments: Any) -> Any:
        if epoch == epochs:
            raise KeyboardInterrupt
        return original(self, epoch, *arguments)

    TrainingLoop.train_epoch = stopping  # type: ignore[method-assign, assignment]
    try:
        with pytest.raises(KeyboardInterrupt):
            learner.train()
    finally:
        TrainingLoop.train_epoch = original  # type: ignore[method-assign]


def test_the_last_epoch_is_kept_on_request(chips: Path, make_learner: MakeLearner) -> None:
    learner = make_learner(chips, num_epochs=3, lr=1e-9, keep="last")
    result = learner.train()
    state = torch.load(learner.output_dir / "checkpoints" / "last.pt", weights_only=True)[
        "loop_state"
    ]
    assert result.best_epoch == 3
    assert all(torch.equal(t, state["network"][n]) for n, t in saved(learner.output_dir).items())


def test_a_frozen_backbone_stays_as_it_was_and_then_learns(
    tmp_path: Path, make_learner: MakeLearner, monitor: RecordingMonitor
) -> None:
    chips = write_chips(tmp_path / "chips")
    seen: list[dict[str, torch.Tensor]] = []
    original = TrainingLoop.evaluate

    def remember(self: TrainingLoop, *arguments: Any) -> Any:
        seen.append({k: v.clone() for k, v in self.network.state_dict().items()})
        return original(self, *arguments)

    learner = make_learner(chips, num_epochs=3, freeze_backbone_epochs=2)
    TrainingLoop.evaluate = remember  # type: ignore[method-assign, assignment]
    try:
        learner.train(monitor)
    finally:
        TrainingLoop.evaluate = original  # type: ignore[method-assign]
    encoder = [name for name in seen[0] if ".encoder." in name]
    head = "body.segmentation_head.0.weight"
    assert all(torch.equal(seen[0][name], seen[1][name]) for name in encoder)
    assert not torch.equal(seen[0][head], seen[1][head])
    assert not all(torch.equal(seen[1][name], seen[2][name]) for name in encoder)


def test_a_network_without_a_backbone_cannot_be_frozen() -> None:
    with pytest.raises(ConfigError, match="no backbone"):
        backbone_of(nn.Conv2d(3, 2, 1))


def test_the_rate_at_which_the_loss_falls_fastest_is_found() -> None:
    # A quadratic bowl, walked down by plain gradient descent: it goes astray above a rate of 0.2.
    position = [1.0]

    def step(rate: float) -> float:
        loss = 5 * position[0] ** 2
        position[0] -= rate * 10 * position[0]
        return loss + 0.01

    search = search_learning_rate(step)
    assert 0.001 < search.suggestion < 0.2


def test_the_search_ends_where_the_loss_is_no_number() -> None:
    search = search_learning_rate(lambda rate: math.nan if rate > 0.1 else 1.0 - rate)
    assert 0.01 < search.rates[-1] <= 0.1
    assert search_learning_rate(lambda rate: math.nan).suggestion == 1e-4


def test_automatic_rate_and_batch_size_are_found_once_and_resumed(
    tmp_path: Path, make_learner: MakeLearner, monitor: RecordingMonitor
) -> None:
    chips = write_chips(tmp_path / "chips", train=8)
    learner = make_learner(chips, lr="auto", batch_sz="auto", num_epochs=2, optimizer="sgd")
    without_batch_norm(learner)
    stop_after(learner, epochs=1)
    learner.train(monitor)
    assert "Looking for" not in " ".join(m.what for m in monitor.progress_messages)
    description = (learner.output_dir / "model" / "model.json").read_text()
    assert '"batch_sz": 2' in description
    assert '"lr": "auto"' not in description


@pytest.mark.parametrize(("most", "found"), [(64, 16), (5, 4), (1, 1)])
def test_the_largest_batch_that_fits_is_found(
    tmp_path: Path, make_learner: MakeLearner, most: int, found: int, monkeypatch: Any
) -> None:
    learner = without_batch_norm(make_learner(write_chips(tmp_path / "chips", train=64)))

    def step(network: Any, images: torch.Tensor, batch: Batch) -> Any:
        if len(batch) > most:
            raise torch.cuda.OutOfMemoryError("CUDA out of memory.")
        answer = network(images).sum()
        return answer, torch.ones(())

    monkeypatch.setattr(learner, "training_step", step)
    source = learner.open_source("train")
    assert source is not None
    network = learner.build_network(3, RecordingMonitor())
    assert find_batch_size(network, learner, source) == 8
    monkeypatch.setattr("rv_engine.learner.batch_size_finder._prefers_few", lambda device: False)
    assert find_batch_size(network, learner, source) == found


def test_each_class_gets_the_same_weight_in_balanced_sampling() -> None:
    counts = np.array([[10, 0], [10, 0], [10, 0], [5, 5]])
    weights = balancing_weights(counts)
    # Class 0 is shared by 3.5 chips, class 1 belongs to the last one alone.
    np.testing.assert_allclose(weights, [1 / 7, 1 / 7, 1 / 7, 1 / 14 + 1 / 2])
    with_nothing = balancing_weights(np.array([[1, 0], [0, 1], [0, 0], [0, 0]]))
    np.testing.assert_allclose(with_nothing, [1 / 3, 1 / 3, 1 / 6, 1 / 6])


def test_balanced_sampling_trains_and_resumes_alike(
    tmp_path: Path, make_learner: MakeLearner
) -> None:
    chips = write_chips(tmp_path / "chips", train=6)
    for name in ("a", "b"):
        learner = make_learner(
            chips, output_dir=tmp_path / name, class_balanced_sampling=True, num_epochs=2
        )
        if name == "b":
            stop_after(learner, epochs=1)
        learner.train()
    assert all(torch.equal(t, saved(tmp_path / "b")[n]) for n, t in saved(tmp_path / "a").items())


@pytest.mark.parametrize(
    "scheduler", [{"scheduler": "cosine"}, {"scheduler": "plateau"}, {"optimizer": "radam"}]
)
def test_other_schedules_and_optimizers_learn(
    chips: Path, make_learner: MakeLearner, monitor: RecordingMonitor, scheduler: dict[str, str]
) -> None:
    make_learner(chips, num_epochs=6, lr=3e-3, deterministic=True, **scheduler).train(monitor)
    assert epoch_losses(monitor)[-1] < epoch_losses(monitor)[0]
    assert not torch.are_deterministic_algorithms_enabled()


def test_a_compiled_network_is_saved_under_its_own_names(
    chips: Path, make_learner: MakeLearner, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled: list[nn.Module] = []
    monkeypatch.setattr(torch, "compile", lambda network: compiled.append(network) or network)
    learner = make_learner(chips, num_epochs=1, torch_compile=True)
    result = learner.train()
    assert len(compiled) == 1
    assert load_model(result.model_path, "cpu").num_classes == 2


@pytest.mark.parametrize(
    ("config", "values"),
    [
        (SolverConfig, {"external_loss_def": {"uri": "loss.zip"}}),
        (SemanticSegmentationModelConfig, {"external_def": {"github_repo": "a/b"}}),
    ],
)
def test_code_from_elsewhere_names_the_way_that_there_is(
    config: type[SolverConfig | SemanticSegmentationModelConfig], values: dict[str, object]
) -> None:
    with pytest.raises(ConfigError, match="is not supported.*plugin"):
        config.from_dict(values)
    assert config.from_dict(dict.fromkeys(values)) == config()


@pytest.mark.parametrize("loss", ["focal_loss", "dice_loss", "lovasz_loss"])
def test_other_losses_are_trained_with(
    chips: Path, make_learner: MakeLearner, monitor: RecordingMonitor, loss: str
) -> None:
    make_learner(chips, num_epochs=6, lr=3e-3, loss={"type_hint": loss}).train(monitor)
    assert epoch_losses(monitor)[-1] < 0.8 * epoch_losses(monitor)[0]
