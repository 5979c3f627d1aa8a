"""Transformers of single values: cast, fill, scale, and give new classes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from rv_engine.errors import RasterError
from rv_engine.raster.raster_chip import RasterChip
from rv_engine.raster.raster_transformer import RasterTransformer
from rv_engine.types import Array


class CastTransformer(RasterTransformer):
    """Gives the values another data type; where they are not valid they become 0.

    Fractions are cut off on the way to whole numbers, as in Raster Vision.

    Args:
        to_dtype: The data type.
    """

    def __init__(self, to_dtype: str) -> None:
        self.to_dtype = np.dtype(to_dtype)

    def transform(self, chip: RasterChip) -> RasterChip:
        values = chip.filled()
        if not np.can_cast(values.dtype, self.to_dtype):
            self._check_range(values)
        return RasterChip(values.astype(self.to_dtype), chip.valid)

    def _check_range(self, values: Array) -> None:
        if not values.size:
            return
        whole = np.issubdtype(self.to_dtype, np.integer)
        limits = np.iinfo(self.to_dtype) if whole else np.finfo(self.to_dtype)
        least, greatest = limits.dtype.type(limits.min), limits.dtype.type(limits.max)
        for value in (values.min(), values.max()):
            number = np.trunc(value) if whole else value
            # As Python's numbers: in the data type itself the comparison could overflow.
            if not least.item() <= number.item() <= greatest.item():
                raise RasterError(
                    f"The value {value} has no place in {self.to_dtype}, which holds "
                    f"{least} to {greatest}.",
                    hint="Choose a larger to_dtype, or scale with a StatsTransformer.",
                )

    def output_dtype(self, input_dtype: np.dtype[Any]) -> np.dtype[Any]:
        return self.to_dtype


class NanTransformer(RasterTransformer):
    """Gives a value to bands that have none where other bands of the pixel do.

    A pixel that is no number in all bands remains without data.

    Args:
        to_value: The value for not-a-number.
    """

    def __init__(self, to_value: float = 0.0) -> None:
        self.to_value = to_value

    def transform(self, chip: RasterChip) -> RasterChip:
        if not np.issubdtype(chip.array.dtype, np.floating):
            return chip
        nan = np.isnan(chip.array)
        filled = np.where(nan, np.asarray(self.to_value, chip.array.dtype), chip.array)
        if chip.valid.shape[2] == 1:
            return RasterChip(filled, chip.valid)
        return RasterChip(filled, chip.valid | (nan & chip.valid_pixels[..., None]))


class MinMaxTransformer(RasterTransformer):
    """Scales each band of each chip from its least and greatest value to 0 and 255.

    The same as in Raster Vision, but that values without data have no say, and that a band of one
    value becomes 0 where it was a division by 0 there. Chips cannot be compared with each other
    afterwards: one value of the image becomes another one in each chip.
    """

    def transform(self, chip: RasterChip) -> RasterChip:
        values = chip.filled().astype(np.float64)
        valid = np.broadcast_to(chip.valid, values.shape)
        least = np.where(valid, values, np.inf).min(axis=(0, 1), initial=np.inf)
        greatest = np.where(valid, values, -np.inf).max(axis=(0, 1), initial=-np.inf)
        varied = greatest > least
        span = np.subtract(greatest, least, out=np.full_like(least, np.inf), where=varied)
        least = np.where(varied, least, 0)
        scaled = np.where(valid, (values - least) / span * 255, 0)
        return RasterChip(scaled.astype(np.uint8), chip.valid)

    def output_dtype(self, input_dtype: np.dtype[Any]) -> np.dtype[Any]:
        return np.dtype(np.uint8)


class ReclassTransformer(RasterTransformer):
    """Replaces values by others, all at once; values that are not named stay.

    Args:
        mapping: The new value of each old one.
    """

    def __init__(self, mapping: Mapping[int, int]) -> None:
        self.mapping = dict(mapping)

    def transform(self, chip: RasterChip) -> RasterChip:
        array = chip.array.astype(self.output_dtype(chip.array.dtype))
        for old, new in self.mapping.items():
            array[chip.array == old] = new
        return RasterChip(array, chip.valid)

    def output_dtype(self, input_dtype: np.dtype[Any]) -> np.dtype[Any]:
        """The data type, made larger when a new value does not fit."""
        if np.issubdtype(input_dtype, np.floating) or not self.mapping:
            return input_dtype
        values = (min(self.mapping.values()), max(self.mapping.values()))
        return np.result_type(input_dtype, *(np.min_scalar_type(value) for value in values))
