"""Training data for other programs: COCO, folders of images and masks, folders of classes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rv_engine.backend.chip_classification_chip_writer import ChipClassificationChipWriter
from rv_engine.backend.chip_writer import SPLITS, ChipWriter
from rv_engine.backend.object_detection_chip_writer import ObjectDetectionChipWriter
from rv_engine.backend.semantic_segmentation_chip_writer import SemanticSegmentationChipWriter
from rv_engine.config.json_file import to_json
from rv_engine.errors import ConfigError, LabelError, OutputError
from rv_engine.geo import Box
from rv_engine.monitor import Monitor
from rv_engine.pipeline.chip_windows import SceneWindows, chip_windows, chip_writer_of
from rv_engine.pipeline.coco_export import boxes_to_coco, masks_to_coco
from rv_engine.pipeline.exported_images import PNG, TIF, ExportedImages
from rv_engine.pipeline.folder_export import classes_to_folders, masks_to_folders
from rv_engine.pipeline.pipeline_config import RVPipelineConfig
from rv_engine.scene.scene import Scene
from rv_engine.storage import check_writable, write_text, writing

COCO = "coco"
MASKS = "masks"
IMAGENET = "imagenet"
FORMATS = (COCO, MASKS, IMAGENET)
IMAGE_FORMATS = (PNG, TIF)

# What other programs call the two splits.
SPLIT_NAMES = dict(zip(SPLITS, ("train", "val"), strict=True))


@dataclass(frozen=True)
class ChipSet:
    """The windows of a split, to be cut.

    Attributes:
        split: One of `SPLITS`.
        name: What it is called outside.
        scenes: Those of the split, with their windows.
    """

    split: str
    name: str
    scenes: list[SceneWindows]

    def places(self, monitor: Monitor) -> Iterator[tuple[Scene, Box]]:
        """Each window with its scene, telling how far it is."""
        total = sum(len(found.windows) for found in self.scenes)
        done = 0
        for found in self.scenes:
            for window in found.windows:
                monitor.progress(done, total, "chips", f"Exporting chips, {self.name}")
                yield found.scene, window
                done += 1
        monitor.progress(total, total, "chips", f"Exporting chips, {self.name}")


Export = Callable[[Any, ChipSet, Path, Monitor], int]
# By what cuts a task's chips: what can be made of them, the usual one first.
_EXPORTS: dict[type[ChipWriter], dict[str, Export]] = {
    SemanticSegmentationChipWriter: {MASKS: masks_to_folders, COCO: masks_to_coco},
    ObjectDetectionChipWriter: {COCO: boxes_to_coco},
    ChipClassificationChipWriter: {IMAGENET: classes_to_folders},
}


def export_training_data(
    config: RVPipelineConfig,
    folder: Path,
    monitor: Monitor,
    *,
    format_name: str | None = None,
    image_format: str = PNG,
) -> dict[str, Any]:
    """Writes the chips of a pipeline for other programs; nothing, or all of it.

    Pixels are those of the image's files, without the transformers of the config.

    Args:
        config: It is updated.
        folder: It is empty, or not there yet.
        monitor: Told of each chip.
        format_name: One of `FORMATS`; the usual one of the task when None.
        image_format: One of `IMAGE_FORMATS`.

    Returns:
        The format, and how many chips "train" and "val" have.

    Raises:
        ConfigError: The task has no such format.
        LabelError: There is not one chip.
        OutputError: The folder holds something, or cannot be written.
    """
    config.update()
    check_writable(folder)
    if folder.is_dir() and any(folder.iterdir()):
        raise OutputError(
            f"The folder '{folder}' is not empty.", hint="Choose a new one.", where=str(folder)
        )
    counts = {}
    with writing(folder, folder=True) as partial:
        writer = chip_writer_of(config, partial)
        writer.images = ExportedImages(image_format)
        name, export = _export(writer, config, format_name)
        found = chip_windows(config, partial, writer=writer, transformed=False)
        for index, (split, split_name) in enumerate(SPLIT_NAMES.items()):
            chips = ChipSet(split, split_name, [one for one in found if one.split == split])
            part = monitor.part(index / 2, (index + 1) / 2)
            counts[chips.name] = export(writer, chips, partial, part)
            if chips.scenes and not counts[chips.name]:
                raise LabelError(
                    f"Not one chip for {chips.name!r} has both image data and labels.",
                    hint="Check that the labels and the areas of interest lie on the image.",
                )
        described = to_json(config.dataset.class_config.describe())
        write_text(partial / "classes.json", described)
    return {"format": name, **counts}


def _export(
    writer: ChipWriter, config: RVPipelineConfig, format_name: str | None
) -> tuple[str, Export]:
    for writer_class, exports in _EXPORTS.items():
        if isinstance(writer, writer_class):
            name = format_name or next(iter(exports))
            if name in exports:
                return name, exports[name]
            raise ConfigError(
                f"A pipeline for {config.type_hint!r} is not exported as {name!r}.",
                hint=f"Choose {' or '.join(repr(known) for known in exports)}.",
            )
    raise ConfigError(
        f"The chips of the backend {config.backend.type_hint!r} are in a form of its own, which "
        "is not known here.",
        hint="Export a config with the PyTorch backend of the task.",
    )
