"""What a raster source answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

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

    def filled(self, value: float = 0) -> Array:
        """The array with `value` in all places that are not valid."""
        if self.valid.all():
            return self.array
        return np.where(self.valid, self.array, np.asarray(value, dtype=self.array.dtype))
