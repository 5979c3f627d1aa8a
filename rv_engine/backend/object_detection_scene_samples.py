"""Samples for object detection that are read from scenes while training."""

from __future__ import annotations

from typing import Any

import numpy as np

from rv_engine.backend.labelled_chip_writer import LabelledChip
from rv_engine.backend.scene_samples import SceneSamples
from rv_engine.learner.image_files import ImageShape
from rv_engine.learner.object_detection.coco_chips import cut_objects, objects_of
from rv_engine.learner.samples import Sample
from rv_engine.learner.targets import IGNORED, Boxes
from rv_engine.types import Array


class ObjectDetectionSceneSamples(SceneSamples):
    """As `CocoChips` makes them."""

    def sample_of(self, chip: LabelledChip, cell: int, rng: np.random.Generator | None) -> Sample:
        height, width, bands = chip.image.shape
        shape = ImageShape(height, width, bands, chip.image.dtype)
        corner = self.cuts.corner(shape, cell, rng)
        objects = _objects(chip.labels)
        return Sample(
            self.cuts.cut_image(chip.shown, corner),
            cut_objects(objects, corner, shape, self.size_px),
        )

    def known_labels(self, labels: Any) -> Boxes:
        return _objects(labels)

    def all_boxes(self) -> Array:
        """(N, 4) the boxes of all objects to learn."""
        found = [place.labels for place in self.places]
        return np.concatenate([boxes.boxes[boxes.class_ids != IGNORED] for boxes in found])


def _objects(annotations: list[dict[str, Any]]) -> Boxes:
    rows = []
    for one in annotations:
        x, y, width, height = one["bbox"]
        # Category ids begin with 1.
        class_id = IGNORED if one["ignore"] else one["category_id"] - 1
        rows.append((x, y, x + width, y + height, class_id))
    return objects_of(rows)
