"""Copies of remote files on this machine, fresh and bounded."""

from __future__ import annotations

import hashlib
import os
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from rv_engine.errors import AccessError, MissingFileError
from rv_engine.monitor import Monitor
from rv_engine.storage.atomic import output_errors, remove_path
from rv_engine.storage.files import download, version_of
from rv_engine.storage.uri import (
    is_remote,
    local_path,
    name_of,
    without_cache,
)

_DEFAULT_MAX_GB = 20.0
# What was used so lately may still be: files are opened again on the way.
_IN_USE_S = 24 * 3600
_DAY_S = 24 * 3600
_TICK_S = 0.5


class FileCache:
    """A folder of copies. Each version of a file has a path of its own, which never changes.

    Several processes may use it side by side: one downloads, the others wait for it.

    Args:
        folder: Where the copies lie.
        max_bytes: Those that were not used for longest are removed to stay below; copies that were
            used in the last 24 hours stay.
    """

    def __init__(self, folder: Path, max_bytes: float) -> None:
        self.folder = folder
        self.max_bytes = max_bytes

    @classmethod
    def default(cls) -> FileCache:
        """The cache of this user: `RV_CACHE` names its folder, `RV_CACHE_MAX_GB` its size."""
        try:
            max_gb = float(os.environ.get("RV_CACHE_MAX_GB", _DEFAULT_MAX_GB))
        except ValueError:
            max_gb = _DEFAULT_MAX_GB
        return cls(cache_folder() / "files", max_gb * 1e9)

    def copy_of(
        self, uri: str, monitor: Monitor | None = None, side_files: Sequence[str] = ()
    ) -> Path:
        """The path of a fresh copy.

        Args:
            uri: A remote file.
            monitor: Told of the download.
            side_files: URIs of files that belong to it, copied beside it where they exist.

        Raises:
            MissingFileError: There is no such file.
            StorageError: It cannot be read.
            OutputError: The disk is full.
        """
        # Where a server does not tell versions apart, no copy is known to be fresh.
        version = version_of(uri, monitor) or uuid.uuid4().hex
        place = self.folder / _name(uri) / _name(version)
        copy = place / name_of(uri)
        with output_errors(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            with _alone(self.folder / f"{_name(uri)}.lock", monitor):
                if not copy.exists():
                    self._fill(place, uri, monitor, side_files)
                os.utime(place)
        return copy

    def _fill(
        self, place: Path, uri: str, monitor: Monitor | None, side_files: Sequence[str]
    ) -> None:
        partial = place.with_name(f"{place.name}.partial")
        remove_path(partial)
        try:
            partial.mkdir(parents=True)
            download(uri, partial / name_of(uri), monitor)
            for side_file in side_files:
                # Where files may not be listed, a missing one is answered as forbidden.
                with suppress(MissingFileError, AccessError):
                    download(side_file, partial / name_of(side_file), monitor)
            self._make_room(partial)
            partial.rename(place)
        finally:
            with suppress(OSError):
                remove_path(partial)

    def _make_room(self, newest: Path) -> None:
        """Removes copies until all fit, those that were not used for longest first."""
        now_s = time.time()
        copies = []
        for place in self.folder.glob("*/*"):
            with suppress(OSError):
                size = sum(path.stat().st_size for path in place.iterdir())
                used_s = place.stat().st_mtime
                # A download that a killed process left is of no use to anyone.
                left_over = place.suffix == ".partial" and now_s - used_s > _DAY_S
                copies.append((0.0 if left_over else used_s, size, place))
        total = sum(size for _, size, _ in copies)
        for used_s, size, place in sorted(copies):
            if place == newest or total <= self.max_bytes or now_s - used_s < _IN_USE_S:
                break
            with suppress(OSError):
                remove_path(place)
                total -= size


@contextmanager
def _alone(lock_file: Path, monitor: Monitor | None) -> Iterator[None]:
    """Waits until no other process is in the block, and asks the monitor meanwhile."""
    from filelock import FileLock, Timeout

    lock = FileLock(lock_file)
    while not lock.is_locked:
        if monitor is not None:
            monitor.check()
        with suppress(Timeout):
            lock.acquire(timeout=_TICK_S)
    try:
        yield
    finally:
        lock.release()


def local_copy(
    uri: str,
    folder: Path | None = None,
    monitor: Monitor | None = None,
    side_files: Sequence[str] = (),
) -> Path:
    """A path on this machine with the content of a file.

    A local file is answered as it is; a remote one is copied, once for each of its versions.

    Args:
        uri: The file; of a file in an archive, the whole archive is not copied.
        folder: Where copies are kept; in the user's cache when left out.
        monitor: Told of the download, and asked whether to stop.
        side_files: URIs of files that belong to it, copied beside it where they exist.

    Raises:
        MissingFileError: There is no such file.
        StorageError: It cannot be read.
        OutputError: The disk is full.
    """
    uri = without_cache(uri)
    if not is_remote(uri):
        path = local_path(uri)
        if not path.exists():
            raise MissingFileError(f"'{uri}' does not exist.", hint="Check the path.", where=uri)
        return path
    cache = FileCache.default() if folder is None else FileCache(folder, float("inf"))
    return cache.copy_of(uri, monitor, side_files)


def cache_folder() -> Path:
    """Where this user's caches lie; `RV_CACHE` names another place."""
    chosen = os.environ.get("RV_CACHE")
    if chosen:
        return Path(chosen).absolute()
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "rv_engine"


def _name(text: str) -> str:
    return hashlib.sha256(text.encode(errors="backslashreplace")).hexdigest()[:24]
