"""Finds how many chips fit into the memory of a graphics card at once."""

from __future__ import annotations

import torch
from torch import nn

from rv_engine.learner.learning_task import LearningTask
from rv_engine.learner.memory_errors import is_out_of_memory
from rv_engine.learner.samples import SampleSource, stack
from rv_engine.learner.training_loop import TrainingLoop
from rv_engine.learner.trial import trial_copy

_ON_CPU = 8
# Larger batches bring fewer steps an epoch and hardly more speed.
_LARGEST = 64
_FEWEST_STEPS_PER_EPOCH = 4


def find_batch_size(network: nn.Module, task: LearningTask, source: SampleSource) -> int:
    """The largest power of two that can be trained with.

    On a CPU, whose memory is shared with all else, and which gains nothing from large batches, it
    is 8. There are at least four steps in an epoch, if there are enough samples.

    Args:
        network: On the device of the task; it stays as it is.
        task: What is trained.
        source: The samples.
    """
    smallest = task.model.min_batch_sz
    useful = max(smallest, min(_LARGEST, len(source) // _FEWEST_STEPS_PER_EPOCH))
    if _prefers_few(task.device):
        return min(_ON_CPU, useful)
    found = smallest
    size = max(2, smallest)
    while size <= useful and _fits(network, task, source, size):
        found, size = size, size * 2
    return found


def _prefers_few(device: torch.device) -> bool:
    return device.type == "cpu"


def _fits(network: nn.Module, task: LearningTask, source: SampleSource, size: int) -> bool:
    solver = task.solver.model_copy(
        update={"lr": 1e-6, "batch_sz": size, "torch_compile": False, "ema_decay": None}
    )
    batch = stack([source.sample(index % len(source)) for index in range(size)])
    with trial_copy(network, task.device) as trial:
        loop = TrainingLoop(trial, task=task, solver=solver, steps_per_epoch=1)
        try:
            # Twice: the optimizer's own memory is there only after the first step.
            for _ in range(2):
                loop.try_step(batch, 1e-6)
        except (MemoryError, RuntimeError) as error:
            if not is_out_of_memory(error):
                raise
            return False
    return _has_spare_memory(task.device)


def _has_spare_memory(device: torch.device) -> bool:
    """Whether a tenth of the card's memory was free all the time; other programs need some too."""
    if device.type != "cuda":
        return True
    total = torch.cuda.get_device_properties(device).total_memory
    peak = torch.cuda.max_memory_allocated(device)
    torch.cuda.reset_peak_memory_stats(device)
    return bool(peak < 0.9 * total)
