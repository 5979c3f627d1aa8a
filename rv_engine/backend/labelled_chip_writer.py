"""The base of chip writers whose chips can also be read without being written."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import Any

from rv_engine.backend.chip_writer import ChipWriter, chip_name, write_array
from rv_engine.geo import Box
from rv_engine.learner.nodata import marked, nodata_image, nodata_path
from rv_engine.scene.scene import Scene
from rv_engine.types import Array, BoolArray


@dataclass(frozen=True, eq=False)
class LabelledChip:
    """An image and its labels.

    Attributes:
        image: (H, W, C) pixel values, 0 where there is none.
        labels: In the form of the task: (H, W) uint8 of class ids, a list of class ids, or a list
            of annotations as in COCO's format.
        counts: (num_classes,) what the task counts of each class.
        valid: (H, W, C) or (H, W, 1) where the image has a value; None when all of it has one.
    """

    image: Array
    labels: Any
    counts: Array
    valid: BoolArray | None = None

    @property
    def shown(self) -> Array:
        """The image as networks are shown it; see `marked`."""
        return marked(self.image, self.valid)


class LabelledChipWriter(ChipWriter):
    """Reads a chip, then writes it; training from the images themselves reads it alone."""

    def write_chip(self, split: str, scene: Scene, window: Box) -> Array | None:
        chip = self.read_chip(split, scene, window)
        if chip is None:
            return None
        self.write_labelled(split, scene, window, chip)
        if chip.valid is not None:
            path = nodata_path(self.folder / split, chip_name(scene, window))
            write_array(path, nodata_image(chip.valid))
        return chip.counts

    @abstractmethod
    def read_chip(self, split: str, scene: Scene, window: Box) -> LabelledChip | None:
        """What a chip would hold; None when it is left out. Called from several threads."""

    @abstractmethod
    def write_labelled(self, split: str, scene: Scene, window: Box, chip: LabelledChip) -> None:
        """Writes what was read."""
