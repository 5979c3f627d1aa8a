"""How long a training will take on this machine, and how much memory: found out by some steps of it."""

from __future__ import annotations

import gc
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import torch

from rv_engine.backend.pytorch_backend import PyTorchBackend
from rv_engine.learner.batch_size_finder import find_batch_size
from rv_engine.learner.learner import Learner
from rv_engine.learner.memory_errors import memory_errors
from rv_engine.learner.samples import Sample, SampleSource, stack
from rv_engine.learner.tensors import place
from rv_engine.learner.training_loop import TrainingLoop
from rv_engine.monitor import Monitor
from rv_engine.pipeline.pipeline_config import RVPipelineConfig
from rv_engine.pipeline.preview import ChipPreview

_STEPS = 3
# A slow machine has said enough by then.
_LONGEST_S = 15.0
# Of their time threads compute that much; else they wait for each other.
_BUSY_SHARE = 0.75
# Without gradients a step takes about a third: one pass forward, none backward.
FORWARD_SHARE = 0.35


@dataclass(frozen=True)
class TrainingTrial:
    """What some steps of a training took.

    Attributes:
        device: Where.
        batch_sz: Chips in a step; found out where it is "auto".
        step_s: Seconds for a step, in which the next chips are read, when nothing else is computed.
        memory_mb: The most that was used: of the graphics card, or of the computer's memory.
        model_bytes: What the weights take.
    """

    device: str
    batch_sz: int
    step_s: float
    memory_mb: float
    model_bytes: int = 0

    def estimate(self, config: RVPipelineConfig, preview: ChipPreview) -> dict[str, Any]:
        """The whole training of a config with the chips of a preview, as JSON values."""
        solver = _learner(config, preview.folder).solver
        splits = preview.splits
        steps, checks = (
            -(-splits[name].chips // self.batch_sz) if name in splits else 0
            for name in ("train", "valid")
        )
        epoch_s = self.step_s * (steps + FORWARD_SHARE * checks)
        return {
            "device": self.device,
            "batch_sz": self.batch_sz,
            "steps_per_epoch": steps,
            "epochs": solver.num_epochs,
            "epoch_s": epoch_s,
            "training_s": epoch_s * solver.num_epochs,
            "memory_mb": self.memory_mb,
        }


def try_training(
    config: RVPipelineConfig, preview: ChipPreview, monitor: Monitor
) -> TrainingTrial | None:
    """Takes some steps with the examined chips; None where there is nothing to try.

    Weights begin at random, which takes as long as others and downloads nothing.

    Args:
        config: How it is trained: that of the preview, or another one for the same chips.
        preview: The chips.
        monitor: Told of each step, and asked whether to stop.

    Raises:
        ModelError: The network cannot be built, or the memory does not suffice.
    """
    split = preview.splits.get("train")
    backend = config.backend.build(config.dataset.class_config)
    if not isinstance(backend, PyTorchBackend) or split is None or not split.kept:
        return None
    learner = _learner(config, preview.folder)
    source = learner.open_source("train")
    if source is None:
        return None
    monitor.progress(0, _STEPS + 1, "steps", "Trying out the training")
    hint = "Choose smaller batches, smaller chips or a smaller model."
    with memory_errors(hint):
        return _try(learner, source, split.chips, monitor)


def _try(learner: Learner, source: SampleSource, num_chips: int, monitor: Monitor) -> TrainingTrial:
    device = learner.device
    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats(device)
    network = learner.empty_network(source.num_channels)
    learner.prepare(network, source, Monitor())
    place(network, device)
    many = _Repeated(source, max(1, num_chips))
    solver = learner.solver
    batch_sz = (
        find_batch_size(network, learner, many) if solver.batch_sz == "auto" else solver.batch_sz
    )
    settled = solver.model_copy(update={"batch_sz": batch_sz, "lr": 1e-6, "torch_compile": False})
    loop = TrainingLoop(network, task=learner, solver=settled, steps_per_epoch=_STEPS)
    used = min(batch_sz, len(many))
    read_s = time.perf_counter()
    batch = stack([many.sample(number) for number in range(used)])
    read_s = (time.perf_counter() - read_s) / max(1, learner.data.num_workers)
    memory_mb = _memory_mb()
    # The first step sets things up that the others find there.
    loop.try_step(batch, 1e-6)
    taken: list[float] = []
    begun_s = time.perf_counter()
    while len(taken) < _STEPS and time.perf_counter() - begun_s < _LONGEST_S:
        monitor.progress(len(taken) + 1, _STEPS + 1, "steps", "Trying out the training")
        step_s, computed_s = time.perf_counter(), time.process_time()
        loop.try_step(batch, 1e-6)
        wall_s = time.perf_counter() - step_s
        computed_s = time.process_time() - computed_s
        taken.append(min(wall_s, _alone_s(computed_s)) if device.type == "cpu" else wall_s)
        memory_mb = max(memory_mb, _memory_mb())
    monitor.progress(_STEPS + 1, _STEPS + 1, "steps", "Trying out the training")
    model_bytes = sum(value.numel() * value.element_size() for value in network.parameters())
    on_card = loop.device_memory_mb()
    del loop, network
    gc.collect()
    # Chips are read while the device computes.
    # Other programs make a step longer, and nothing makes it shorter.
    step_s = max(min(taken), read_s)
    return TrainingTrial(str(device), batch_sz, step_s, on_card or memory_mb, model_bytes)


def _alone_s(computed_s: float) -> float:
    """How long a step takes on a computer that does nothing else, by what its threads computed."""
    return computed_s / torch.get_num_threads() / _BUSY_SHARE


def _memory_mb() -> float:
    return float(psutil.Process().memory_info().rss) / 2**20


def _learner(config: RVPipelineConfig, chips: Path) -> Learner:
    backend = config.backend.build(config.dataset.class_config)
    if not isinstance(backend, PyTorchBackend):
        raise TypeError(f"{type(backend).__name__} is no backend of PyTorch.")
    return backend.learner(chips, chips)


class _Repeated:
    """Few samples as if they were many: how large a batch may be depends on how many there are."""

    def __init__(self, source: SampleSource, count: int) -> None:
        self._source = source
        self._count = count

    @property
    def num_channels(self) -> int:
        return self._source.num_channels

    @property
    def dtype(self) -> np.dtype[np.generic]:
        return self._source.dtype

    def __len__(self) -> int:
        return self._count

    def sample(self, index: int, rng: np.random.Generator | None = None) -> Sample:
        return self._source.sample(index % len(self._source), rng)

    def fingerprint(self) -> str:
        return self._source.fingerprint()
