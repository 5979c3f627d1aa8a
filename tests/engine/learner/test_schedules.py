from __future__ import annotations

import pytest
import torch

from rv_engine.learner import SolverConfig
from rv_engine.learner.schedules import count_plateaus, learning_rate


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


def test_cosine_warms_up_and_falls_to_nothing() -> None:
    solver = SolverConfig(lr=1.0, num_epochs=10, scheduler="cosine", warmup_epochs=2)
    found = rates(solver, 10)
    assert found[0] == pytest.approx(0.01)
    assert found[10] == pytest.approx(0.505)
    assert found[20] == pytest.approx(1.0)
    assert found[60] == pytest.approx(0.5)
    assert found[-1] < 0.001


def test_a_schedule_that_is_named_is_the_only_one() -> None:
    constant = SolverConfig(lr=1.0, num_epochs=4, scheduler="constant", multi_stage=[1])
    assert set(rates(constant, 2)) == {1.0}
    steps = SolverConfig(lr=1.0, num_epochs=4, scheduler="multi_step", multi_stage=[2])
    assert rates(steps, 1) == pytest.approx([1, 1, 0.1, 0.1])


def test_plateaus_are_counted_by_hand() -> None:
    qualities = [0.1, 0.5, 0.4, 0.5, 0.6, 0.6, 0.6, 0.6]
    rows = [{"quality": quality, "train_loss": 1.0} for quality in qualities]
    assert [count_plateaus(rows[:end], 2) for end in range(9)] == [0, 0, 0, 0, 1, 1, 1, 2, 2]
    assert count_plateaus([{"train_loss": loss} for loss in (1.0, 0.5, 0.5)], 1) == 1
    solver = SolverConfig(lr=1.0, scheduler="plateau")
    assert learning_rate(solver, 7, 5, plateaus=2) == pytest.approx(0.01)
