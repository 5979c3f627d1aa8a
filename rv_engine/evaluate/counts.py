"""What was counted in a scene, or in all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rv_engine.evaluate.block_counts import BlockCounts
from rv_engine.evaluate.bootstrap import add_intervals, sums_of_blocks
from rv_engine.evaluate.probability_tally import ProbabilityTally
from rv_engine.types import Array


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

    def evaluations(
        self, from_counts: Callable[[Array], list[dict[str, Any]]]
    ) -> list[dict[str, Any]]:
        """The entries of `eval.json`.

        Args:
            from_counts: Makes them of the sum of some blocks.
        """
        blocks = self.blocks.counts
        evaluations = from_counts(blocks.sum(axis=0))
        add_intervals(evaluations, len(blocks), sums_of_blocks(blocks, from_counts))
        if self.tally is not None:
            self.tally.describe(evaluations)
        return evaluations
