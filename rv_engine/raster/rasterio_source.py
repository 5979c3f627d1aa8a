"""Images in files."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
from rasterio.enums import ColorInterp
from rasterio.io import DatasetReader
from rasterio.windows import Window

from rv_engine.errors import RasterError
from rv_engine.geo import Box, CRSTransformer
from rv_engine.raster.display_bands import bands_of_colors
from rv_engine.raster.raster_chip import RasterChip
from rv_engine.raster.raster_files import RasterFiles
from rv_engine.raster.raster_source import RasterSource
from rv_engine.raster.raster_transformer import RasterTransformer
from rv_engine.raster.resampled import Cutout, Grid, resampled
from rv_engine.raster.validity import PixelValidity
from rv_engine.types import Array


class RasterioSource(RasterSource):
    """Reads windows of one file, or of several on one grid, with GDAL.

    Each thread has a file handle of its own, so that threads can read side by side. Remote files
    are read piece by piece, and again when the connection breaks.

    Args:
        uris: The file or the files: paths or URIs.
        channel_order: The bands to use, from 0; None takes all but an alpha band.
        transformers: Applied to every chip.
        bbox: The part of the image to offer, in the file's own pixels; None offers it all.
        grid: Read as if resampled to this grid; a file without any georeference lies on it when it
            has its size.
        allow_streaming: When false, remote files are copied to this machine first.

    Raises:
        RasterError: A file is missing or is no raster, a band does not exist, the files do not
            share one grid, or `bbox` lies outside.
        StorageError: A remote file cannot be reached.
    """

    def __init__(
        self,
        uris: str | Sequence[str],
        *,
        channel_order: Sequence[int] | None = None,
        transformers: Sequence[RasterTransformer] = (),
        bbox: Box | None = None,
        grid: Grid | None = None,
        allow_streaming: bool = True,
    ) -> None:
        super().__init__(transformers)
        self.uris = [uris] if isinstance(uris, str) else list(uris)
        self._files = RasterFiles(self.uris, allow_streaming=allow_streaming)
        self.channel_order = self._files.read(
            lambda dataset: _channels(dataset, channel_order, self.uris[0])
        )
        self._files.read(self._look_at)
        extent = self._check_bbox(bbox)
        self._cutout: Cutout | None = None
        if grid is not None:
            if bbox is not None:
                self._cutout = Cutout(extent, self._crs_transformer, grid.transformer)
            self._files.open_as(partial(resampled, target=grid, uri=self.uris[0]))
            self._files.read(self._look_at)
            extent = self._image_extent
        self._extent = extent

    def _look_at(self, dataset: DatasetReader) -> None:
        dtypes = [dataset.dtypes[channel] for channel in self.channel_order]
        self._dtype: np.dtype[Any] = np.result_type(*dtypes)
        colors = [dataset.colorinterp[channel] for channel in self.channel_order]
        names = [dataset.descriptions[channel] for channel in self.channel_order]
        self._has_color_table = ColorInterp.palette in colors
        self._display_bands = bands_of_colors(colors, names)
        self._validity = PixelValidity(dataset, self.channel_order)
        self._crs_transformer = CRSTransformer(dataset.transform, dataset.crs)
        self._image_extent = Box(0, 0, dataset.height, dataset.width)

    def _check_bbox(self, bbox: Box | None) -> Box:
        image = self._image_extent
        extent = image if bbox is None else bbox.intersection(image)
        if extent.is_empty:
            raise RasterError(
                f"The bbox {bbox and bbox.to_tuple()} lies outside of '{self.uris[0]}', which has "
                f"{image.height} rows and {image.width} columns.",
                hint="It is (ymin, xmin, ymax, xmax) in pixels.",
                where=self.uris[0],
            )
        return extent

    @property
    def extent(self) -> Box:
        return self._extent

    @property
    def image_extent(self) -> Box:
        return self._image_extent

    @property
    def num_channels(self) -> int:
        return len(self.channel_order)

    @property
    def crs_transformer(self) -> CRSTransformer:
        return self._crs_transformer

    @property
    def source_dtype(self) -> np.dtype[Any]:
        return self._dtype

    @property
    def has_color_table(self) -> bool:
        return self._has_color_table

    @property
    def display_bands(self) -> list[int] | None:
        return self._display_bands

    def read_raw(self, window: Box) -> RasterChip:
        inside = window.intersection(self._extent)
        if inside.is_empty:
            return RasterChip.empty(window, self.num_channels, self._dtype)
        chip = self._files.read(lambda dataset: self._chip(dataset, inside))
        return chip.padded(inside, window)

    def _chip(self, dataset: DatasetReader, box: Box) -> RasterChip:
        window = Window(box.xmin, box.ymin, box.width, box.height)
        array = np.moveaxis(self._bands(dataset, window), 0, -1)
        valid = self._validity.of(array, dataset, window)
        if self._cutout is not None:
            valid = valid & self._cutout.mask(box)[..., None]
        return RasterChip(array, valid)

    def _bands(self, dataset: DatasetReader, window: Window) -> Array:
        numbers = [channel + 1 for channel in self.channel_order]
        if len({dataset.dtypes[channel] for channel in self.channel_order}) == 1:
            bands: Array = dataset.read(numbers, window=window)
            return bands
        # Rasterio reads bands of different data types only one by one.
        read = [dataset.read(number, window=window) for number in numbers]
        return np.stack(read).astype(self._dtype, copy=False)


def _channels(dataset: DatasetReader, order: Sequence[int] | None, uri: str) -> list[int]:
    if order is None:
        order = [
            index
            for index, color in enumerate(dataset.colorinterp)
            if color is not ColorInterp.alpha or dataset.count == 1
        ]
    wrong = [channel for channel in order if not 0 <= channel < dataset.count]
    if wrong:
        raise RasterError(
            f"Band {wrong[0]} was asked for, but '{uri}' has {dataset.count} bands.",
            hint=f"Choose bands 0 to {dataset.count - 1} (they are counted from 0).",
            where=uri,
        )
    return list(order)
