"""A download under way, with its progress and a button that stops it."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from qtpy.QtCore import Signal
from qtpy.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from ...rv_engine.errors import RvError
from ..translation import tr
from .bundle_download import BundleDownload
from .bundle_html import size_text


class DownloadRow(QWidget):
    """Fetches one bundle at a time; it is hidden while nothing is fetched."""

    done = Signal(object, str)
    """The path of the file, and the address that it came from."""
    failed = Signal(object)
    """An `RvError`."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._download: Optional[BundleDownload] = None
        self.bar = QProgressBar()
        self.bar.setAccessibleName(tr("Download"))
        self.stop_button = QPushButton(tr("Cancel"))
        self.stop_button.clicked.connect(self.cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(QLabel(tr("Download")))
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop_button)
        self.hide()

    def start(self, address: str, folder: Path) -> None:
        """Fetches what is at an address, unless something is being fetched."""
        if self._download is not None:
            return
        download = BundleDownload(address, folder, self)
        download.progressed.connect(self._show_progress)
        download.done.connect(self._take)
        download.failed.connect(self._end)
        download.stopped.connect(self._end)
        self._download = download
        self.bar.setRange(0, 0)
        self.bar.setFormat(tr("Connecting…"))
        self.show()
        download.start()

    def cancel(self) -> None:
        """Stops the download; nothing of it stays."""
        if self._download is not None:
            self._download.cancel()

    def _show_progress(self, received: float, total: float) -> None:
        if total > 0:
            self.bar.setRange(0, 1000)
            self.bar.setValue(round(1000 * received / total))
            text = tr("{received} of {total}").format(
                received=size_text(int(received)), total=size_text(int(total))
            )
        else:
            text = size_text(int(received))
        self.bar.setFormat(text)

    def _take(self, path: Path) -> None:
        address = self._download.address if self._download else ""
        self._end()
        self.done.emit(path, address)

    def _end(self, error: Optional[RvError] = None) -> None:
        if self._download is not None:
            self._download.deleteLater()
            self._download = None
        self.hide()
        if error is not None:
            self.failed.emit(error)
