"""Two runs that were measured on the same blocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from rv_engine.evaluate.block_record import FILE_NAME, BlockRecord, read_arrays
from rv_engine.evaluate.bootstrap import LEAST_BLOCKS, PAIRED_REPLICATES, paired_intervals
from rv_engine.evaluate.counted_blocks import CountedBlocks
from rv_engine.evaluate.matched_blocks import KIND, MatchedBlocks

# There may be many scenes.
_SCENE_REPLICATES = 500
Intervals = Mapping[str, Mapping[str, list[float]]]
"""By class, or "average", and metric: the 95 % interval of the second's value minus the first's."""


@dataclass(frozen=True)
class PairedBlocks:
    """What can be said of the difference of two runs.

    Attributes:
        count: The blocks that both were measured on; None when they were not measured on the same.
        reason: Why there are no intervals, in a sentence.
        overall: The intervals of all scenes together.
        scenes: Those of each scene that both have.
    """

    count: int | None = None
    reason: str = ""
    overall: Intervals = field(default_factory=dict)
    scenes: Mapping[str, Intervals] = field(default_factory=dict)


def pair_blocks(first: Path, second: Path) -> PairedBlocks:
    """Compares what EVAL left in two folders, block by block.

    Args:
        first: The folder that holds an `eval.json`.
        second: That of the other run.
    """
    ours, theirs = _read(first), _read(second)
    if ours is None or theirs is None:
        file = (first if ours is None else second) / FILE_NAME
        return PairedBlocks(
            reason="It is not known whether both were measured on the same places, because "
            f"'{file}' is missing or damaged. EVAL writes it; run it again."
        )
    count, reason = _paired(ours, theirs)
    overall = {} if reason else _intervals(ours, theirs)
    scenes = {
        scene: _intervals(ours.of_scene(scene), theirs.of_scene(scene), _SCENE_REPLICATES)
        for scene in ours.scenes
        if scene in theirs.scenes and not _paired(ours.of_scene(scene), theirs.of_scene(scene))[1]
    }
    return PairedBlocks(count, reason, overall, scenes)


def _read(folder: Path) -> BlockRecord | None:
    found = read_arrays(folder)
    if found is None:
        return None
    about, arrays = found
    record = MatchedBlocks if about["kind"] == KIND else CountedBlocks
    return record.from_arrays(about, arrays)


def _paired(first: BlockRecord, second: BlockRecord) -> tuple[int | None, str]:
    """How many blocks two runs have in common, and why that is not enough."""
    if type(first) is not type(second) or set(first.class_config.names) != set(
        second.class_config.names
    ):
        return None, "The two runs do not have the same classes."
    if first.scenes != second.scenes:
        return None, "The two runs were not measured on the same scenes."
    ours, theirs = first.truth(), second.truth()
    if not all(np.array_equal(of_class, theirs[name]) for name, of_class in ours.items()):
        return None, (
            "The two runs were not measured on the same places with the same labels: labels, areas "
            "of interest, or the sizes of cells differ."
        )
    count = len(np.union1d(first.keys, second.keys))
    if count < LEAST_BLOCKS:
        return count, (
            f"The two runs were measured on the same places, but these are only {count} blocks: "
            f"with fewer than {LEAST_BLOCKS} nothing can be said of chance."
        )
    return count, ""


def _intervals(
    first: BlockRecord, second: BlockRecord, replicates: int = PAIRED_REPLICATES
) -> Intervals:
    keys = np.union1d(first.keys, second.keys)
    of_both = first.evaluate(keys), second.evaluate(keys)
    return paired_intervals(len(keys), *of_both, replicates=replicates)
