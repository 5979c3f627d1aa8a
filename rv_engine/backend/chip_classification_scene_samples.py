"""Samples for chip classification that are read from scenes while training."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from rv_engine.backend.chip_classification_chip_writer import ChipClassificationChipWriter
from rv_engine.backend.labelled_chip_writer import LabelledChip
from rv_engine.backend.scene_samples import ScenePlace, SceneSamples
from rv_engine.learner.chip_classification.resize import resized
from rv_engine.learner.class_folders import class_folders
from rv_engine.learner.image_files import ImageShape
from rv_engine.learner.samples import Sample
from rv_engine.learner.targets import ClassLabel


class ChipClassificationSceneSamples(SceneSamples):
    """As `ClassifiedImages` makes them."""

    writer: ChipClassificationChipWriter

    @property
    def sizes_px(self) -> set[tuple[int, int]]:
        """The heights and widths of the windows."""
        return {(place.shape.height_px, place.shape.width_px) for place in self.places}

    def sample_of(self, chip: LabelledChip, cell: int, rng: np.random.Generator | None) -> Sample:
        image = resized(chip.shown[None], self.size_px, chip.image.dtype)[0]
        if not self.writer.options.multi_label:
            return Sample(image, ClassLabel(int(chip.labels[0])))
        present = np.zeros(len(self.writer.class_config), np.uint8)
        present[chip.labels] = 1
        return Sample(image, ClassLabel(present))

    def count(self, shape: ImageShape) -> int:
        return 1

    def order(self, place: ScenePlace) -> tuple[str, Any]:
        if self.writer.options.multi_label:
            return "", super().order(place)
        folders = class_folders(self.writer.class_config.names)
        return folders[place.labels[0]], super().order(place)

    def known_labels(self, labels: Sequence[int]) -> Sequence[int]:
        return labels
