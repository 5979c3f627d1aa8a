"""Any data type to uint8, by the statistics of each band."""

from __future__ import annotations

from typing import Any

import numpy as np

from rv_engine.errors import RasterError
from rv_engine.raster.raster_chip import RasterChip
from rv_engine.raster.raster_transformer import RasterTransformer
from rv_engine.types import FloatArray


class StatsTransformer(RasterTransformer):
    """Maps each band's mean plus or minus `max_stds` standard deviations to 0 to 255.

    Same values as Raster Vision 0.31: z-scores are clipped, scaled and truncated; uint8 chips pass
    unchanged. Unlike there, only pixels without a value become 0 by decree, not those of value 0,
    and a constant band becomes 127 instead of not-a-number.

    Args:
        means: Of each band.
        stds: Of each band.
        max_stds: Where z-scores are clipped.
    """

    def __init__(self, means: FloatArray, stds: FloatArray, max_stds: float = 3.0) -> None:
        self.means = np.asarray(means, np.float32)
        self.stds = np.where(np.asarray(stds) > 0, stds, np.inf).astype(np.float32)
        self.max_stds = max_stds

    def transform(self, chip: RasterChip) -> RasterChip:
        if chip.array.dtype == np.uint8:
            return chip
        if chip.array.shape[2] != self.means.size:
            raise RasterError(
                f"The band statistics are of {self.means.size} bands, "
                f"but the image has {chip.array.shape[2]}.",
                hint="Choose the bands that the model was trained with, in the same order.",
            )
        # Invalid places may hold anything, infinities included.
        z = (chip.filled().astype(np.float32) - self.means) / self.stds
        np.clip(z, -self.max_stds, self.max_stds, out=z)
        array = ((z + self.max_stds) * (255 / (2 * self.max_stds))).astype(np.uint8)
        array *= chip.valid
        return RasterChip(array, chip.valid)

    def output_dtype(self, input_dtype: np.dtype[Any]) -> np.dtype[Any]:
        return np.dtype(np.uint8)
