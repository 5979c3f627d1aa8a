"""All bundles that this user has, with what is in them. It shows nothing."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Callable, Optional

from qgis.core import QgsApplication
from qtpy.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from ...rv_engine.errors import BundleError
from ..tasks import BackgroundTask
from ..translation import tr
from .bundle_entry import FILE, FOLDER, RUN, URL, BundleEntry
from .bundle_file import BundleInfo, read_bundle
from .bundle_registry import BundleRegistry, LibraryNotes, stamp_of

_BUNDLE_IN_RUN = Path("bundle", "model-bundle.zip")
_MOST_BUNDLES = 500
_CALM_MS = 500

Read = dict[Path, tuple[str, Optional[BundleInfo], str]]
"""The stamp, the content and the problem of each bundle that was read before."""


class BundleList(QObject):
    """Bundles of runs, added files, watched folders and downloads. It lives on the main thread.

    Args:
        registry: Remembers what the user did.
        run_folders: Answers the folders of all runs; called in the background.
    """

    changed = Signal()
    """Something in `bundles` is new, gone or different, or `current` is."""
    renewed = Signal()
    """A `refresh` is done, whether it found something new or not."""

    def __init__(
        self,
        registry: BundleRegistry,
        run_folders: Callable[[], Sequence[Path]] = lambda: (),
    ) -> None:
        super().__init__()
        self.registry = registry
        self._run_folders = run_folders
        self._notes = registry.read()
        self._entries: tuple[BundleEntry, ...] = ()
        self._read: Read = {}
        self._reading: Optional[BackgroundTask] = None
        self._is_stale = False
        # Folders change many times while a file is being copied into them.
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(_CALM_MS)
        self._calm.timeout.connect(self.refresh)
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(lambda folder: self._calm.start())
        self._watch()

    @property
    def bundles(self) -> tuple[BundleEntry, ...]:
        """All of them, the newest first."""
        return self._entries

    @property
    def usable(self) -> tuple[BundleEntry, ...]:
        """Those that can be predicted with, without a question first."""
        return tuple(entry for entry in self._entries if entry.is_usable)

    @property
    def current(self) -> Optional[BundleEntry]:
        """The one to predict with: the user's choice, else the newest."""
        chosen = self.entry(Path(self._notes.current)) if self._notes.current else None
        if chosen is not None and chosen.is_usable:
            return chosen
        return next(iter(self.usable), None)

    @property
    def watched(self) -> tuple[Path, ...]:
        """The folders whose bundles are listed."""
        return tuple(Path(text) for text in self._notes.watched)

    def entry(self, path: Path) -> Optional[BundleEntry]:
        """The bundle in a file, if it is listed."""
        return next((entry for entry in self._entries if entry.path == path), None)

    def set_current(self, path: Path) -> None:
        """Chooses the bundle to predict with."""
        self._remember(current=str(path))
        self.changed.emit()

    def add(
        self, path: Path, *, source: str = "", name: str = "", is_accepted: bool = False
    ) -> None:
        """Lists a file; it stays where it is.

        Args:
            source: The address that it was downloaded from.
            name: What to call it; "" for the name of the file.
            is_accepted: Whether the user has seen what it is and agreed to use it.
        """
        text = str(path.absolute())
        notes = self._notes
        names = {**notes.names, text: name} if name else notes.names
        accepted = {**notes.accepted, text: stamp_of(path)} if is_accepted else notes.accepted
        self._remember(
            added={**notes.added, text: source},
            names=names,
            accepted=accepted,
            hidden=tuple(other for other in notes.hidden if other != text),
        )
        self.refresh()

    def accept(self, path: Path) -> None:
        """Notes that the user has seen what a bundle is, and agreed to use it."""
        self._remember(accepted={**self._notes.accepted, str(path): stamp_of(path)})
        self._entries = tuple(
            replace(entry, is_accepted=True) if entry.path == path else entry
            for entry in self._entries
        )
        self.changed.emit()

    def remove(self, path: Path) -> None:
        """Takes a bundle out of the list; its file stays."""
        text, notes = str(path), self._notes
        self._remember(
            added={key: value for key, value in notes.added.items() if key != text},
            accepted={key: value for key, value in notes.accepted.items() if key != text},
            names={key: value for key, value in notes.names.items() if key != text},
            hidden=(*(other for other in notes.hidden if other != text), text),
        )
        self._entries = tuple(entry for entry in self._entries if entry.path != path)
        self.changed.emit()

    def rename(self, path: Path, name: str) -> None:
        """Calls a bundle something else; "" goes back to its own name. The file keeps its name."""
        names = {key: value for key, value in self._notes.names.items() if key != str(path)}
        if name.strip():
            names[str(path)] = name.strip()
        self._remember(names=names)
        self._entries = tuple(
            replace(entry, name=name.strip() or _own_name(entry.path))
            if entry.path == path
            else entry
            for entry in self._entries
        )
        self.changed.emit()

    def watch(self, folder: Path) -> None:
        """Lists the bundles in a folder, those that come later too."""
        text = str(folder.absolute())
        self._remember(watched=(*(other for other in self._notes.watched if other != text), text))
        self._watch()
        self.refresh()

    def unwatch(self, folder: Path) -> None:
        """Undoes `watch`."""
        self._remember(watched=tuple(t for t in self._notes.watched if t != str(folder)))
        self._watch()
        self.refresh()

    def refresh(self) -> None:
        """Looks all bundles up anew, in the background."""
        if self._reading is not None:
            self._is_stale = True
            return
        notes, known, run_folders = self._notes, dict(self._read), self._run_folders
        task = BackgroundTask(
            tr("Looking up the models of RV Studio"),
            lambda task: _look_up(notes, known, run_folders),
        )
        task.succeeded.connect(self._take)
        task.failed.connect(lambda error: self._take(None))
        task.stopped.connect(lambda: self._take(None))
        self._reading = task
        QgsApplication.taskManager().addTask(task)

    def close(self) -> None:
        """Looks nothing up any more."""
        self._calm.stop()
        # QGIS deletes tasks that are done.
        with suppress(RuntimeError):
            if self._reading is not None:
                self._reading.blockSignals(True)
        self.blockSignals(True)

    def _take(self, answer: Optional[tuple[list[BundleEntry], Read]]) -> None:
        self._reading = None
        if self._is_stale:
            self._is_stale = False
            self.refresh()
            return
        if answer is not None:
            entries, self._read = answer
            if tuple(entries) != self._entries:
                self._entries = tuple(entries)
                self.changed.emit()
        self.renewed.emit()

    def _remember(self, **changes: Any) -> None:
        # Another window of QGIS may have written meanwhile.
        self._notes = replace(self.registry.read(), **changes)
        self.registry.write(self._notes)
        self._is_stale = self._reading is not None

    def _watch(self) -> None:
        if self._watcher.directories():
            self._watcher.removePaths(self._watcher.directories())
        there = [text for text in self._notes.watched if Path(text).is_dir()]
        if there:
            self._watcher.addPaths(there)


