"""How much the metrics could differ had other places been labelled: bootstrap over blocks.

Efron and Tibshirani (1993), "An Introduction to the Bootstrap", section 13.3 (percentile intervals).
Pixels near each other are right or wrong together, so whole blocks of the image are drawn anew.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from rv_engine.config.class_config import ClassConfig
from rv_engine.evaluate.class_metrics import class_evaluations
from rv_engine.types import Array

LEVEL = 0.95
_REPLICATES = 500
_AT_ONCE = 50
# Of fewer blocks, an interval would tell more of the blocks than of the model.
_LEAST_BLOCKS = 10


def add_intervals(
    evaluations: list[dict[str, Any]], blocks: Array, class_config: ClassConfig, *, seed: int = 0
) -> None:
    """Adds to each entry its "intervals": the 95 % interval of each metric, [low, high].

    Nothing is added where there are too few blocks for it.

    Args:
        evaluations: What `class_evaluations` gave for the sum of the blocks.
        blocks: (N, C, C) confusion matrix of each block.
        class_config: The classes.
        seed: Where random numbers begin.
    """
    count = len(blocks)
    if count < _LEAST_BLOCKS:
        return
    rng = np.random.default_rng(seed)
    # As floating-point numbers, which are exact to 2^53, because those multiply quickly.
    flat = blocks.reshape(count, -1).astype(float)
    replicates = []
    for _ in range(0, _REPLICATES, _AT_ONCE):
        draws = [
            np.bincount(rng.integers(count, size=count), minlength=count) for _ in range(_AT_ONCE)
        ]
        for matrix in np.array(draws, float) @ flat:
            replicates.append(class_evaluations(matrix.reshape(blocks.shape[1:]), class_config))
    for index, entry in enumerate(evaluations):
        drawn = [_numbers(replicate[index]) for replicate in replicates]
        entry["intervals"] = {
            name: _interval(np.array([numbers[name] for numbers in drawn]))
            for name in _numbers(entry)
        }


def _numbers(entry: dict[str, Any]) -> dict[str, float]:
    agreement = {name: value for name, value in entry.items() if isinstance(value, float)}
    agreement.pop("relative_frequency", None)
    return {**entry["metrics"], **agreement}


def _interval(values: Array) -> list[float]:
    known = values[~np.isnan(values)]
    if not len(known):
        return [float("nan")] * 2
    low, high = np.quantile(known, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return [float(low), float(high)]
