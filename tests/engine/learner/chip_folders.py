"""Makes small folders of chips: dark ground with a bright rectangle, which is class 1."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from rv_engine.config.class_config import ClassConfig
from rv_engine.learner import SemanticSegmentationImageDataConfig
from rv_engine.learner.samples import Sample
from rv_engine.learner.targets import Mask
from rv_engine.types import Array

CLASSES = ClassConfig(names=["ground", "building"], null_class="ground")


def make_chip(
    seed: int, size_px: int = 32, bands: int = 3, dtype: str = "uint8"
) -> tuple[Array, Array]:
    """An image and its mask."""
    rng = np.random.default_rng(seed)
    top, left = rng.integers(0, size_px // 2, 2)
    mask = np.zeros((size_px, size_px), np.uint8)
    mask[top : top + size_px // 2, left : left + size_px // 2] = 1
    brightness = 0.2 + 0.6 * mask[..., None] + rng.uniform(-0.1, 0.1, (size_px, size_px, bands))
    largest = np.iinfo(dtype).max if np.issubdtype(np.dtype(dtype), np.integer) else 1.0
    return (brightness * largest).astype(dtype), mask


def write_chip(split: Path, name: str, image: Array, mask: Array) -> None:
    """Writes a pair of files: the image as PNG where a PNG can hold it, else as .npy."""
    for folder in ("img", "labels"):
        (split / folder).mkdir(parents=True, exist_ok=True)
    if image.dtype == np.uint8 and image.shape[2] == 3:
        Image.fromarray(image).save(split / "img" / f"{name}.png")
    else:
        np.save(split / "img" / f"{name}.npy", image)
    Image.fromarray(mask).save(split / "labels" / f"{name}.png")


def write_chips(
    folder: Path,
    train: int = 4,
    valid: int = 2,
    bands: int = 3,
    dtype: str = "uint8",
    size_px: int = 32,
) -> Path:
    """Writes a folder of chips."""
    for split, count, first_seed in (("train", train, 0), ("valid", valid, 100)):
        for index in range(count):
            image, mask = make_chip(first_seed + index, size_px, bands, dtype)
            write_chip(folder / split, f"{index:03}", image, mask)
    return folder


def image_data(folder: Path, **values: object) -> SemanticSegmentationImageDataConfig:
    """The config of such a folder."""
    return SemanticSegmentationImageDataConfig(
        **{"uri": str(folder), "img_sz": 32, "num_workers": 2, "class_config": CLASSES, **values}
    )


def mask_of(sample: Sample) -> Array:
    """The class ids of a sample for segmentation."""
    assert isinstance(sample.target, Mask)
    return sample.target.class_ids
