"""What a raster source answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from rv_engine.geo import Box
from rv_engine.types import Array, BoolArray


@dataclass(frozen=True)
class RasterChip:
    """The pixels of a window, and which of them are valid.

    Attributes:
        array: (H, W, C), any dtype.
        valid: (H, W, C) or (H, W, 1) bool: False where the source has no value (nodata, masked, or
            outside the image).
    """

    array: Array
    valid: BoolArray

    @property
    def valid_pixels(self) -> BoolArray:
        """(H, W) bool: True where at least one band has a value."""
        return np.asarray(self.valid.any(axis=2))

    @property
    def gaps(self) -> BoolArray | None:
        """`valid`, or None when all is valid; (H, W, 1) when all bands are valid at the same places."""
        if self.valid.all():
            return None
        first = self.valid[..., :1]
        return first.copy() if (self.valid == first).all() else self.valid

    def filled(self, value: float = 0) -> Array:
        """The array with `value` in all places that are not valid."""
        if self.valid.all():
            return self.array
        return np.where(self.valid, self.array, np.asarray(value, dtype=self.array.dtype))

    def part(self, inside: Box, window: Box) -> RasterChip:
        """The chip of a window within that of this one."""
        place = inside.slices_in(window)
        return RasterChip(self.array[place], self.valid[place])

    def padded(self, inside: Box, window: Box) -> RasterChip:
        """The chip of a larger window, in which this one is of the part `inside`."""
        if inside == window:
            return self
        array = np.zeros((*window.size, self.array.shape[2]), self.array.dtype)
        valid = np.zeros((*window.size, self.valid.shape[2]), bool)
        place = inside.slices_in(window)
        array[place] = self.array
        valid[place] = self.valid
        return RasterChip(array, valid)

    @classmethod
    def empty(cls, window: Box, num_channels: int, dtype: np.dtype[Any]) -> RasterChip:
        """A chip in which nothing is valid."""
        array = np.zeros((*window.size, num_channels), dtype)
        return cls(array, np.zeros((*window.size, 1), bool))
