from functools import partial

import numpy as np
import pytest

from rv_engine.config.class_config import ClassConfig
from rv_engine.evaluate.bootstrap import add_intervals, sums_of_blocks
from rv_engine.evaluate.class_metrics import class_evaluations

CLASSES = ClassConfig(names=["a", "b"])


def intervals(blocks):
    of_sum = partial(class_evaluations, class_config=CLASSES)
    evaluations = of_sum(blocks.sum(axis=0))
    add_intervals(evaluations, len(blocks), sums_of_blocks(blocks, of_sum))
    return evaluations


def test_blocks_that_are_all_alike_leave_no_doubt():
    blocks = np.repeat([[[30, 10], [5, 55]]], 20, axis=0)
    entry, _, average = intervals(blocks)
    for name in ("precision", "recall", "f1", "iou"):
        assert entry["intervals"][name] == pytest.approx([entry["metrics"][name]] * 2)
    assert average["intervals"]["overall_accuracy"] == pytest.approx([0.85] * 2)


def test_the_interval_is_as_wide_as_the_blocks_differ():
    # Whole blocks are right or wrong: the accuracy has the standard deviation of a share.
    right = np.random.default_rng(0).random(400) < 0.8
    blocks = np.where(right[:, None, None], [[50, 0], [0, 50]], [[0, 50], [50, 0]])
    low, high = intervals(blocks)[-1]["intervals"]["overall_accuracy"]
    share = right.mean()
    width = 2 * 1.96 * np.sqrt(share * (1 - share) / len(blocks))
    assert low < share < high
    assert high - low == pytest.approx(width, rel=0.15)


def test_the_same_blocks_give_the_same_interval():
    blocks = np.random.default_rng(1).integers(0, 50, (30, 2, 2))
    assert intervals(blocks)[0]["intervals"] == intervals(blocks)[0]["intervals"]


def test_few_blocks_give_none():
    assert "intervals" not in intervals(np.ones((9, 2, 2), int))[0]


def test_a_metric_that_is_never_defined_has_an_undefined_interval():
    blocks = np.repeat([[[10, 0], [0, 0]]], 12, axis=0)
    assert np.isnan(intervals(blocks)[1]["intervals"]["recall"]).all()
