"""Chips for semantic segmentation: images and label images."""

from __future__ import annotations

import zlib

import numpy as np

from rv_engine.backend.chip_writer import chip_name, write_array
from rv_engine.backend.labelled_chip_writer import LabelledChip, LabelledChipWriter
from rv_engine.geo import Box
from rv_engine.labels.semantic_segmentation_label_source import NO_LABEL
from rv_engine.scene import SemanticSegmentationChipOptions
from rv_engine.scene.scene import Scene
from rv_engine.types import Array


class SemanticSegmentationChipWriter(LabelledChipWriter):
    """Writes images to `<folder>/<split>/img` and labels to `<folder>/<split>/labels`.

    Labels are PNG of class ids, `NO_LABEL` where nothing shall be learnt. Pixels are counted.
    """

    options: SemanticSegmentationChipOptions

    def read_chip(self, split: str, scene: Scene, window: Box) -> LabelledChip | None:
        """What a chip would hold; its labels are (H, W) uint8 class ids."""
        chip = scene.raster_source.read(window)
        valid = chip.valid_pixels
        if 1 - valid.mean() >= self.options.nodata_threshold:
            return None
        labels = scene.labels_in(window, valid)
        counts = np.bincount(labels.ravel(), minlength=NO_LABEL + 1)[: len(self.class_config)]
        if not counts.any() or (split == "train" and self._is_unwanted(scene, window, counts)):
            return None
        return LabelledChip(chip.filled(), labels, counts, chip.gaps)

    def write_labelled(self, split: str, scene: Scene, window: Box, chip: LabelledChip) -> None:
        name = chip_name(scene, window)
        self.images.write(chip.image, scene, window, self.folder / split / "img", name)
        write_array(self.folder / split / "labels" / f"{name}.png", chip.labels)

    def _is_unwanted(self, scene: Scene, window: Box, pixels: Array) -> bool:
        wanted = self.options.target_class_ids
        if wanted is None or pixels[wanted].sum() >= self.options.target_count_threshold:
            return False
        key = zlib.crc32(f"{scene.id} {window.to_tuple()}".encode())
        survives = np.random.default_rng(key).random() < self.options.negative_survival_prob
        return not survives
