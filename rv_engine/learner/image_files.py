"""Reads images and label images from plain files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from rv_engine.errors import LabelError
from rv_engine.types import Array

IMAGE_SUFFIXES = (".png", ".jpg", ".jpeg", ".npy")
LABEL_SUFFIXES = (".png", ".npy")

# Bands and pixel type of those modes of Pillow whose arrays are the pixel values themselves.
# Images in other modes, such as with a palette, are read as colours.
_PLAIN_MODES: dict[str, tuple[int, str]] = {
    "L": (1, "uint8"),
    "LA": (2, "uint8"),
    "RGB": (3, "uint8"),
    "RGBA": (4, "uint8"),
    "I;16": (1, "uint16"),
    "I": (1, "int32"),
    "F": (1, "float32"),
}
# PNG specification, section 11.2.2: bit depth and colour type follow width and height in the head.
_PNG_BIT_DEPTH_AT = 24
_PNG_COLOR_TYPE_AT = 25
_PNG_GRAY = 0


@dataclass(frozen=True)
class ImageShape:
    """Size, bands and pixel type of an image."""

    height_px: int
    width_px: int
    num_channels: int
    dtype: np.dtype[Any]


def image_shape(path: Path) -> ImageShape:
    """Shape and type of an image, from the file's head alone.

    Raises:
        LabelError: The file cannot be read as an image.
    """
    if path.suffix == ".npy":
        array = _load_array(path, memory_map=True)
        height, width, channels = array.shape
        return ImageShape(height, width, channels, array.dtype.newbyteorder("="))
    with _opened(path) as image:
        channels, dtype = _PLAIN_MODES.get(image.mode, _PLAIN_MODES["RGB"])
        return ImageShape(image.height, image.width, channels, np.dtype(dtype))


def read_image(path: Path) -> Array:
    """The pixel values of an image, shape (H, W, C), in the type that they are stored in.

    Raises:
        LabelError: The file cannot be read as an image.
    """
    if path.suffix == ".npy":
        array = _load_array(path)
        return array.astype(array.dtype.newbyteorder("="), copy=False)
    with _opened(path) as image:
        array = np.asarray(image if image.mode in _PLAIN_MODES else image.convert("RGB"))
    return array[..., None] if array.ndim == 2 else array


def read_mask(path: Path) -> Array:
    """The class ids in a label image, shape (H, W), of any integer type.

    Raises:
        LabelError: The file cannot be read, or has several bands or fractions.
    """
    if path.suffix == ".npy":
        array = _load_array(path)
        array = array[..., 0] if array.shape[2] == 1 else array
    else:
        # Not converted: where there is a palette, its indices are the class ids.
        with _opened(path) as image:
            array = np.asarray(image)
    if array.ndim != 2 or array.dtype.kind not in "bui":
        bands = 1 if array.ndim == 2 else array.shape[2]
        raise LabelError(
            f"The label image '{path}' has {bands} bands of type {array.dtype}, but expected is "
            "one band with the whole-numbered ids of the classes.",
            hint="Write class ids into one band, not colours; 255 means that nothing is known.",
            where=str(path),
        )
    return array


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    try:
        with Image.open(path) as image:
            _refuse_deep_colors(path, image)
            yield image
    except LabelError:
        raise
    except (OSError, ValueError, SyntaxError) as error:
        raise _unreadable(path, error) from error


def _load_array(path: Path, memory_map: bool = False) -> Array:
    """The array in an .npy file as (H, W, C)."""
    try:
        array: Array = np.load(path, mmap_mode="r" if memory_map else None, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise _unreadable(path, error) from error
    if array.ndim not in (2, 3) or array.dtype.kind not in "buif" or array.size == 0:
        raise LabelError(
            f"'{path}' holds an array of shape {array.shape} and type {array.dtype}, but expected "
            "is (height, width, bands) with numbers.",
            hint="Write the chip again with np.save as (height, width, bands).",
            where=str(path),
        )
    return array if array.ndim == 3 else array[..., None]


def _refuse_deep_colors(path: Path, image: Image.Image) -> None:
    # Pillow reads them too, but silently keeps 8 of the 16 bits.
    if image.format != "PNG":
        return
    with path.open("rb") as file:
        head = file.read(_PNG_COLOR_TYPE_AT + 1)
    if head[_PNG_BIT_DEPTH_AT] == 16 and head[_PNG_COLOR_TYPE_AT] != _PNG_GRAY:
        raise LabelError(
            f"'{path}' is a PNG with 16 bits and several bands, which cannot be read in full.",
            hint="Save such chips as .npy files.",
            where=str(path),
        )


def _unreadable(path: Path, error: Exception) -> LabelError:
    return LabelError(
        f"'{path}' cannot be read as an image: {error}.",
        hint="Make the chips again, or remove this file and its partner.",
        where=str(path),
    )
