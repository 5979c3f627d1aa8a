"""Chips for chip classification: images in folders of their classes."""

from __future__ import annotations

import json
import zlib

import numpy as np

from rv_engine.backend.chip_writer import chip_name
from rv_engine.backend.labelled_chip_writer import LabelledChip, LabelledChipWriter
from rv_engine.errors import LabelError
from rv_engine.geo import Box
from rv_engine.labels.chip_classification_labels import ChipClassificationLabels, cell_array
from rv_engine.learner.class_folders import class_folders
from rv_engine.scene import ChipClassificationChipOptions, WindowSamplingMethod
from rv_engine.scene.scene import Scene
from rv_engine.scene.window_sampling import sample_windows
from rv_engine.storage import write_text
from rv_engine.types import Array


class ChipClassificationChipWriter(LabelledChipWriter):
    """Writes images to `<folder>/<split>/<class>`. Chips are counted.

    With several classes in a chip, images go to `<folder>/<split>/img` and their classes, a list of
    names, to `<folder>/<split>/labels`.

    Windows that reach over an edge of the image are moved inside, as in the prediction; their class
    is that of what they then show.
    """

    options: ChipClassificationChipOptions

    def windows(self, scene: Scene) -> list[Box]:
        sampling = self.options.sampling_of(scene.id)
        is_random = sampling.method is WindowSamplingMethod.random
        if scene.aoi is None or is_random or not sampling.within_aoi:
            return sample_windows(scene, sampling)
        # Where an area ends with the image, windows at its edge are inside once they are moved.
        touching = sample_windows(scene, sampling.model_copy(update={"within_aoi": False}))
        inside = [w for w in touching if scene.aoi.contains(w.moved_inside(scene.extent))]
        return inside or sample_windows(scene, sampling)

    def read_chip(self, split: str, scene: Scene, window: Box) -> LabelledChip | None:
        """What a chip would hold; its labels are the ids of its classes."""
        seen = window.moved_inside(scene.extent)
        labels = _labels(scene, window, seen)
        if not labels.known[0] or (split == "train" and self._is_unwanted(scene, window, labels)):
            return None
        chip = scene.raster_source.read(seen)
        if 1 - chip.valid_pixels.mean() >= self.options.nodata_threshold:
            return None
        ids = labels.class_ids[:1]
        if self.options.multi_label:
            ids = np.flatnonzero(labels.present[0])
        counts: Array = np.bincount(ids, minlength=len(self.class_config))
        return LabelledChip(chip.filled(), ids.tolist(), counts, chip.gaps)

    def write_labelled(self, split: str, scene: Scene, window: Box, chip: LabelledChip) -> None:
        folder, name = self.folder / split, chip_name(scene, window)
        seen = window.moved_inside(scene.extent)
        if self.options.multi_label:
            names = [self.class_config.names[class_id] for class_id in chip.labels]
            self.images.write(chip.image, scene, seen, folder / "img", name)
            write_text(folder / "labels" / f"{name}.json", json.dumps(names, ensure_ascii=False))
            return
        class_folder = class_folders(self.class_config.names)[chip.labels[0]]
        self.images.write(chip.image, scene, seen, folder / class_folder, name)

    def _is_unwanted(self, scene: Scene, window: Box, labels: ChipClassificationLabels) -> bool:
        classes = self.class_config
        if not classes.has_null_class or labels.class_ids[0] != classes.null_class_id:
            return False
        key = zlib.crc32(f"{scene.id} {window.to_tuple()}".encode())
        survives = np.random.default_rng(key).random() < self.options.negative_survival_prob
        return not survives


def _labels(scene: Scene, window: Box, seen: Box) -> ChipClassificationLabels:
    """The label of a cell that somebody drew, or else of what is seen of the image."""
    source = scene.label_source
    if source is None:
        raise LabelError(f"The scene {scene.id!r} has no labels.", hint="Give it a label_source.")
    cell = cell_array([window])
    is_drawn = window == seen or source.place_of(cell)[0] >= 0
    labels: ChipClassificationLabels = source.labels_of(cell if is_drawn else cell_array([seen]))
    return labels
