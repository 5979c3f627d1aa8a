"""What was counted in a scene, or in all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from rv_engine.config.class_config import ClassConfig
from rv_engine.evaluate.block_counts import BlockCounts
from rv_engine.evaluate.bootstrap import add_intervals, sums_of_blocks
from rv_engine.evaluate.class_metrics import class_evaluations, multi_label_evaluations_of
from rv_engine.evaluate.probability_tally import ProbabilityTally
from rv_engine.types import Array

Kind = Literal["pixels", "cells", "multi_label"]
"""What is counted: the first two in confusion matrices, the last by `multi_label_counts`."""
FromCounts = Callable[[Array], list[dict[str, Any]]]


def from_counts(kind: Kind, class_config: ClassConfig) -> FromCounts:
    """Makes the entries of `eval.json` of counts of a kind."""
    if kind == "multi_label":
        return partial(multi_label_evaluations_of, class_config=class_config)
    return partial(class_evaluations, class_config=class_config, with_iou=kind == "pixels")


@dataclass
class Counts:
    """Counts of pixels or cells.

    Attributes:
        blocks: What was counted in each block, for the bootstrap.
        tally: Of the probabilities; None when there are none.
    """

    blocks: BlockCounts
    tally: ProbabilityTally | None

    def add_probabilities(self, other: Counts) -> None:
        """Counts the probabilities of another one; where one has none, both together have none."""
        if other.tally is None:
            self.tally = None
        elif self.tally is not None:
            self.tally.add_all(other.tally)

    def evaluations(self, evaluate: FromCounts) -> list[dict[str, Any]]:
        """The entries of `eval.json`.

        Args:
            evaluate: Makes them of the sum of some blocks.
        """
        blocks = self.blocks.counts
        evaluations = evaluate(blocks.sum(axis=0))
        add_intervals(evaluations, len(blocks), sums_of_blocks(blocks, evaluate))
        if self.tally is not None:
            self.tally.describe(evaluations)
        return evaluations
