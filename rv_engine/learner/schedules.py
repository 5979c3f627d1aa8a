"""The learning rate of each step, as a function of the step alone: there is no state to keep."""

from __future__ import annotations

from rv_engine.learner.solver_config import SolverConfig

_ONE_CYCLE_RANGE = 10.0
_STAGE_FACTOR = 0.1


def learning_rate(solver: SolverConfig, step: int, steps_per_epoch: int) -> float:
    """The learning rate of a step.

    As in Raster Vision 0.31: one cycle goes straight from a tenth of `lr` to `lr`, which it reaches
    after `num_epochs // 2` epochs, and back; stages divide by ten.

    Args:
        solver: Has `lr`, `num_epochs`, `one_cycle` and `multi_stage`.
        step: Steps taken before this one, from the beginning of the training.
        steps_per_epoch: Steps in each epoch.
    """
    rate = solver.lr
    if solver.one_cycle and solver.num_epochs > 1:
        rate *= _one_cycle(step / steps_per_epoch, solver.num_epochs)
    stages_done = sum(step >= epoch * steps_per_epoch for epoch in solver.multi_stage)
    return float(rate * _STAGE_FACTOR**stages_done)


def _one_cycle(epochs_done: float, num_epochs: int) -> float:
    peak = num_epochs // 2
    if epochs_done < peak:
        height = epochs_done / peak
    else:
        height = (num_epochs - epochs_done) / (num_epochs - peak)
    lowest = 1 / _ONE_CYCLE_RANGE
    return lowest + (1 - lowest) * height
