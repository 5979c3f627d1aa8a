"""Objects and detections in each block of the scenes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from rv_engine.config.class_config import ClassConfig
from rv_engine.evaluate.block_record import BlockRecord, classes_in, sorted_scenes
from rv_engine.evaluate.bootstrap import Evaluate
from rv_engine.evaluate.object_detection_metrics import blocks_of, evaluate_blocks
from rv_engine.evaluate.object_matching import ClassMatches
from rv_engine.types import Array

KIND = "objects"


@dataclass(frozen=True, eq=False)
class MatchedBlocks(BlockRecord):
    """How the detections fared, with the blocks that they are in.

    Attributes:
        matches: Of each class.
        least_score: The lowest score of a box on the map.
        iou_thresh: The overlap from which on a box finds an object.
    """

    matches: tuple[ClassMatches, ...]
    least_score: float
    iou_thresh: float

    @classmethod
    def of(
        cls,
        matches: Sequence[ClassMatches],
        scenes: Sequence[str],
        class_config: ClassConfig,
        least_score: float,
        iou_thresh: float,
    ) -> MatchedBlocks:
        """Those of all scenes, with the ids of these by their numbers."""
        sorted_ids = tuple(sorted(scenes))
        renumbered = [
            replace(
                of_class,
                blocks=sorted_scenes(scenes, of_class.blocks)[1],
                truth_blocks=sorted_scenes(scenes, of_class.truth_blocks)[1],
            )
            for of_class in matches
        ]
        return cls(sorted_ids, class_config, tuple(renumbered), least_score, iou_thresh)

    @classmethod
    def from_arrays(cls, about: Mapping[str, Any], arrays: Mapping[str, Array]) -> MatchedBlocks:
        """What `to_arrays` made arrays of."""
        classes = classes_in(about)
        matches = [
            ClassMatches(
                arrays[f"scores_{place}"],
                arrays[f"hits_{place}"],
                arrays[f"uncounted_{place}"],
                arrays[f"blocks_{place}"],
                arrays[f"truth_{place}"],
            )
            for place in range(len(classes))
        ]
        scores = about["least_score"], about["iou_thresh"]
        return cls(tuple(about["scenes"]), classes, tuple(matches), *scores)

    @property
    def measure(self) -> tuple[str, float]:
        return KIND, self.iou_thresh

    @property
    def keys(self) -> Array:
        return blocks_of(self.matches)

    def truth(self) -> dict[str, Array]:
        names = self.class_config.names
        return {
            name: np.sort(of_class.truth_blocks)
            for name, of_class in zip(names, self.matches, strict=True)
        }

    def evaluate(self, keys: Array) -> Evaluate:
        return evaluate_blocks(self.matches, self.class_config.names, self.least_score, keys)

    def of_scene(self, scene: str) -> MatchedBlocks:
        number = self.scenes.index(scene)
        matches = tuple(of_class.of_scene(number) for of_class in self.matches)
        return replace(self, scenes=(scene,), matches=matches)

    def to_arrays(self) -> tuple[dict[str, Any], dict[str, Array]]:
        arrays: dict[str, Array] = {}
        for place, of_class in enumerate(self.matches):
            arrays[f"scores_{place}"] = of_class.scores
            arrays[f"hits_{place}"] = of_class.hits
            arrays[f"uncounted_{place}"] = of_class.uncounted
            arrays[f"blocks_{place}"] = of_class.blocks
            arrays[f"truth_{place}"] = of_class.truth_blocks
        values = {"least_score": self.least_score, "iou_thresh": self.iou_thresh}
        return {"kind": KIND, **values}, arrays
