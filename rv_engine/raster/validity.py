"""Which pixels of a file have a value."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rasterio.enums import ColorInterp, MaskFlags
from rasterio.io import DatasetReader
from rasterio.windows import Window

from rv_engine.types import Array, BoolArray


class PixelValidity:
    """All the ways in which a file can say that a pixel has no value, taken together.

    A pixel is invalid in a band whose nodata value it has, and in all bands where a mask or the
    alpha band says so; values that are not finite are no values.

    Args:
        dataset: The file.
        channels: The bands that are read, from 0.
    """

    def __init__(self, dataset: DatasetReader, channels: Sequence[int]) -> None:
        flags = {flag for channel in channels for flag in dataset.mask_flag_enums[channel]}
        self._alpha = _alpha_band(dataset)
        # GDAL makes a mask of an alpha band itself, but not for all data types.
        self._masked = MaskFlags.per_dataset in flags and MaskFlags.alpha not in flags
        self._nodata = [dataset.nodatavals[channel] for channel in channels]

    def of(self, array: Array, dataset: DatasetReader, window: Window) -> BoolArray:
        """(H, W, C) or (H, W, 1) bool for an (H, W, C) array that was read from a window."""
        valid = np.ones((*array.shape[:2], 1), bool)
        if self._masked:
            valid &= dataset.read_masks(1, window=window)[..., None] != 0
        if self._alpha is not None:
            valid &= dataset.read(self._alpha, window=window)[..., None] != 0
        if np.issubdtype(array.dtype, np.floating):
            valid = valid & np.isfinite(array)
        if any(value is not None and not np.isnan(value) for value in self._nodata):
            valid = valid & self._not_nodata(array)
        return valid

    def _not_nodata(self, array: Array) -> BoolArray:
        valid = np.ones(array.shape, bool)
        for index, value in enumerate(self._nodata):
            if value is not None and not np.isnan(value):
                valid[..., index] = array[..., index] != value
        return valid


def _alpha_band(dataset: DatasetReader) -> int | None:
    """The number of the alpha band, from 1, or None."""
    if dataset.count > 1 and ColorInterp.alpha in dataset.colorinterp:
        return int(dataset.colorinterp.index(ColorInterp.alpha)) + 1
    return None
