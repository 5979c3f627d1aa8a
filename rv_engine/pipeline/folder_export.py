"""Training data as folders: of images and masks, or of classes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rv_engine.backend.chip_classification_chip_writer import ChipClassificationChipWriter
from rv_engine.backend.chip_writer import chip_name
from rv_engine.backend.semantic_segmentation_chip_writer import SemanticSegmentationChipWriter
from rv_engine.errors import ConfigError
from rv_engine.monitor import Monitor

if TYPE_CHECKING:
    from rv_engine.pipeline.training_data_export import ChipSet


def masks_to_folders(
    writer: SemanticSegmentationChipWriter, chips: ChipSet, folder: Path, monitor: Monitor
) -> int:
    """Writes `<split>/images` and `<split>/masks`, files of the same name; returns how many.

    The pixels of a mask are class ids, and 255 where nothing shall be learnt.
    """
    count = 0
    for scene, window in chips.places(monitor):
        chip = writer.read_chip(chips.split, scene, window)
        if chip is None:
            continue
        name = chip_name(scene, window)
        images, masks = folder / chips.name / "images", folder / chips.name / "masks"
        writer.images.write(chip.image, scene, window, images, name)
        labels = chip.labels.astype(np.uint8)[..., None]
        writer.images.write(labels, scene, window, masks, name)
        count += 1
    return count


def classes_to_folders(
    writer: ChipClassificationChipWriter, chips: ChipSet, folder: Path, monitor: Monitor
) -> int:
    """Writes `<split>/<class>`, as ImageNet has them; returns how many images.

    Raises:
        ConfigError: A chip can have several classes, but lies in one folder.
    """
    if writer.options.multi_label:
        raise ConfigError(
            "A chip of this pipeline can have several classes, and folders of classes cannot "
            "say that.",
            hint="Leave multi_label out.",
        )
    written = sum(
        writer.write_chip(chips.split, scene, window) is not None
        for scene, window in chips.places(monitor)
    )
    made = folder / chips.split
    if chips.split != chips.name and made.is_dir():
        made.rename(folder / chips.name)
    return written
