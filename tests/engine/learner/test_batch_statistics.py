"""After a few steps a network answers as it has learned, because its statistics are measured."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from rv_engine.config.class_config import ClassConfig
from rv_engine.learner import (
    ClassificationImageDataConfig,
    ClassificationLearnerConfig,
    ClassificationModelConfig,
    SolverConfig,
)
from rv_engine.learner.backbone import backbone_of, set_frozen
from rv_engine.learner.batch_statistics import batches_to_measure, measuring
from rv_engine.learner.chip_classification import load_model
from rv_engine.learner.samples import Sample
from rv_engine.learner.semantic_segmentation import SemanticSegmentationLearner
from rv_engine.learner.targets import ClassLabel
from rv_engine.learner.training_loop import TrainingLoop
from rv_engine.learner.weights import read_weights

MakeLearner = Callable[..., SemanticSegmentationLearner]
NAMES = ["dark", "bright"]


class TwoKinds:
    """Bright and dark images of noise, sorted by class."""

    num_channels = 3
    dtype = np.dtype(np.uint8)

    def __init__(self, count: int) -> None:
        rng = np.random.default_rng(0)
        self.samples = [
            Sample(
                (rng.integers(0, 90, (64, 64, 3)) + 100 * (2 * index >= count)).astype(np.uint8),
                ClassLabel(int(2 * index >= count)),
            )
            for index in range(count)
        ]

    def __len__(self) -> int:
        return len(self.samples)

    def sample(self, index: int, rng: np.random.Generator | None = None) -> Sample:
        return self.samples[index]

    def fingerprint(self) -> str:
        return "two kinds"


def train(folder: Path, source: TwoKinds, **solver: Any) -> Path:
    config = ClassificationLearnerConfig(
        model=ClassificationModelConfig(backbone="mobilenet_v3_small", pretrained=False),
        solver=SolverConfig(
            lr=1e-3, batch_sz=8, mixed_precision="no", pictures=False, **solver
        ),
        data=ClassificationImageDataConfig(
            class_config=ClassConfig(names=NAMES), img_sz=64, num_workers=0, augmentors=[]
        ),
        output_uri=str(folder),
    )  # fmt: skip
    learner = config.build("cpu")
    learner.given_sources = {"train": source}
    return learner.train().model_path


@pytest.mark.parametrize("solver", [{}, {"ema_decay": 0.9}])
def test_what_was_learned_in_a_few_steps_is_answered(tmp_path: Path, solver: Any) -> None:
    source = TwoKinds(8)
    model = load_model(
        train(tmp_path, source, num_epochs=10, **solver), "cpu", mixed_precision="no"
    )
    images = np.stack([sample.image for sample in source.samples])
    right = [sample.target.class_id for sample in source.samples]  # type: ignore[attr-defined]
    assert model.predict_probabilities(images).argmax(axis=1).tolist() == right


def test_the_statistics_are_means_over_the_batches_with_the_weights_as_they_are() -> None:
    torch.manual_seed(0)
    network = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.Dropout(0.5))
    batches = [torch.rand(size, 3, 8, 8) for size in (4, 5, 6)]
    state = torch.get_rng_state()
    with torch.no_grad():
        outputs = [network[0](batch) for batch in batches]
        with measuring(network) as is_worth_it:
            assert is_worth_it
            for batch in batches:
                network(batch)
    norm = network[1]
    means = torch.stack([output.mean((0, 2, 3)) for output in outputs]).mean(0)
    variances = torch.stack([output.var((0, 2, 3)) for output in outputs]).mean(0)
    torch.testing.assert_close(norm.running_mean, means)
    torch.testing.assert_close(norm.running_var, variances)
    # Nothing else is different: how it goes on to follow batches, and the random numbers.
    assert norm.momentum == 0.1 and not norm.training
    assert torch.equal(torch.get_rng_state(), state)


def test_the_statistics_of_a_frozen_backbone_stay(small_unet: Any) -> None:
    network = small_unet.build(3, 2)
    set_frozen(backbone_of(network), True)
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    with torch.no_grad(), measuring(network):
        network(torch.rand(2, 3, 64, 64) * 200)
    changed = {
        name
        for name, tensor in network.state_dict().items()
        if not torch.equal(tensor, before[name])
    }
    assert changed and not any("encoder" in name for name in changed)


@pytest.mark.parametrize(("count", "batch_sz"), [(1, 8), (3, 8), (9, 4), (16, 8), (1000, 4)])
def test_batches_are_mixed_and_never_smaller_than_in_training(count: int, batch_sz: int) -> None:
    source = TwoKinds(count)
    batches = list(batches_to_measure(source, batch_sz))
    assert 1 <= len(batches) <= 16
    assert sum(map(len, batches)) >= min(count, 16 * batch_sz)
    for batch in batches:
        assert min(batch_sz, max(count, 2)) <= len(batch) < 3 * batch_sz
        kinds = [target.class_id for target in batch.targets_of(ClassLabel)]
        if count > 3:
            assert 0.3 < np.mean(kinds) < 0.7


def test_the_saved_statistics_are_of_the_saved_weights(
    chips: Path, make_learner: MakeLearner
) -> None:
    learner = make_learner(chips, num_epochs=2, keep="last")
    weights = read_weights(learner.train().model_path / "model.safetensors")
    source = learner.open_source("train")
    assert source is not None
    network = learner.empty_network(3)
    network.load_state_dict(weights)
    loop = TrainingLoop(network, task=learner, solver=learner.solver, steps_per_epoch=1)
    loop.measure_statistics(batches_to_measure(source, learner.solver.fixed_batch_sz))
    for name, tensor in network.state_dict().items():
        torch.testing.assert_close(tensor, weights[name], msg=name)
