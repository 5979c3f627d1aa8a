"""Images in files."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from rasterio._err import CPLE_BaseError
from rasterio.crs import CRS
from rasterio.enums import ColorInterp, Resampling
from rasterio.errors import RasterioError
from rasterio.io import DatasetReader
from rasterio.vrt import WarpedVRT
from rasterio.windows import Window

from rv_engine.errors import RasterError
from rv_engine.geo import Box, CRSTransformer, grids_match
from rv_engine.raster.mosaic import mosaic_vrt
from rv_engine.raster.raster_chip import RasterChip
from rv_engine.raster.raster_source import RasterSource
from rv_engine.raster.raster_transformer import RasterTransformer
from rv_engine.raster.validity import PixelValidity
from rv_engine.types import Array


class RasterioSource(RasterSource):
    """Reads windows of one file, or of several on one grid, with GDAL.

    Each thread has a file handle of its own, so that threads can read side by side.

    Args:
        uris: The file or the files.
        channel_order: The bands to use, from 0; None takes all but an alpha band.
        transformers: Applied to every chip.
        bbox: The part of the image to offer; None offers it all.
        grid: Read as if resampled (nearest) to this grid and size (height, width); a file without
            any georeference lies on it when it has its size.

    Raises:
        RasterError: A file is missing or is no raster, a band does not exist, the files do not
            share one grid, or `bbox` lies outside.
    """

    def __init__(
        self,
        uris: str | Sequence[str],
        *,
        channel_order: Sequence[int] | None = None,
        transformers: Sequence[RasterTransformer] = (),
        bbox: Box | None = None,
        grid: tuple[CRSTransformer, tuple[int, int]] | None = None,
    ) -> None:
        super().__init__(transformers)
        self.uris = [uris] if isinstance(uris, str) else list(uris)
        self._grid = grid
        self._local = threading.local()
        for uri in self.uris:
            _check_opens(uri)
        self._path = self.uris[0] if len(self.uris) == 1 else mosaic_vrt(self.uris)
        with _reading(self.uris), rasterio.open(self._path) as dataset:
            self.channel_order = _channels(dataset, channel_order, self.uris[0])
        dataset = self._dataset()
        dtypes = [dataset.dtypes[channel] for channel in self.channel_order]
        self._dtype: np.dtype[Any] = np.result_type(*dtypes)
        with _reading(self.uris):
            self._validity = PixelValidity(dataset, self.channel_order)
        self._crs_transformer = CRSTransformer(dataset.transform, dataset.crs)
        self._image_extent = Box(0, 0, dataset.height, dataset.width)
        self._extent = self._image_extent if bbox is None else bbox.intersection(self._image_extent)
        if self._extent.is_empty:
            raise RasterError(
                f"The bbox {bbox and bbox.to_tuple()} lies outside of '{self.uris[0]}', which has "
                f"{dataset.height} rows and {dataset.width} columns.",
                hint="It is (ymin, xmin, ymax, xmax) in pixels.",
                where=self.uris[0],
            )

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

    def read_raw(self, window: Box) -> RasterChip:
        inside = window.intersection(self._extent)
        shape = (window.height, window.width, self.num_channels)
        if inside.is_empty:
            return RasterChip(np.zeros(shape, self._dtype), np.zeros((*window.size, 1), bool))
        chip = self._read_inside(inside)
        if inside == window:
            return chip
        array = np.zeros(shape, self._dtype)
        valid = np.zeros((*window.size, chip.valid.shape[2]), bool)
        place = inside.slices_in(window)
        array[place] = chip.array
        valid[place] = chip.valid
        return RasterChip(array, valid)

    def _read_inside(self, box: Box) -> RasterChip:
        window = Window(box.xmin, box.ymin, box.width, box.height)
        dataset = self._dataset()
        with _reading(self.uris):
            array = np.moveaxis(self._bands(dataset, window), 0, -1)
            return RasterChip(array, self._validity.of(array, dataset, window))

    def _bands(self, dataset: DatasetReader, window: Window) -> Array:
        numbers = [channel + 1 for channel in self.channel_order]
        if len({dataset.dtypes[channel] for channel in self.channel_order}) == 1:
            bands: Array = dataset.read(numbers, window=window)
            return bands
        # Rasterio reads bands of different data types only one by one.
        read = [dataset.read(number, window=window) for number in numbers]
        return np.stack(read).astype(self._dtype, copy=False)

    def _dataset(self) -> DatasetReader:
        dataset = getattr(self._local, "dataset", None)
        if dataset is None:
            with _reading(self.uris):
                dataset = rasterio.open(self._path)
                if self._grid is not None:
                    dataset = _resampled(dataset, *self._grid, self.uris[0])
            self._local.dataset = dataset
        return dataset


def _resampled(
    dataset: DatasetReader, grid: CRSTransformer, size: tuple[int, int], uri: str
) -> DatasetReader:
    same_crs = dataset.crs is None or grid.crs is None or dataset.crs == grid.crs
    has_place = dataset.crs is not None or not dataset.transform.is_identity
    if dataset.shape == size and (
        not has_place or (same_crs and grids_match(dataset.transform, grid.transform, size))
    ):
        return dataset
    if not has_place and not (grid.crs is None and grid.transform.is_identity):
        raise RasterError(
            f"'{uri}' has no georeference, and with {dataset.height} rows and {dataset.width} "
            f"columns it is not of the image's size, {size[0]} rows and {size[1]} columns.",
            hint="Georeference it, or choose a file of the image's size.",
            where=uri,
        )
    # Where neither has a reference system, any will do: it is the same on both sides.
    crs = grid.crs or dataset.crs or CRS.from_epsg(3857)
    # Outside of the file is no value, and not 0: the alpha band tells.
    needs_alpha = dataset.nodatavals[0] is None and ColorInterp.alpha not in dataset.colorinterp
    return WarpedVRT(
        dataset, src_crs=dataset.crs or crs, crs=crs, transform=grid.transform, height=size[0],
        width=size[1], resampling=Resampling.nearest, add_alpha=needs_alpha,
    )  # fmt: skip


def _check_opens(uri: str) -> None:
    if "://" not in uri and not uri.startswith("/vsi") and ":" not in uri[2:]:
        path = Path(uri)
        if not path.exists():
            raise RasterError(
                f"The image '{uri}' does not exist.", hint="Check the path.", where=uri
            )
    try:
        with rasterio.open(uri) as dataset:
            if dataset.count == 0:
                names = ", ".join(dataset.subdatasets[:5])
                raise RasterError(
                    f"'{uri}' holds several rasters, and none was chosen.",
                    hint=f"Choose one of them: {names}." if names else "Choose another file.",
                    where=uri,
                )
            if any(dtype.startswith("complex") for dtype in dataset.dtypes):
                raise RasterError(
                    f"'{uri}' holds complex numbers, which no model reads.",
                    hint="Convert them to a band of amplitudes and one of phases.",
                    where=uri,
                )
    except RasterioError as error:
        raise RasterError(
            f"'{uri}' is no raster that can be read: {error}.",
            hint="Choose a GeoTIFF or another raster format that GDAL reads; "
            "if it was downloaded, download it again.",
            where=uri,
        ) from error


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


@contextmanager
def _reading(uris: Sequence[str]) -> Iterator[None]:
    try:
        yield
    # Where rasterio does not expect a damaged file, GDAL's own errors come through.
    except (RasterioError, CPLE_BaseError) as error:
        reason = str(error.__cause__ or error)
        raise RasterError(
            f"'{uris[0]}' opens, but a part of it cannot be read: {reason}.",
            hint="The file is damaged or cut off: copy or download it again.",
            where=uris[0],
        ) from error
