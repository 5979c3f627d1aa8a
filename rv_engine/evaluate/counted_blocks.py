"""Pixels or cells that were counted in each block of the scenes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from rv_engine.config.class_config import ClassConfig
from rv_engine.evaluate.block_counts import SCENE_BITS, BlockCounts
from rv_engine.evaluate.block_record import BlockRecord, classes_in, sorted_scenes
from rv_engine.evaluate.bootstrap import Evaluate, sums_of_blocks
from rv_engine.evaluate.counts import Kind, from_counts
from rv_engine.types import Array


@dataclass(frozen=True, eq=False)
class CountedBlocks(BlockRecord):
    """Counts by block.

    Attributes:
        kind: What was counted.
        block_keys: (N,) rising.
        counts: (N, ...) what was counted in each.
    """

    kind: Kind
    block_keys: Array
    counts: Array

    @classmethod
    def of(
        cls, blocks: BlockCounts, scenes: Sequence[str], class_config: ClassConfig, kind: Kind
    ) -> CountedBlocks:
        """Those that were counted, with the ids of the scenes by their numbers."""
        ids, keys = sorted_scenes(scenes, blocks.keys)
        order = np.argsort(keys)
        return cls(ids, class_config, kind, keys[order], blocks.counts[order])

    @classmethod
    def from_arrays(cls, about: Mapping[str, Any], arrays: Mapping[str, Array]) -> CountedBlocks:
        """What `to_arrays` made arrays of."""
        scenes, classes = tuple(about["scenes"]), classes_in(about)
        return cls(scenes, classes, about["kind"], arrays["keys"], arrays["counts"])

    @property
    def measure(self) -> tuple[str, float]:
        return self.kind, 0.0

    @property
    def keys(self) -> Array:
        return self.block_keys

    def truth(self) -> dict[str, Array]:
        # Rows are labels, also in the small matrices of several labels a cell.
        labelled = self.counts.sum(axis=-1)
        names = self.class_config.names
        return {"": self.keys} | {name: labelled[:, place] for place, name in enumerate(names)}

    def evaluate(self, keys: Array) -> Evaluate:
        return sums_of_blocks(self.counts, from_counts(self.kind, self.class_config))

    def of_scene(self, scene: str) -> CountedBlocks:
        chosen = self.keys >> SCENE_BITS == self.scenes.index(scene)
        keys = self.keys[chosen] & ((1 << SCENE_BITS) - 1)
        return replace(self, scenes=(scene,), block_keys=keys, counts=self.counts[chosen])

    def to_arrays(self) -> tuple[dict[str, Any], dict[str, Array]]:
        return {"kind": self.kind}, {"keys": self.keys, "counts": self.counts}
