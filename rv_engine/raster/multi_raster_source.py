"""Bands from several sources, as one image."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from rv_engine.errors import RasterError
from rv_engine.geo import Box, CRSTransformer
from rv_engine.raster.raster_chip import RasterChip
from rv_engine.raster.raster_source import RasterSource
from rv_engine.raster.raster_transformer import RasterTransformer


class MultiRasterSource(RasterSource):
    """Puts the bands of sources on one grid behind each other.

    Data types may differ: the chips have the smallest one that holds all values of all of them.

    Args:
        raster_sources: On the grid of the primary one.
        primary_source_idx: The one whose extent and grid the image has.
        channel_order: The bands to use, counted through all sources; None takes all.
        transformers: Applied to every chip, after those of the sources.
        bbox: The part of the image to offer; None offers all that the primary one offers.

    Raises:
        RasterError: A band does not exist, or `bbox` lies outside.
    """

    def __init__(
        self,
        raster_sources: Sequence[RasterSource],
        *,
        primary_source_idx: int = 0,
        channel_order: Sequence[int] | None = None,
        transformers: Sequence[RasterTransformer] = (),
        bbox: Box | None = None,
    ) -> None:
        super().__init__(transformers)
        self.raster_sources = list(raster_sources)
        self.primary = self.raster_sources[primary_source_idx]
        count = sum(source.output_channels for source in self.raster_sources)
        self.channel_order = list(range(count) if channel_order is None else channel_order)
        wrong = [channel for channel in self.channel_order if not 0 <= channel < count]
        if wrong:
            raise RasterError(
                f"Band {wrong[0]} was asked for, but the {len(self.raster_sources)} sources "
                f"together have {count} bands.",
                hint=f"Choose bands 0 to {count - 1} (counted from 0 through all sources).",
            )
        self._extent = self.primary.extent
        if bbox is not None:
            self._extent = bbox.intersection(self._extent)
            if self._extent.is_empty:
                raise RasterError(
                    f"The bbox {bbox.to_tuple()} lies outside of the primary source, which offers "
                    f"{self.primary.extent.to_tuple()}.",
                    hint="It is (ymin, xmin, ymax, xmax) in pixels of the primary source.",
                )

    @property
    def extent(self) -> Box:
        return self._extent

    @property
    def image_extent(self) -> Box:
        return self.primary.image_extent

    @property
    def num_channels(self) -> int:
        return len(self.channel_order)

    @property
    def crs_transformer(self) -> CRSTransformer:
        return self.primary.crs_transformer

    @property
    def has_color_table(self) -> bool:
        return any(source.has_color_table for source in self.raster_sources)

    @property
    def source_dtype(self) -> np.dtype[Any]:
        return np.result_type(*(source.dtype for source in self.raster_sources))

    def read_raw(self, window: Box) -> RasterChip:
        inside = window.intersection(self._extent)
        if inside.is_empty:
            return RasterChip.empty(window, self.num_channels, self.source_dtype)
        chips = [source.read(inside) for source in self.raster_sources]
        array = np.concatenate([chip.array for chip in chips], axis=2)
        valid = np.concatenate(
            [np.broadcast_to(chip.valid, chip.array.shape) for chip in chips], axis=2
        )
        chosen = RasterChip(
            array[..., self.channel_order].astype(self.source_dtype, copy=False),
            valid[..., self.channel_order],
        )
        return chosen.padded(inside, window)