def _look_up(
    notes: LibraryNotes, known: Read, run_folders: Callable[[], Sequence[Path]]
) -> tuple[list[BundleEntry], Read]:
    """The entries of all bundles, and what was read for them."""
    found: dict[Path, tuple[str, str]] = {}
    for folder in run_folders():
        found.setdefault(folder / _BUNDLE_IN_RUN, (RUN, str(folder)))
    for text, source in notes.added.items():
        found.setdefault(Path(text), (URL if source else FILE, source))
    for text in notes.watched:
        with suppress(OSError):
            for path in sorted(Path(text).glob("*.zip")):
                found.setdefault(path, (FOLDER, ""))
    entries, read = [], {}
    for path, (origin, source) in list(found.items())[:_MOST_BUNDLES]:
        is_ours = origin in (FILE, URL)
        if str(path) in notes.hidden and not is_ours:
            continue
        stamp = stamp_of(path)
        if not stamp and not is_ours:
            continue
        if path not in known or known[path][0] != stamp:
            known[path] = (stamp, *_content(path))
        read[path] = known[path]
        _, info, problem = known[path]
        # In a watched folder there may be zips of anything.
        if info is None and origin == FOLDER:
            continue
        name = notes.names.get(str(path), "") or _own_name(path)
        is_accepted = origin == RUN or (bool(stamp) and notes.accepted.get(str(path)) == stamp)
        entries.append(BundleEntry(path, name, origin, source, info, problem, is_accepted))
    entries.sort(key=lambda entry: entry.info.created if entry.info else "", reverse=True)
    return entries, read


def _content(path: Path) -> tuple[Optional[BundleInfo], str]:
    try:
        return read_bundle(path), ""
    except BundleError as error:
        return None, str(error)


def _own_name(path: Path) -> str:
    """The name of the run, or of the file where it has one of its own."""
    if path.name != _BUNDLE_IN_RUN.name:
        return path.stem
    folder = path.parent
    return (folder.parent if folder.name == _BUNDLE_IN_RUN.parent.name else folder).name
