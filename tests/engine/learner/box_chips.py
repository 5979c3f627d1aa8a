"""Makes small folders of chips: dark ground with bright squares (class 0) and bars (class 1)."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from PIL import Image

from rv_engine.config.class_config import ClassConfig
from rv_engine.learner import ObjectDetectionImageDataConfig
from rv_engine.types import Array

CLASSES = ClassConfig(names=["square", "bar"])
SHAPES = ((14, 14), (10, 26))


def make_box_chip(
    seed: int, size_px: int = 64, bands: int = 3, count: int = 3
) -> tuple[Array, Array, Array]:
    """An image, boxes that do not touch, and their classes."""
    rng = np.random.default_rng(seed)
    image = rng.integers(0, 60, (size_px, size_px, bands))
    taken = np.zeros((size_px, size_px), bool)
    boxes, class_ids = [], []
    while len(boxes) < count:
        class_id = int(rng.integers(2))
        height, width = SHAPES[class_id]
        y, x = rng.integers(0, [size_px - height, size_px - width])
        if taken[max(y - 2, 0) : y + height + 2, max(x - 2, 0) : x + width + 2].any():
            continue
        taken[y : y + height, x : x + width] = True
        image[y : y + height, x : x + width] += 150
        boxes.append((x, y, x + width, y + height))
        class_ids.append(class_id)
    return (
        image.astype(np.uint8),
        np.array(boxes, np.float32).reshape(-1, 4),
        np.array(class_ids, np.int64),
    )


def write_box_chips(
    folder: Path, train: int = 4, valid: int = 2, bands: int = 3, size_px: int = 64, count: int = 3
) -> Path:
    """Writes a folder of chips; the last one for training shows nothing."""
    for split, number, first_seed in (("train", train, 0), ("valid", valid, 100)):
        (folder / split / "img").mkdir(parents=True)
        images, annotations = [], []
        for index in range(number):
            empty = split == "train" and index == number - 1
            chip = make_box_chip(first_seed + index, size_px, bands, 0 if empty else count)
            image, boxes, class_ids = chip
            name = f"{index:03}.{'png' if bands == 3 else 'npy'}"
            if bands == 3:
                Image.fromarray(image).save(folder / split / "img" / name)
            else:
                np.save(folder / split / "img" / name, image)
            images.append({"id": index, "file_name": name, "width": size_px, "height": size_px})
            for (xmin, ymin, xmax, ymax), class_id in zip(boxes.tolist(), class_ids, strict=True):
                annotations.append(
                    {
                        "id": len(annotations) + 1, "image_id": index, "iscrowd": 0,
                        "category_id": int(class_id) + 1,
                        "bbox": [xmin, ymin, xmax - xmin, ymax - ymin],
                        "area": (xmax - xmin) * (ymax - ymin),
                    }
                )  # fmt: skip
        categories = [{"id": index + 1, "name": name} for index, name in enumerate(CLASSES.names)]
        content = {"images": images, "annotations": annotations, "categories": categories}
        (folder / split / "labels.json").write_text(json.dumps(content), encoding="utf-8")
    return folder


def box_data(folder: Path, **values: object) -> ObjectDetectionImageDataConfig:
    """The config of such a folder."""
    return ObjectDetectionImageDataConfig(
        **{"uri": str(folder), "img_sz": 64, "num_workers": 0, "class_config": CLASSES, **values}
    )
