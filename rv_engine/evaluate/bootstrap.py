"""How much the metrics could differ had other places been labelled: bootstrap over blocks.

Efron and Tibshirani (1993), "An Introduction to the Bootstrap", section 13.3 (percentile intervals).
Places near each other are right or wrong together, so whole blocks of the image are drawn anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from rv_engine.types import Array, FloatArray

LEVEL = 0.95
LEAST_BLOCKS = 10
"""Of fewer blocks, an interval would tell more of the blocks than of the model."""
_REPLICATES = 500
# A yes or no hangs on the ends of these, so there are more of them.
PAIRED_REPLICATES = 1000
_AT_ONCE = 50

Evaluate = Callable[[FloatArray], Iterable[list[dict[str, Any]]]]


def add_intervals(
    evaluations: list[dict[str, Any]], num_blocks: int, evaluate: Evaluate, *, seed: int = 0
) -> None:
    """Adds to each entry its "intervals": the 95 % interval of each metric, [low, high].

    Those of "macro_metrics" have names that begin with "macro_". Nothing is added where there are too few blocks for it.

    Args:
        evaluations: What was found in all blocks together.
        num_blocks: How many there are.
        evaluate: Gives the same for other choices of blocks: it takes (K, N) how often each of the
            blocks is in each of K choices.
        seed: Where random numbers begin.
    """
    if num_blocks < LEAST_BLOCKS:
        return
    drawn: list[list[dict[str, float]]] = [[] for _ in evaluations]
    for choices in _choices(num_blocks, _REPLICATES, seed):
        for replicate in evaluate(choices):
            for numbers, entry in zip(drawn, replicate, strict=True):
                numbers.append(_numbers(entry))
    for numbers, entry in zip(drawn, evaluations, strict=True):
        entry["intervals"] = {
            name: _interval(np.array([values.get(name, np.nan) for values in numbers]))
            for name in _numbers(entry)
        }


def paired_intervals(
    num_blocks: int,
    first: Evaluate,
    second: Evaluate,
    *,
    replicates: int = PAIRED_REPLICATES,
    seed: int = 0,
) -> dict[str, dict[str, list[float]]]:
    """The 95 % interval of how much higher each metric of each entry is in the second of two.

    Both look at the same choices of blocks: what makes a place hard for both of them does not blur
    the difference, as it blurs the interval of each.

    Args:
        num_blocks: How many blocks there are.
        first, second: What was found, as `add_intervals` takes it, in the same order of blocks.
        replicates: How often blocks are drawn.
        seed: Where random numbers begin.

    Returns:
        By the names of the entry and the metric, of those that both have.
    """
    drawn: dict[str, dict[str, list[float]]] = {}
    for choices in _choices(num_blocks, replicates, seed):
        for ours, theirs in zip(first(choices), second(choices), strict=True):
            others = {entry["class_name"]: _numbers(entry) for entry in theirs}
            for entry in ours:
                name = entry["class_name"]
                other = others.get(name, {})
                for metric, value in _numbers(entry).items():
                    if metric in other:
                        of_entry = drawn.setdefault(name, {})
                        of_entry.setdefault(metric, []).append(other[metric] - value)
    return {
        name: {metric: _interval(np.array(values)) for metric, values in of_entry.items()}
        for name, of_entry in drawn.items()
    }


def sums_of_blocks(
    blocks: Array, evaluate: Callable[[FloatArray], list[dict[str, Any]]]
) -> Evaluate:
    """For `add_intervals`, where only the sum of the blocks' counts matters.

    Args:
        blocks: (N, ...) counts of each block.
        evaluate: Takes the sum of some blocks.
    """
    # As floating-point numbers, which are exact to 2^53, because those multiply quickly.
    flat = blocks.reshape(len(blocks), int(np.prod(blocks.shape[1:]))).astype(float)

    def evaluate_choices(choices: FloatArray) -> Iterable[list[dict[str, Any]]]:
        for total in choices @ flat:
            yield evaluate(total.reshape(blocks.shape[1:]))

    return evaluate_choices


def _choices(num_blocks: int, replicates: int, seed: int) -> Iterator[FloatArray]:
    """(K, N) how often each block is drawn, some choices at once."""
    rng = np.random.default_rng(seed)
    for _ in range(0, replicates, _AT_ONCE):
        choices = [
            np.bincount(rng.integers(num_blocks, size=num_blocks), minlength=num_blocks)
            for _ in range(_AT_ONCE)
        ]
        yield np.array(choices, float)


def _numbers(entry: dict[str, Any]) -> dict[str, float]:
    agreement = {name: value for name, value in entry.items() if isinstance(value, float)}
    for name in ("relative_frequency", "average_precision"):
        agreement.pop(name, None)
    macro = {f"macro_{name}": value for name, value in entry.get("macro_metrics", {}).items()}
    return {**entry["metrics"], **macro, **agreement}


def _interval(values: Array) -> list[float]:
    known = values[~np.isnan(values)]
    if not len(known):
        return [float("nan")] * 2
    low, high = np.quantile(known, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return [float(low), float(high)]
