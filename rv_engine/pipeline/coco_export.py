"""Training data in COCO's format."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from rasterio.features import rasterize, shapes

from rv_engine.backend.chip_writer import chip_name
from rv_engine.backend.object_detection_chip_writer import ObjectDetectionChipWriter
from rv_engine.backend.semantic_segmentation_chip_writer import SemanticSegmentationChipWriter
from rv_engine.config.class_config import ClassConfig
from rv_engine.monitor import Monitor
from rv_engine.storage import remove_path, write_text
from rv_engine.types import Array, BoolArray

if TYPE_CHECKING:
    from rv_engine.pipeline.training_data_export import ChipSet


def boxes_to_coco(
    writer: ObjectDetectionChipWriter, chips: ChipSet, folder: Path, monitor: Monitor
) -> int:
    """Writes `images/<split>` and `annotations/instances_<split>.json`; returns how many images.

    Objects that a chip hardly shows have `iscrowd` 1.
    """
    written = sum(
        writer.write_chip(chips.split, scene, window) is not None
        for scene, window in chips.places(monitor)
    )
    writer.finish(chips.split)
    own = folder / chips.split
    if not written:
        remove_path(own)
        return 0
    content = json.loads((own / "labels.json").read_text(encoding="utf-8"))
    for annotation in content["annotations"]:
        annotation.pop("ignore")
    _move(own / "img", folder / "images" / chips.name)
    remove_path(own)
    _write(content, folder, chips.name)
    return written


def masks_to_coco(
    writer: SemanticSegmentationChipWriter, chips: ChipSet, folder: Path, monitor: Monitor
) -> int:
    """As `boxes_to_coco`; each connected area of a class but background is an annotation.

    Its exact pixels are an uncompressed run-length code: polygons would lose holes.
    """
    images: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    for scene, window in chips.places(monitor):
        chip = writer.read_chip(chips.split, scene, window)
        if chip is None:
            continue
        path = writer.images.write(
            chip.image, scene, window, folder / "images" / chips.name, chip_name(scene, window)
        )
        height, width = chip.labels.shape
        image_id = len(images) + 1
        images.append({"id": image_id, "file_name": path.name, "height": height, "width": width})
        for class_id, mask in _areas(chip.labels, writer.class_config):
            annotations.append(
                {
                    "id": len(annotations) + 1,
                    "image_id": image_id,
                    "category_id": class_id + 1,
                    "bbox": _bounds(mask),
                    "area": int(mask.sum()),
                    "segmentation": {"size": [height, width], "counts": _run_lengths(mask)},
                    "iscrowd": 0,
                }
            )
    categories = [
        {"id": class_id + 1, "name": name}
        for class_id, name in enumerate(writer.class_config.names)
    ]
    content = {"images": images, "annotations": annotations, "categories": categories}
    if images:
        _write(content, folder, chips.name)
    return len(images)


def _areas(labels: Array, class_config: ClassConfig) -> list[tuple[int, BoolArray]]:
    """The class and the pixels of each connected area of a class."""
    null = class_config.null_class_id if class_config.has_null_class else None
    wanted = labels < len(class_config)
    if null is not None:
        wanted &= labels != null
    return [
        (int(class_id), rasterize([(shape, 1)], labels.shape, dtype=np.uint8).astype(bool))
        for shape, class_id in shapes(labels, mask=wanted)
    ]


def _bounds(mask: BoolArray) -> list[int]:
    """x, y, width and height."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    y, x = int(rows[0]), int(columns[0])
    return [x, y, int(columns[-1]) - x + 1, int(rows[-1]) - y + 1]


def _run_lengths(mask: BoolArray) -> list[int]:
    """Lengths of runs down the columns, beginning with those of no pixels, as COCO has them."""
    flat = mask.ravel(order="F")
    changes = np.flatnonzero(np.diff(flat)) + 1
    begins = [0, 0] if flat[0] else [0]
    lengths: list[int] = np.diff([*begins, *changes, flat.size]).tolist()
    return lengths


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    source.rename(target)


def _write(content: dict[str, Any], folder: Path, name: str) -> None:
    head = {"info": {"description": "Exported by RV Studio"}, "licenses": []}
    path = folder / "annotations" / f"instances_{name}.json"
    write_text(path, json.dumps({**head, **content}) + "\n")
