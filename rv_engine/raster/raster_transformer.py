"""The base of all raster transformers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

import numpy as np

from rv_engine.raster.raster_chip import RasterChip


class RasterTransformer(ABC):
    """Maps chips to chips."""

    @abstractmethod
    def transform(self, chip: RasterChip) -> RasterChip:
        """The changed chip; the given one stays as it is."""

    def output_dtype(self, input_dtype: np.dtype[Any]) -> np.dtype[Any]:
        """The dtype of the changed chip."""
        return input_dtype

    def output_channels(self, input_channels: int) -> int:
        """The bands of the changed chip."""
        return input_channels
