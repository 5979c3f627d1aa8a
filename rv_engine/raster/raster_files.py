"""One image in files, opened once by each thread, here or over a network."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

import rasterio
from rasterio._err import CPLE_BaseError
from rasterio.errors import RasterioError
from rasterio.io import DatasetReader

from rv_engine.errors import RasterError, StorageError
from rv_engine.raster.mosaic import mosaic_vrt
from rv_engine.storage import (
    check_exists,
    gdal_options,
    gdal_path,
    has_side_files,
    is_remote,
    is_streamed,
    persistently,
)

Result = TypeVar("Result")


class RasterFiles:
    """A dataset of one file, or of several on one grid.

    Args:
        uris: Paths or URIs.
        allow_streaming: Read remote files piece by piece; when not, they are copied here first.

    Raises:
        RasterError: A file is missing or is no raster, or the files do not share one grid.
        StorageError: A remote file cannot be reached.
    """

    def __init__(self, uris: Sequence[str], *, allow_streaming: bool = True) -> None:
        self.uris = list(uris)
        self._local = threading.local()
        self._opened_as: Callable[[DatasetReader], DatasetReader] = lambda dataset: dataset
        paths = [gdal_path(uri, streaming=allow_streaming) for uri in self.uris]
        self._streamed = any(is_streamed(path) for path in paths)
        self._options: dict[str, str] = {}
        self._has_side_files = False
        for uri, path in zip(self.uris, paths, strict=True):
            self._check_opens(uri, path)
        self._path = paths[0]
        if len(paths) > 1:
            self._path = self._connected(lambda: mosaic_vrt(paths))

    @property
    def uri(self) -> str:
        """The first file, for messages."""
        return self.uris[0]

    def open_as(self, change: Callable[[DatasetReader], DatasetReader]) -> None:
        """Lets every thread read a changed dataset, such as one on another grid."""
        self._opened_as = change
        self._forget()

    def read(self, call: Callable[[DatasetReader], Result]) -> Result:
        """What a call reads from the dataset, tried again when the connection breaks.

        Raises:
            RasterError: A part of the file cannot be read.
            StorageError: The connection stays broken.
        """
        return self._connected(lambda: call(self._dataset()))

    def _dataset(self) -> DatasetReader:
        dataset = getattr(self._local, "dataset", None)
        if dataset is None:
            dataset = self._opened_as(rasterio.open(self._path))
            self._local.dataset = dataset
        return dataset

    def _forget(self) -> None:
        self._local.dataset = None

    def _check_opens(self, uri: str, path: str) -> None:
        check_exists(uri, RasterError, "image")
        if is_streamed(path):
            self._has_side_files |= has_side_files(uri)
            self._options = gdal_options(has_side_files=self._has_side_files)
        try:
            self._over_network(lambda: _check_is_one_image(uri, path), uri)
        except (RasterioError, CPLE_BaseError) as error:
            raise RasterError(
                f"'{uri}' is no raster that can be read: {error}.",
                hint="Choose a GeoTIFF or another raster format that GDAL reads; "
                "if it was downloaded, download it again.",
                where=uri,
            ) from error

    def _connected(self, call: Callable[[], Result]) -> Result:
        with raster_errors(self.uri, streamed=self._streamed):
            return self._over_network(call, self.uri)

    def _over_network(self, call: Callable[[], Result], uri: str) -> Result:
        """Several tries for a remote file.

        Raises:
            RasterioError, CPLE_BaseError: The last failure.
            StorageError: The file is not there or cannot be reached.
        """
        if not self._streamed:
            return call()

        def attempt() -> Result:
            try:
                with rasterio.Env(**self._options):
                    return call()
            except (RasterioError, CPLE_BaseError) as error:
                self._forget()
                # GDAL seldom says what is wrong with a connection; whoever can, says it here.
                check_exists(uri, RasterError, "image")
                raise ConnectionError(str(error.__cause__ or error)) from error

        try:
            return persistently(attempt, uri)
        except StorageError as error:
            failure = error.__cause__.__cause__ if error.__cause__ else None
            if isinstance(failure, (RasterioError, CPLE_BaseError)):
                raise failure from error
            raise


@contextmanager
def raster_errors(uri: str, *, streamed: bool = False) -> Iterator[None]:
    """Turns GDAL's errors on reading into ours."""
    try:
        yield
    # Where rasterio does not expect a damaged file, GDAL's own errors come through.
    except (RasterioError, CPLE_BaseError) as error:
        reason = str(error.__cause__ or error)
        hint = "The file is damaged or cut off: copy or download it again."
        if streamed or is_remote(uri):
            hint = (
                "Check the internet connection and try again. If it stays, the file is damaged, or "
                "its server does not answer as it should: copy the file to this machine."
            )
        raise RasterError(
            f"'{uri}' opens, but a part of it cannot be read: {reason}.", hint=hint, where=uri
        ) from error


def _check_is_one_image(uri: str, path: str) -> None:
    with rasterio.open(path) as dataset:
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
