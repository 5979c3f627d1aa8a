"""Samples of one size from images of any size: large ones are cut, small ones are padded.

Pixels are never resampled, so that objects keep their size.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rv_engine.errors import LabelError
from rv_engine.learner.image_files import ImageShape
from rv_engine.learner.nodata import marked
from rv_engine.types import Array

_MIDDLE_BYTES = 65536


@dataclass(frozen=True)
class ChipCuts:
    """Where images are cut.

    Attributes:
        chip_sz_px: Height and width of the samples.
    """

    chip_sz_px: int

    def count(self, shape: ImageShape) -> int:
        """How many samples an image gives."""
        down, across = self._grid(shape)
        return down * across

    def corner(
        self, shape: ImageShape, cell: int, rng: np.random.Generator | None
    ) -> tuple[int, int]:
        """Row and column where a sample begins: anywhere with an `rng`, else evenly spread."""
        spare_y = max(shape.height_px - self.chip_sz_px, 0)
        spare_x = max(shape.width_px - self.chip_sz_px, 0)
        if rng is not None and (spare_y or spare_x):
            return int(rng.integers(spare_y + 1)), int(rng.integers(spare_x + 1))
        down, across = self._grid(shape)
        row, column = divmod(cell, across)
        return _evenly(spare_y, row, down), _evenly(spare_x, column, across)

    def cut(self, array: Array, corner: tuple[int, int], fill: int = 0) -> Array:
        """The sample of an (H, W) or (H, W, C) array, padded at the end with `fill`."""
        top, left = corner
        part = array[top : top + self.chip_sz_px, left : left + self.chip_sz_px]
        missing_y, missing_x = self.chip_sz_px - part.shape[0], self.chip_sz_px - part.shape[1]
        if not missing_y and not missing_x:
            return part
        rest = ((0, 0),) * (array.ndim - 2)
        return np.pad(part, ((0, missing_y), (0, missing_x), *rest), constant_values=fill)

    def cut_image(self, image: Array, corner: tuple[int, int]) -> Array:
        """The sample of an (H, W, C) image; what is added has no value, see `nodata`."""
        part = self.cut(image, corner)
        height, width = (
            min(size - start, self.chip_sz_px)
            for size, start in zip(image.shape[:2], corner, strict=True)
        )
        inside = np.zeros((*part.shape[:2], 1), bool)
        inside[:height, :width] = True
        return marked(part, inside)

    def _grid(self, shape: ImageShape) -> tuple[int, int]:
        return _cells(shape.height_px, self.chip_sz_px), _cells(shape.width_px, self.chip_sz_px)


def check_alike(images: Sequence[tuple[Path, ImageShape]], num_channels: int | None) -> None:
    """Raises `LabelError` when images differ in bands or pixel type.

    Args:
        images: Their files and shapes; at least one.
        num_channels: Bands that are expected; those of the first image when None.
    """
    first_path, first = images[0]
    wanted = num_channels or first.num_channels
    for path, shape in images:
        if shape.num_channels != wanted:
            raise LabelError(
                f"'{path}' has {shape.num_channels} bands, but expected are {wanted}.",
                hint="Give all chips the same bands, or set img_channels to their number.",
                where=str(path),
            )
        if shape.dtype != first.dtype:
            raise LabelError(
                f"'{path}' has pixels of type {shape.dtype}, but '{first_path}' of type "
                f"{first.dtype}.",
                hint="Save all chips with one type of pixels.",
                where=str(path),
            )


def files_hash(paths: Iterable[Path]) -> str:
    """A hash of the names and lengths of files, and of a part of what is in each."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path.name} {path.stat().st_size}\n".encode())
        digest.update(_middle(path))
    return digest.hexdigest()


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
