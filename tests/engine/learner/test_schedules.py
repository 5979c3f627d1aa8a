from __future__ import annotations

import pytest
import torch

from rv_engine.learner import SolverConfig
from rv_engine.learner.schedules import learning_rate


def rates(solver: SolverConfig, steps_per_epoch: int) -> list[float]:
    steps = solver.num_epochs * steps_per_epoch
    return [learning_rate(solver, step, steps_per_epoch) for step in range(steps)]


@pytest.mark.parametrize("num_epochs", [2, 3, 10])
def test_one_cycle_is_the_cyclic_schedule_of_raster_vision(num_epochs: int) -> None:
    solver = SolverConfig(lr=0.01, num_epochs=num_epochs)
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.01)
    up = num_epochs // 2
    cyclic = torch.optim.lr_scheduler.CyclicLR(
        optimizer,
        base_lr=0.001,
        max_lr=0.01,
        step_size_up=up * 5,
        step_size_down=(num_epochs - up) * 5,
        cycle_momentum=False,
    )
    expected = []
    for _ in range(num_epochs * 5):
        expected.append(cyclic.get_last_lr()[0])
        optimizer.step()
        cyclic.step()
    assert rates(solver, 5) == pytest.approx(expected)


def test_one_epoch_keeps_one_rate() -> None:
    assert set(rates(SolverConfig(lr=0.01, num_epochs=1), 5)) == {0.01}


def test_stages_divide_by_ten_after_their_epochs() -> None:
    solver = SolverConfig(lr=1.0, num_epochs=4, one_cycle=False, multi_stage=[1, 3])
    assert rates(solver, 2) == pytest.approx([1, 1, 0.1, 0.1, 0.1, 0.1, 0.01, 0.01])
