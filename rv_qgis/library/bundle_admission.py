"""Takes bundles in from elsewhere: each is shown for what it is before it is listed or used."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any, Callable

from qgis.core import QgsApplication
from qtpy.QtCore import QObject, Signal
from qtpy.QtWidgets import QWidget

from ...rv_engine.errors import RvError
from ..tasks import BackgroundTask
from ..translation import tr
from .bundle_dialog import BundleDialog
from .bundle_entry import FILE, URL, BundleEntry
from .bundle_file import read_bundle, read_preview
from .bundle_list import BundleList


class BundleAdmission(QObject):
    """Reads bundles in the background, asks the user, and lists those that are agreed to.

    Args:
        bundles: Where they are listed.
        window: What the dialogs belong to.
    """

    listed = Signal(object)
    """The path of a bundle that is in the list now, or was already."""
    failed = Signal(object)
    """An `RvError`."""

    def __init__(self, bundles: BundleList, window: QWidget) -> None:
        super().__init__(window)
        self._bundles = bundles
        self._window = window
        self._tasks: list[BackgroundTask] = []
        self.dialogs: list[BundleDialog] = []
        """Those that are open."""

    def take(self, path: Path, source: str = "") -> None:
        """Reads a bundle, shows it for what it is, and lists it when the user agrees.

        Args:
            source: The address that it was downloaded from; such a file goes when it is not wanted.
        """
        known = self._bundles.entry(path)
        if known is not None and known.is_accepted:
            self.listed.emit(path)
            return
        origin = URL if source else FILE

        def ask(answer: Any) -> None:
            info, preview = answer
            entry = BundleEntry(path, path.stem, origin, source, info)
            self.ask(entry, lambda: self._list(path, source), preview)

        def give_up(error: RvError) -> None:
            _discard(path, source)
            self.failed.emit(error)

        task = BackgroundTask(
            tr("Reading {name}").format(name=path.name),
            lambda task: (read_bundle(path), read_preview(path)),
        )
        task.succeeded.connect(ask)
        task.failed.connect(give_up)
        self._tasks.append(task)
        QgsApplication.taskManager().addTask(task)

    def ask(self, entry: BundleEntry, on_yes: Callable[[], None], preview: bytes = b"") -> None:
        """Shows a bundle for what it is, and goes on when the user agrees to use it."""
        dialog = BundleDialog(entry, preview, self._window)
        is_listed = self._bundles.entry(entry.path) is not None

        def take(answer: int) -> None:
            self.dialogs.remove(dialog)
            dialog.deleteLater()
            if answer:
                if is_listed:
                    self._bundles.accept(entry.path)
                on_yes()
            elif not is_listed:
                _discard(entry.path, entry.source)

        dialog.finished.connect(take)
        self.dialogs.append(dialog)
        dialog.open()

    def close(self) -> None:
        """Ends what is under way, and closes the dialogs."""
        self.blockSignals(True)
        # QGIS deletes tasks that are done, and Qt dialogs whose window is gone.
        for task in self._tasks:
            with suppress(RuntimeError):
                task.blockSignals(True)
        for dialog in list(self.dialogs):
            with suppress(RuntimeError):
                dialog.close()
                dialog.deleteLater()

    def _list(self, path: Path, source: str) -> None:
        self._bundles.add(path, source=source, is_accepted=True)

        def tell() -> None:
            if self._bundles.entry(path) is not None:
                self._bundles.changed.disconnect(tell)
                self.listed.emit(path)

        self._bundles.changed.connect(tell)


def _discard(path: Path, source: str) -> None:
    """A download that is not wanted does not stay."""
    if source:
        with suppress(OSError):
            path.unlink()
