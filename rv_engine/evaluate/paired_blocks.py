"""Two runs that were measured on the same blocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

import numpy as np

from rv_engine.evaluate.block_record import FILE_NAME, BlockRecord, read_arrays
from rv_engine.evaluate.bootstrap import LEAST_BLOCKS, PAIRED_REPLICATES, paired_intervals
from rv_engine.evaluate.counted_blocks import CountedBlocks
from rv_engine.evaluate.matched_blocks import KIND, MatchedBlocks


class Unpaired(str, Enum):
    """Why nothing can be said of the difference of two runs."""

    no_blocks = "no_blocks"
    """The blocks of one of them are not known."""

    other_classes = "other_classes"
    """They have other classes."""

    other_measure = "other_measure"
    """They were not measured in the same way."""

    other_scenes = "other_scenes"
    """They were measured on other scenes."""

    other_labels = "other_labels"
    """They were measured on other places, or with other labels."""

    few_blocks = "few_blocks"
    """Both were measured on the same few blocks."""


_REASONS = {
    Unpaired.other_classes: "The two runs do not have the same classes.",
    Unpaired.other_measure: "The two runs were not measured in the same way: the least overlap of "
    "boxes, or whether a cell has several classes, differs.",
    Unpaired.other_scenes: "The two runs were not measured on the same scenes.",
    Unpaired.other_labels: "The two runs were not measured on the same places with the same labels: "
    "labels, areas of interest, or the sizes of cells differ.",
    Unpaired.few_blocks: "The two runs were measured on the same places, but blocks are few, {count}: "
    f"with fewer than {LEAST_BLOCKS} nothing can be said of chance.",
}
# There may be many scenes.
_SCENE_REPLICATES = 500
Intervals = Mapping[str, Mapping[str, list[float]]]
"""By class, or "average", and metric: the 95 % interval of the second's value minus the first's."""


@dataclass(frozen=True)
class PairedBlocks:
    """What can be said of the difference of two runs.

    Attributes:
        count: The blocks that both were measured on; None when they were not measured on the same.
        unpaired: Why there are no intervals; None when there are.
        reason: The same in a sentence.
        overall: The intervals of all scenes together.
        scenes: Those of each scene that both have.
    """

    count: int | None = None
    unpaired: Unpaired | None = None
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
            unpaired=Unpaired.no_blocks,
            reason="It is not known whether both were measured on the same places, because "
            f"'{file}' is missing or damaged. EVAL writes it; run it again.",
        )
    count = len(np.union1d(ours.keys, theirs.keys))
    unpaired = _unpaired(ours, theirs)
    overall = {} if unpaired else _intervals(ours, theirs)
    scenes = {
        scene: _intervals(ours.of_scene(scene), theirs.of_scene(scene), _SCENE_REPLICATES)
        for scene in ours.scenes
        if scene in theirs.scenes and not _unpaired(ours.of_scene(scene), theirs.of_scene(scene))
    }
    reason = _REASONS[unpaired].format(count=count) if unpaired else ""
    is_same = unpaired in (None, Unpaired.few_blocks)
    return PairedBlocks(count if is_same else None, unpaired, reason, overall, scenes)


def _read(folder: Path) -> BlockRecord | None:
    found = read_arrays(folder)
    if found is None:
        return None
    about, arrays = found
    record = MatchedBlocks if about["kind"] == KIND else CountedBlocks
    return record.from_arrays(about, arrays)


def _unpaired(first: BlockRecord, second: BlockRecord) -> Unpaired | None:
    names = [set(record.class_config.names) for record in (first, second)]
    if names[0] != names[1]:
        return Unpaired.other_classes
    if first.measure != second.measure:
        return Unpaired.other_measure
    if first.scenes != second.scenes:
        return Unpaired.other_scenes
    ours, theirs = first.truth(), second.truth()
    if not all(np.array_equal(of_class, theirs[name]) for name, of_class in ours.items()):
        return Unpaired.other_labels
    is_enough = len(np.union1d(first.keys, second.keys)) >= LEAST_BLOCKS
    return None if is_enough else Unpaired.few_blocks


def _intervals(
    first: BlockRecord, second: BlockRecord, replicates: int = PAIRED_REPLICATES
) -> Intervals:
    keys = np.union1d(first.keys, second.keys)
    of_both = first.evaluate(keys), second.evaluate(keys)
    return paired_intervals(len(keys), *of_both, replicates=replicates)
