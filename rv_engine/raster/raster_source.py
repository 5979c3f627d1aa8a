"""The base of all raster sources."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from rv_engine.geo import Box, CRSTransformer
from rv_engine.raster.raster_chip import RasterChip
from rv_engine.types import Array

if TYPE_CHECKING:
    from rv_engine.raster.raster_transformer import RasterTransformer


class RasterSource(ABC):
    """An image that is read window by window, from any thread.

    Windows are in pixels of the whole image; (0, 0) is its top left pixel even where `extent` is
    only a part of it.

    Args:
        transformers: Applied in order to every chip.
    """

    def __init__(self, transformers: Sequence[RasterTransformer] = ()) -> None:
        self.transformers = list(transformers)

    @property
    @abstractmethod
    def extent(self) -> Box:
        """The part of the image that this source offers."""

    @property
    def image_extent(self) -> Box:
        """The whole image."""
        return self.extent

    @property
    @abstractmethod
    def num_channels(self) -> int:
        """Bands of a chip before any transformer."""

    @property
    @abstractmethod
    def crs_transformer(self) -> CRSTransformer:
        """The grid of the whole image."""

    @property
    @abstractmethod
    def source_dtype(self) -> np.dtype[Any]:
        """The dtype before any transformer."""

    @property
    def has_color_table(self) -> bool:
        """Whether a band's numbers stand for colours of a table."""
        return False

    @property
    def display_bands(self) -> list[int] | None:
        """The places of red, green and blue among the bands; None where the image does not say."""
        return None

    @abstractmethod
    def read_raw(self, window: Box) -> RasterChip:
        """The chip of a window before any transformer; what is outside the extent is not valid."""

    @property
    def dtype(self) -> np.dtype[Any]:
        """The dtype of the chips."""
        dtype = self.source_dtype
        for transformer in self.transformers:
            dtype = transformer.output_dtype(dtype)
        return dtype

    @property
    def output_channels(self) -> int:
        """The bands of the chips after the transformers."""
        channels = self.num_channels
        for transformer in self.transformers:
            channels = transformer.output_channels(channels)
        return channels

    def read(self, window: Box) -> RasterChip:
        """The chip of a window.

        Raises:
            RasterError: The file cannot be read there.
        """
        chip = self.read_raw(window)
        for transformer in self.transformers:
            chip = transformer.transform(chip)
        return chip

    def get_chip(self, window: Box) -> Array:
        """The chip's (H, W, C) array with 0 where it is not valid."""
        return self.read(window).filled()
