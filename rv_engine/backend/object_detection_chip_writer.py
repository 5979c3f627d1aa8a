"""Chips for object detection: images, and boxes in COCO's format."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from rv_engine.backend.chip_writer import chip_name
from rv_engine.backend.labelled_chip_writer import LabelledChip, LabelledChipWriter
from rv_engine.errors import LabelError
from rv_engine.geo import Box
from rv_engine.labels.box_overlap import share_of_mask
from rv_engine.labels.object_detection_label_source import (
    LEAST_DATA_SHARE,
    ObjectDetectionLabelSource,
)
from rv_engine.labels.object_detection_labels import ObjectDetectionLabels
from rv_engine.raster.raster_chip import RasterChip
from rv_engine.scene import ObjectDetectionChipOptions
from rv_engine.scene.object_detection_window_sampling import sample_object_windows
from rv_engine.scene.scene import Scene
from rv_engine.storage import remove_path, write_text
from rv_engine.types import Array

_PIECES = "labels"
_LABELS = "labels.json"


class ObjectDetectionChipWriter(LabelledChipWriter):
    """Writes images to `<folder>/<split>/img` and boxes to `<folder>/<split>/labels.json`.

    The boxes are in COCO's format; its category ids begin with 1, so they are class ids plus 1.
    Objects that a chip hardly shows have `ignore` and `iscrowd`. Pixels outside of the areas of
    interest have no value, because nobody knows what is there. Boxes are counted.
    """

    options: ObjectDetectionChipOptions

    def windows(self, scene: Scene) -> list[Box]:
        return sample_object_windows(scene, self.options.sampling_of(scene.id))

    def read_chip(self, split: str, scene: Scene, window: Box) -> LabelledChip | None:
        """What a chip would hold; its labels are annotations as in COCO's format."""
        source = scene.label_source
        if not isinstance(source, ObjectDetectionLabelSource):
            raise LabelError(
                f"The scene {scene.id!r} has no boxes.",
                hint="Give it an ObjectDetectionLabelSourceConfig as label_source.",
            )
        chip = scene.raster_source.read(window)
        known = chip.valid_pixels
        if scene.aoi is not None:
            known = known & scene.aoi.mask(window)
        if 1 - known.mean() >= self.options.nodata_threshold:
            return None
        sampling = self.options.sampling_of(scene.id)
        objects = source.get_labels(window, sampling.ioa_thresh, clip=sampling.clip)
        fragments = source.get_fragments(window, sampling.ioa_thresh)
        seen = share_of_mask(objects.boxes, known, window) >= LEAST_DATA_SHARE
        fragments = ObjectDetectionLabels.joined([objects.where(~seen), fragments])
        objects = objects.where(seen)
        seen_part = RasterChip(chip.array, chip.valid & known[..., None])
        annotations = [
            *_annotations(objects, window, ignored=False),
            *_annotations(fragments, window, ignored=True),
        ]
        counts: Array = np.bincount(objects.class_ids, minlength=len(self.class_config))
        return LabelledChip(seen_part.filled(), annotations, counts, seen_part.gaps)

    def write_labelled(self, split: str, scene: Scene, window: Box, chip: LabelledChip) -> None:
        name = chip_name(scene, window)
        path = self.images.write(chip.image, scene, window, self.folder / split / "img", name)
        content = {
            "file_name": path.name,
            "height": window.height,
            "width": window.width,
            "annotations": chip.labels,
        }
        write_text(self.folder / split / _PIECES / f"{name}.json", json.dumps(content))

    def finish(self, split: str) -> None:
        pieces = self.folder / split / _PIECES
        if not pieces.is_dir():
            return
        images: list[dict[str, Any]] = []
        annotations: list[dict[str, Any]] = []
        for number, path in enumerate(sorted(pieces.glob("*.json")), start=1):
            content = json.loads(path.read_text(encoding="utf-8"))
            for values in content.pop("annotations"):
                annotations.append({"id": len(annotations) + 1, "image_id": number, **values})
            images.append({"id": number, **content})
        categories = [
            {"id": class_id + 1, "name": name}
            for class_id, name in enumerate(self.class_config.names)
        ]
        labels = {"images": images, "annotations": annotations, "categories": categories}
        write_text(_labels_file(self.folder, split), json.dumps(labels) + "\n")
        remove_path(pieces)


def _labels_file(folder: Path, split: str) -> Path:
    return folder / split / _LABELS


def _annotations(
    labels: ObjectDetectionLabels, window: Box, *, ignored: bool
) -> list[dict[str, Any]]:
    """The objects in pixels of the chip."""
    boxes = labels.shifted(-window.xmin, -window.ymin).boxes
    annotations = []
    for (xmin, ymin, xmax, ymax), class_id in zip(
        boxes.round(3).tolist(), labels.class_ids.tolist(), strict=True
    ):
        width, height = round(xmax - xmin, 3), round(ymax - ymin, 3)
        annotations.append(
            {
                "category_id": class_id + 1,
                "bbox": [xmin, ymin, width, height],
                "area": round(width * height, 3),
                "iscrowd": int(ignored),
                "ignore": int(ignored),
            }
        )
    return annotations
