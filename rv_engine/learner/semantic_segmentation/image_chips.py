"""Image chips with label images, from a folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rv_engine.errors import LabelError
from rv_engine.learner.chip_cuts import ChipCuts, check_alike, files_hash
from rv_engine.learner.image_files import (
    IMAGE_SUFFIXES,
    LABEL_SUFFIXES,
    ImageShape,
    image_shape,
    read_mask,
)
from rv_engine.learner.nodata import nodata_files, read_chip_image
from rv_engine.learner.samples import Sample
from rv_engine.learner.targets import NO_LABEL, Mask
from rv_engine.types import Array


@dataclass(frozen=True)
class _Chip:
    image: Path
    mask: Path
    shape: ImageShape
    nodata: Path | None


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
        self._cuts = ChipCuts(chip_sz_px)
        nodata = nodata_files(folder)
        self._chips = [
            _Chip(image, mask, image_shape(image), nodata.get(image.stem))
            for image, mask in _pairs(folder)
        ]
        check_alike([(chip.image, chip.shape) for chip in self._chips], num_channels)
        self._places = [
            (chip, cell) for chip in self._chips for cell in range(self._cuts.count(chip.shape))
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
        image, mask = read_chip_image(chip.image, chip.nodata), read_mask(chip.mask)
        if mask.shape != image.shape[:2]:
            raise LabelError(
                f"'{chip.image}' is {_size(image)}, but its label image is {_size(mask)}.",
                hint="Make both of one size.",
                where=str(chip.mask),
            )
        mask = self._checked(mask, chip.mask)
        corner = self._cuts.corner(chip.shape, cell, rng)
        return Sample(
            self._cuts.cut_image(image, corner), Mask(self._cuts.cut(mask, corner, NO_LABEL))
        )

    def fingerprint(self) -> str:
        """A hash of all names, lengths, and a part of what is in each file."""
        return files_hash(
            path
            for chip in self._chips
            for path in (chip.image, chip.mask, chip.nodata)
            if path is not None
        )

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


def _size(array: Array) -> str:
    return f"{array.shape[1]} x {array.shape[0]} px"
