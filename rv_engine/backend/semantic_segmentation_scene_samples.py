"""Samples for semantic segmentation that are read from scenes while training."""

from __future__ import annotations

import numpy as np

from rv_engine.backend.labelled_chip_writer import LabelledChip
from rv_engine.backend.scene_samples import SceneSamples
from rv_engine.learner.image_files import ImageShape
from rv_engine.learner.samples import Sample
from rv_engine.learner.targets import NO_LABEL, Mask


class SemanticSegmentationSceneSamples(SceneSamples):
    """As `ImageChips` makes them."""

    def sample_of(self, chip: LabelledChip, cell: int, rng: np.random.Generator | None) -> Sample:
        height, width, bands = chip.image.shape
        shape = ImageShape(height, width, bands, chip.image.dtype)
        corner = self.cuts.corner(shape, cell, rng)
        return Sample(
            self.cuts.cut_image(chip.shown, corner),
            Mask(self.cuts.cut(chip.labels, corner, NO_LABEL)),
        )
