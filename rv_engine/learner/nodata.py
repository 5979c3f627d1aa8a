"""Where images have no value: how that is shown to a network, and how chips keep it.

A network knows numbers around 0, what its first layer makes of a band's mean. So what has no value is
not a number (NaN) on the way to it, and there becomes the mean (see `InputNormalization`). Files hold
pixels in their own type, mostly whole numbers; beside them, where a chip has a place without a value,
`<chips>/nodata/<split>/<name>.png` is white where there is one.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from rv_engine.errors import LabelError
from rv_engine.learner.image_files import read_image
from rv_engine.types import Array, BoolArray

NODATA_FOLDER = "nodata"


def marked(image: Array, valid: BoolArray | None) -> Array:
    """An image with NaN where it has no value; as it is where all has one.

    Args:
        image: Shape (H, W, C).
        valid: Shape (H, W, C) or (H, W, 1); all of it when None.

    Returns:
        The image itself, or float32 of the same shape, which is what networks calculate with.
    """
    if valid is None or valid.all():
        return image
    numbers = image.astype(np.float32)
    numbers[~np.broadcast_to(valid, image.shape)] = np.nan
    return numbers


def nodata_path(split_folder: Path, name: str) -> Path:
    """Where it is written which pixels of a chip have a value.

    Args:
        split_folder: Of the chips, such as `chips/train`.
        name: Of the chip's file, without an ending.
    """
    return split_folder.parent / NODATA_FOLDER / split_folder.name / f"{name}.png"


def nodata_files(split_folder: Path) -> dict[str, Path]:
    """The files of a split that say which pixels have a value, by the names of chips."""
    folder = nodata_path(split_folder, "").parent
    return {path.stem: path for path in folder.glob("*.png")} if folder.is_dir() else {}


def nodata_image(valid: BoolArray) -> Array:
    """What is written: the bands of (H, W, C) side by side in (H, W * C), 255 where there is a value."""
    flat: Array = np.where(valid, np.uint8(255), np.uint8(0)).reshape(len(valid), -1)
    return flat


def read_chip_image(path: Path, nodata: Path | None) -> Array:
    """The image of a chip, marked.

    Args:
        path: The image.
        nodata: See `nodata_path`; None when all has a value.

    Raises:
        LabelError: A file cannot be read, or the two do not fit.
    """
    image = read_image(path)
    if nodata is None:
        return image
    try:
        with Image.open(nodata) as opened:
            flat = np.asarray(opened) > 0
        valid = flat.reshape(*image.shape[:2], -1)
        return marked(image, np.broadcast_to(valid, image.shape))
    except (OSError, ValueError) as error:
        raise LabelError(
            f"'{nodata}' does not say which pixels of '{path}' have a value: {error}.",
            hint="Make the chips again, or remove this file.",
            where=str(nodata),
        ) from error
