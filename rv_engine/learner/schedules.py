"""The learning rate of each step, as a function of the past alone: there is no state to keep."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from rv_engine.learner.solver_config import SolverConfig

_ONE_CYCLE_RANGE = 10.0
_STAGE_FACTOR = 0.1
_COSINE_WARMUP_PART = 0.05
_WARMUP_BEGINS_AT = 0.01


def learning_rate(
    solver: SolverConfig, step: int, steps_per_epoch: int, plateaus: int = 0
) -> float:
    """The learning rate of a step.

    As in Raster Vision 0.31: one cycle goes straight from a tenth of `lr` to `lr`, which it reaches
    after `num_epochs // 2` epochs, and back; stages divide by ten.

    Args:
        solver: Says how it goes on.
        step: Steps taken before this one, from the beginning of the training.
        steps_per_epoch: Steps in each epoch.
        plateaus: What `count_plateaus` says of the epochs before this one.
    """
    rate = solver.fixed_lr
    epochs = step / steps_per_epoch
    scheduler = solver.scheduler
    if scheduler == "one_cycle" or (scheduler is None and solver.one_cycle):
        if solver.num_epochs > 1:
            rate *= _one_cycle(epochs, solver.num_epochs)
    else:
        rate *= _warm_up(epochs, _warmup_epochs(solver))
    if scheduler == "cosine":
        rate *= _cosine(epochs, _warmup_epochs(solver), solver.num_epochs)
    if scheduler == "plateau":
        rate *= _STAGE_FACTOR**plateaus
    if scheduler in (None, "multi_step"):
        stages_done = sum(step >= epoch * steps_per_epoch for epoch in solver.multi_stage)
        rate *= _STAGE_FACTOR**stages_done
    return float(rate)


def count_plateaus(rows: Sequence[Mapping[str, float]], patience: int) -> int:
    """How often so many epochs brought no improvement; after each time the count begins anew.

    Args:
        rows: The numbers of each epoch. They are compared by their quality, without validation by
            the training loss.
        patience: Epochs.
    """
    best, waited, plateaus = -math.inf, 0, 0
    for row in rows:
        value = row.get("quality", -row["train_loss"])
        if value > best:
            best, waited = value, 0
        else:
            waited += 1
        if waited == patience:
            plateaus, waited = plateaus + 1, 0
    return plateaus


def _one_cycle(epochs_done: float, num_epochs: int) -> float:
    peak = num_epochs // 2
    if epochs_done < peak:
        height = epochs_done / peak
    else:
        height = (num_epochs - epochs_done) / (num_epochs - peak)
    lowest = 1 / _ONE_CYCLE_RANGE
    return lowest + (1 - lowest) * height


def _warmup_epochs(solver: SolverConfig) -> float:
    if solver.warmup_epochs is not None:
        return min(solver.warmup_epochs, float(solver.num_epochs))
    return _COSINE_WARMUP_PART * solver.num_epochs if solver.scheduler == "cosine" else 0.0


def _warm_up(epochs_done: float, warmup_epochs: float) -> float:
    if epochs_done >= warmup_epochs:
        return 1.0
    return _WARMUP_BEGINS_AT + (1 - _WARMUP_BEGINS_AT) * epochs_done / warmup_epochs


def _cosine(epochs_done: float, warmup_epochs: float, num_epochs: int) -> float:
    """Loshchilov and Hutter (2017), "SGDR", equation 5 with one cycle and a lowest rate of 0."""
    rest = num_epochs - warmup_epochs
    part = max(epochs_done - warmup_epochs, 0.0) / rest if rest > 0 else 0.0
    return 0.5 * (1 + math.cos(math.pi * part))
