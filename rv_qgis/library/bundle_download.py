"""Fetches a bundle from an address, in the background: it comes whole or not at all."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Optional

from qgis.core import QgsFileDownloader
from qtpy.QtCore import QObject, QUrl, Signal

from ...rv_engine.errors import BundleError, OutputError, RvError, StorageError
from ..translation import tr

_MOST_BYTES = 8 * 2**30


class BundleDownload(QObject):
    """One download. It goes through QGIS's network settings: proxy, certificates, accounts.

    Args:
        address: http or https.
        folder: Where the file goes; it is made.
    """

    progressed = Signal(float, float)
    """Bytes that are there, and bytes in all; 0 in all where the server does not say."""
    done = Signal(object)
    """The path of the file."""
    failed = Signal(object)
    """An `RvError`."""
    stopped = Signal()

    def __init__(self, address: str, folder: Path, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self.address = address.strip()
        self._folder = folder
        self._target = Path()
        self._downloader: Optional[QgsFileDownloader] = None
        self._error: Optional[RvError] = None
        self._is_over = False

    def start(self) -> None:
        """Begins; one of `done`, `failed` and `stopped` comes later."""
        url = QUrl(self.address)
        if url.scheme().lower() not in ("http", "https") or not url.host():
            self._fail(
                StorageError(
                    tr("'{address}' is no address of a file.").format(address=self.address),
                    hint=tr("It begins with https:// and ends in .zip."),
                    where=self.address,
                )
            )
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self._fail(
                OutputError(
                    tr("The folder '{folder}' cannot be made: {reason}.").format(
                        folder=self._folder, reason=error.strerror
                    ),
                    where=str(self._folder),
                )
            )
            return
        self._target = _unused(self._folder, _file_name(url))
        self._partial.unlink(missing_ok=True)
        self._downloader = QgsFileDownloader(url, str(self._partial), "", True)
        self._downloader.downloadProgress.connect(self._tell)
        self._downloader.downloadError.connect(self._take_error)
        self._downloader.downloadCompleted.connect(lambda url: self._complete())
        self._downloader.downloadCanceled.connect(self._cancelled)
        self._downloader.startDownload()

    def cancel(self) -> None:
        """Stops it; what has come is thrown away."""
        if self._downloader is not None and not self._is_over:
            self._downloader.cancelDownload()

    @property
    def _partial(self) -> Path:
        return self._target.with_name(f"{self._target.name}.partial")

    def _tell(self, received: int, total: int) -> None:
        if max(received, total) > _MOST_BYTES:
            self._error = BundleError(
                tr("The file at '{address}' is larger than any bundle.").format(
                    address=self.address
                ),
                hint=tr("Check the address."),
                where=self.address,
            )
            self.cancel()
            return
        self.progressed.emit(float(received), float(max(total, 0)))

    def _take_error(self, messages: list[str]) -> None:
        self._fail(
            StorageError(
                tr("'{address}' cannot be downloaded: {reason}").format(
                    address=self.address, reason=" ".join(messages) or tr("no answer")
                ),
                hint=tr("Check the address and the network settings of QGIS."),
                where=self.address,
            )
        )

    def _complete(self) -> None:
        if self._is_over:
            return
        try:
            self._partial.replace(self._target)
        except OSError as error:
            self._fail(
                OutputError(
                    tr("'{path}' cannot be written: {reason}.").format(
                        path=self._target, reason=error.strerror
                    ),
                    where=str(self._target),
                )
            )
            return
        self._is_over = True
        self.done.emit(self._target)

    def _cancelled(self) -> None:
        if self._error is not None:
            self._fail(self._error)
        elif not self._is_over:
            self._is_over = True
            self._clean()
            self.stopped.emit()

    def _fail(self, error: RvError) -> None:
        if not self._is_over:
            self._is_over = True
            self._clean()
            self.failed.emit(error)

    def _clean(self) -> None:
        if self._target.name:
            with suppress(OSError):
                self._partial.unlink()


def _file_name(url: QUrl) -> str:
    """The name in the address, without what no system allows in a name."""
    name = re.sub(r"[^\w.\- ]", "_", PurePosixPath(url.path()).name).strip(" .")
    name = name.rpartition(".zip")[0] or name or url.host()
    return f"{name[:80]}.zip"


def _unused(folder: Path, name: str) -> Path:
    candidate, number = folder / name, 1
    while candidate.exists():
        number += 1
        candidate = folder / f"{Path(name).stem} ({number}).zip"
    return candidate
