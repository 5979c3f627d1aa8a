"""A folder on another machine, worked on through a mirror of it on this one."""

from __future__ import annotations

import hashlib
from pathlib import Path

from rv_engine.errors import MissingFileError
from rv_engine.monitor import Monitor
from rv_engine.storage.file_cache import cache_folder
from rv_engine.storage.files import download, list_files, remove, upload
from rv_engine.storage.folders import MARKER, download_folder, remote_marker, upload_folder
from rv_engine.storage.uri import join


class RemoteFolder:
    """A run folder in an object store: its subfolders are pulled before and pushed after work.

    A subfolder with a marker is whole. On both sides it appears whole or not at all, whenever the
    connection breaks, and two sides with the same marker are the same.

    Args:
        uri: The folder, `s3://bucket/run`.
        mirror: Its place on this machine; one in the user's cache when left out, always the same
            for the same URI.
    """

    def __init__(self, uri: str, mirror: Path | None = None) -> None:
        self.uri = uri.rstrip("/")
        self.mirror = mirror or mirror_folder(self.uri)

    def path(self, name: str) -> Path:
        """Where a file or subfolder is on this machine."""
        return self.mirror / name

    def pull(self, name: str, monitor: Monitor | None = None) -> bool:
        """Brings a finished subfolder here, if it is there and not the same here already.

        What is here stays where there is nothing finished to replace it with.

        Returns:
            Whether the subfolder is here now, as it is there.

        Raises:
            StorageError: The place cannot be asked or read.
            OutputError: The disk is full.
        """
        there = remote_marker(join(self.uri, name), monitor)
        if there is None:
            return False
        if there != self._marker_here(name):
            download_folder(join(self.uri, name), self.path(name), monitor)
        return True

    def push(self, name: str, monitor: Monitor | None = None) -> bool:
        """Sends a finished subfolder, unless the same is there already.

        Returns:
            Whether something was sent.

        Raises:
            MissingFileError: There is no finished subfolder here.
            StorageError: The place cannot be written.
        """
        here = self._marker_here(name)
        if here is None:
            raise MissingFileError(
                f"'{self.path(name)}' holds no finished output.", where=str(self.path(name))
            )
        if remote_marker(join(self.uri, name), monitor) == here:
            return False
        upload_folder(self.path(name), join(self.uri, name), monitor)
        return True

    def pull_unfinished(self, name: str, monitor: Monitor | None = None) -> None:
        """Brings what another machine left unfinished; what is here already stays."""
        if not self.path(name).exists() and list_files(join(self.uri, name), monitor):
            download_folder(join(self.uri, name), self.path(name), monitor, marker=None)

    def push_unfinished(self, name: str, monitor: Monitor | None = None) -> None:
        """Sends a subfolder as it is; each file arrives whole or not at all."""
        upload_folder(self.path(name), join(self.uri, name), monitor)

    def remove(self, name: str, monitor: Monitor | None = None) -> None:
        """Removes a subfolder there, if there is one."""
        for file in list_files(join(self.uri, name), monitor):
            remove(join(self.uri, f"{name}/{file}"), monitor)

    def pull_file(self, name: str, monitor: Monitor | None = None) -> bool:
        """Brings a file here; answers whether there was one."""
        try:
            download(join(self.uri, name), self.path(name), monitor)
        except MissingFileError:
            return False
        return True

    def push_file(self, name: str, monitor: Monitor | None = None) -> None:
        """Sends a file, which arrives whole or not at all."""
        upload(self.path(name), join(self.uri, name), monitor)

    def _marker_here(self, name: str) -> bytes | None:
        try:
            return (self.path(name) / MARKER).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None


def mirror_folder(uri: str) -> Path:
    """Where a remote folder is mirrored on this machine, always the same for the same URI."""
    key = hashlib.sha256(uri.rstrip("/").encode()).hexdigest()[:16]
    return cache_folder() / "runs" / key
