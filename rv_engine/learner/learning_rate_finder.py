"""Finds a good learning rate by trying out rising ones. Smith (2017), "Cyclical Learning Rates"."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass

from torch import nn

from rv_engine.learner.learning_task import LearningTask
from rv_engine.learner.loader import BatchLoader
from rv_engine.learner.samples import Batch
from rv_engine.learner.solver_config import SolverConfig
from rv_engine.learner.training_loop import TrainingLoop
from rv_engine.learner.trial import trial_copy
from rv_engine.monitor import Monitor

_LOWEST = 1e-6
_HIGHEST = 1.0
_TRIALS = 60
# fastai stops at this multiple of the best loss, and smooths with this weight.
_ASTRAY = 4.0
_SMOOTHING = 0.9
# Where the training only just begins to learn, the curve is too flat to be trusted.
_FEWEST_TRIALS = 10
_FALLBACK = 1e-4


@dataclass(frozen=True)
class LearningRateSearch:
    """What was tried out.

    Attributes:
        rates: Learning rates in the order of the trials.
        losses: The smoothed loss after each.
        suggestion: The rate at which the loss falls fastest.
    """

    rates: list[float]
    losses: list[float]
    suggestion: float


def search_learning_rate(loss_after_step: Callable[[float], float]) -> LearningRateSearch:
    """Tries out rising rates until the loss goes astray.

    Args:
        loss_after_step: Takes a step with a learning rate, and returns the loss of that step.
    """
    rates: list[float] = []
    losses: list[float] = []
    average, best = 0.0, math.inf
    for trial in range(_TRIALS):
        rate = _LOWEST * (_HIGHEST / _LOWEST) ** (trial / (_TRIALS - 1))
        loss = loss_after_step(rate)
        average = _SMOOTHING * average + (1 - _SMOOTHING) * loss
        smoothed = average / (1 - _SMOOTHING ** (trial + 1))
        if not math.isfinite(loss) or (trial >= _FEWEST_TRIALS and smoothed > _ASTRAY * best):
            break
        best = min(best, smoothed)
        rates.append(rate)
        losses.append(smoothed)
    return LearningRateSearch(rates, losses, _steepest(rates, losses))


def find_learning_rate(
    network: nn.Module,
    task: LearningTask,
    solver: SolverConfig,
    loader: BatchLoader,
    monitor: Monitor,
) -> LearningRateSearch:
    """Tries out rates on a copy of a network with the training's own samples and settings.

    Args:
        network: On the device of the task; it stays as it is.
        task: What is trained.
        solver: How it is trained; its learning rate does not matter.
        loader: The samples.
        monitor: Is told how far it is.
    """
    plain = {"lr": _LOWEST, "torch_compile": False, "ema_decay": None, "accumulate_batches": 1}
    with trial_copy(network, task.device) as trial, closing(_endless(loader)) as batches:
        loop = TrainingLoop(
            trial, task=task, solver=solver.model_copy(update=plain), steps_per_epoch=1
        )
        done = itertools.count(1)

        def loss_after_step(rate: float) -> float:
            monitor.progress(next(done), _TRIALS, "trials", "Looking for a learning rate")
            return loop.try_step(next(batches), rate)

        return search_learning_rate(loss_after_step)


def _endless(loader: BatchLoader) -> Generator[Batch, None, None]:
    for epoch in itertools.count():
        with closing(loader.batches(epoch)) as batches:
            yield from batches


def _steepest(rates: list[float], losses: list[float]) -> float:
    """The rate before the lowest loss at which the loss falls fastest."""
    if len(losses) < _FEWEST_TRIALS:
        return _FALLBACK
    until = losses.index(min(losses)) + 1
    slopes = [losses[i + 1] - losses[i - 1] for i in range(1, min(until, len(losses) - 1))]
    if not slopes or min(slopes) >= 0:
        return _FALLBACK
    # Two digits: more would promise what a trial cannot know.
    return float(f"{rates[slopes.index(min(slopes)) + 1]:.1e}")
