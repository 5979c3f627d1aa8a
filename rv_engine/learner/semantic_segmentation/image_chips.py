"""Image chips with label images, from a folder."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rv_engine.errors import LabelError
from rv_engine.learner.image_files import (
    IMAGE_SUFFIXES,
    LABEL_SUFFIXES,
    ImageShape,
    image_shape,
    read_image,
    read_mask,
)
from rv_engine.learner.samples import Sample
from rv_engine.learner.targets import NO_LABEL, Mask
from rv_engine.types import Array

_MIDDLE_BYTES = 65536


@dataclass(frozen=True)
class _Chip:
    image: Path
    mask: Path
    shape: ImageShape


class ImageChips:
    """The chips in `<folder>/img` with the label images of the same name in `<folder>/labels`.

    Images larger than a chip are cut: for training at random places, else evenly over the image.
    Smaller ones are padded with `NO_LABEL`. Pixels are never resampled.

    Args:
        folder: The folder of one split, such as `chips/train`.
        num_classes: Classes; other values than their ids and `NO_LABEL` are an error.
        chip_sz_px: Height and width of the samples.
        num_channels: Bands that are expected; those of the first chip when None.

    Raises:
        LabelError: There are no chips, a partner is missing, or they do not fit each other.
    """

    def __init__(
        self, folder: Path, num_classes: int, chip_sz_px: int, num_channels: int | None = None
    ) -> None:
        self._folder = folder
        self._num_classes = num_classes
        self._chip_sz_px = chip_sz_px
        self._chips = [_Chip(*pair, image_shape(pair[0])) for pair in _pairs(folder)]
        self._check_alike(num_channels)
        self._places = [
            (chip, cell) for chip in self._chips for cell in range(self._cells_of(chip.shape))
        ]

    @property
    def num_channels(self) -> int:
        """Bands of the images."""
        return self._chips[0].shape.num_channels

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of the pixel values."""
        return self._chips[0].shape.dtype

    def __len__(self) -> int:
        return len(self._places)

    def sample(self, index: int, rng: np.random.Generator | None = None) -> Sample:
        """One sample of the size of a chip; see `SampleSource.sample`.

        Raises:
            LabelError: The files cannot be read, or the labels hold a value that is no class.
        """
        chip, cell = self._places[index]
        image, mask = read_image(chip.image), read_mask(chip.mask)
        if mask.shape != image.shape[:2]:
            raise LabelError(
                f"'{chip.image}' is {_size(image)}, but its label image is {_size(mask)}.",
                hint="Make both of one size.",
                where=str(chip.mask),
            )
        mask = self._checked(mask, chip.mask)
        top, left = self._corner(chip.shape, cell, rng)
        cut = np.s_[top : top + self._chip_sz_px, left : left + self._chip_sz_px]
        return Sample(
            _pad(image[cut], self._chip_sz_px, 0),
            Mask(_pad(mask[cut], self._chip_sz_px, NO_LABEL)),
        )

    def fingerprint(self) -> str:
        """A hash of all names, lengths, and a part of what is in each file."""
        digest = hashlib.sha256()
        for chip in self._chips:
            for path in (chip.image, chip.mask):
                digest.update(f"{path.name} {path.stat().st_size}\n".encode())
                digest.update(_middle(path))
        return digest.hexdigest()

    def _check_alike(self, num_channels: int | None) -> None:
        first = self._chips[0]
        wanted = num_channels or first.shape.num_channels
        for chip in self._chips:
            if chip.shape.num_channels != wanted:
                raise LabelError(
                    f"'{chip.image}' has {chip.shape.num_channels} bands, but expected are {wanted}.",
                    hint="Give all chips the same bands, or set img_channels to their number.",
                    where=str(chip.image),
                )
            if chip.shape.dtype != first.shape.dtype:
                raise LabelError(
                    f"'{chip.image}' has pixels of type {chip.shape.dtype}, but '{first.image}' "
                    f"of type {first.shape.dtype}.",
                    hint="Save all chips with one type of pixels.",
                    where=str(chip.image),
                )

    def _cells_of(self, shape: ImageShape) -> int:
        down, across = self._grid(shape)
        return down * across

    def _grid(self, shape: ImageShape) -> tuple[int, int]:
        return _cells(shape.height_px, self._chip_sz_px), _cells(shape.width_px, self._chip_sz_px)

    def _corner(
        self, shape: ImageShape, cell: int, rng: np.random.Generator | None
    ) -> tuple[int, int]:
        spare_y = max(shape.height_px - self._chip_sz_px, 0)
        spare_x = max(shape.width_px - self._chip_sz_px, 0)
        if rng is not None and (spare_y or spare_x):
            return int(rng.integers(spare_y + 1)), int(rng.integers(spare_x + 1))
        down, across = self._grid(shape)
        row, column = divmod(cell, across)
        return _evenly(spare_y, row, down), _evenly(spare_x, column, across)

    def _checked(self, mask: Array, path: Path) -> Array:
        wrong = (mask >= self._num_classes) & (mask != NO_LABEL)
        if mask.dtype.kind == "i":
            wrong |= mask < 0
        if wrong.any():
            values = ", ".join(str(value) for value in np.unique(mask[wrong])[:5])
            raise LabelError(
                f"The label image '{path}' holds {values}, but there are only the classes "
                f"0 to {self._num_classes - 1}.",
                hint="Add the missing classes, or correct the labels; 255 means not known.",
                where=str(path),
            )
        return mask.astype(np.uint8, copy=False)


def _pairs(folder: Path) -> list[tuple[Path, Path]]:
    images = _files(folder / "img", IMAGE_SUFFIXES)
    masks = _files(folder / "labels", LABEL_SUFFIXES)
    if not images:
        raise LabelError(
            f"There are no chips in '{folder / 'img'}'.",
            hint="Make chips first; they are .png, .jpg or .npy files.",
            where=str(folder),
        )
    for name in images.keys() ^ masks.keys():
        here, there = (images, "labels") if name in images else (masks, "img")
        raise LabelError(
            f"'{here[name]}' has no partner '{name}' in '{folder / there}'.",
            hint="Add the missing file, or remove this one.",
            where=str(here[name]),
        )
    return [(images[name], masks[name]) for name in sorted(images)]


def _files(folder: Path, suffixes: tuple[str, ...]) -> dict[str, Path]:
    if not folder.is_dir():
        return {}
    return {path.stem: path for path in folder.iterdir() if path.suffix.lower() in suffixes}


def _middle(path: Path) -> bytes:
    """What is in the middle of a file: other pixels show there, and reading it is quick."""
    with path.open("rb") as file:
        file.seek(max(0, (path.stat().st_size - _MIDDLE_BYTES) // 2))
        return file.read(_MIDDLE_BYTES)


def _cells(size_px: int, chip_sz_px: int) -> int:
    """How many chips cover a length; a rest of less than a quarter is not worth another one."""
    return max(1, math.ceil(size_px / chip_sz_px - 0.25))


def _evenly(spare_px: int, place: int, places: int) -> int:
    return round(spare_px * place / (places - 1)) if places > 1 else spare_px // 2


def _pad(array: Array, size_px: int, value: int) -> Array:
    missing_y, missing_x = size_px - array.shape[0], size_px - array.shape[1]
    if not missing_y and not missing_x:
        return array
    rest = ((0, 0),) * (array.ndim - 2)
    return np.pad(array, ((0, missing_y), (0, missing_x), *rest), constant_values=value)


def _size(array: Array) -> str:
    return f"{array.shape[1]} x {array.shape[0]} px"
