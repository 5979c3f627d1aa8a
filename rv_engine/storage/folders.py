"""Whole folders, brought here and sent away."""

from __future__ import annotations

from pathlib import Path

from rv_engine.errors import MissingFileError, StorageError
from rv_engine.monitor import Monitor
from rv_engine.storage.atomic import writing
from rv_engine.storage.files import download, list_files, read_bytes, remove, upload
from rv_engine.storage.uri import join

# Says what a folder was made from: a folder that has it is whole.
MARKER = ".fingerprint"


def upload_folder(
    source: Path, uri: str, monitor: Monitor | None = None, marker: str = MARKER
) -> None:
    """Makes a folder elsewhere equal to one on this machine.

    An old marker goes first and the new one comes last, so that a folder with a marker is whole
    whenever the connection breaks. Files that the source does not have are removed.

    Args:
        source: The folder; it may lack a marker, and then the copy lacks one too.
        uri: The folder to write.
        monitor: Told of progress.
        marker: The name of the file that comes last.

    Raises:
        StorageError, OutputError: The place cannot be written.
    """
    files = list_files(str(source))
    there = list_files(uri, monitor)
    if marker in there:
        remove(join(uri, marker), monitor)
    data = [name for name in files if name != marker]
    for done, name in enumerate(data):
        if monitor is not None:
            monitor.progress(done, len(data), "files", f"Sending {source.name}")
        upload(source / name, join(uri, name), monitor)
    for name in sorted(set(there) - set(files) - {marker}):
        remove(join(uri, name), monitor)
    if marker in files:
        upload(source / marker, join(uri, marker), monitor)


def download_folder(
    uri: str, target: Path, monitor: Monitor | None = None, marker: str | None = MARKER
) -> None:
    """Makes a folder on this machine equal to one elsewhere; it is whole or stays as it was.

    Args:
        uri: The folder to read.
        target: The folder to write; what lies there is replaced.
        monitor: Told of progress.
        marker: The file without which the folder is not whole; None takes any folder.

    Raises:
        MissingFileError: There is no such folder, or it has no marker.
        StorageError: It cannot be read, or changed meanwhile.
        OutputError: The disk is full, or the place cannot be written.
    """
    before = _marker(uri, marker, monitor)
    files = list_files(uri, monitor)
    if not files:
        raise MissingFileError(f"'{uri}' does not exist, or is empty.", where=uri)
    with writing(target, folder=True) as partial:
        for done, name in enumerate(files):
            if monitor is not None:
                monitor.progress(done, len(files), "files", f"Fetching {target.name}")
            place = partial / name
            if not place.resolve().is_relative_to(partial.resolve()):
                raise StorageError(f"'{uri}' has a file outside of itself: {name!r}.", where=uri)
            download(join(uri, name), place, monitor)
        if _marker(uri, marker, monitor) != before:
            raise StorageError(
                f"'{uri}' was changed while it was copied: another run writes it.",
                hint="Wait for the other run, or choose another folder.",
                where=uri,
            )


def remote_marker(uri: str, monitor: Monitor | None = None, marker: str = MARKER) -> bytes | None:
    """What the marker of a folder says; None when the folder is not whole or not there.

    Raises:
        StorageError: The place cannot be asked.
    """
    try:
        return read_bytes(join(uri, marker), monitor)
    except MissingFileError:
        return None


def _marker(uri: str, marker: str | None, monitor: Monitor | None) -> bytes | None:
    if marker is None:
        return None
    content = remote_marker(uri, monitor, marker)
    if content is None:
        raise MissingFileError(
            f"'{uri}' holds no finished output.",
            hint="Run the command that makes it, or check the address.",
            where=uri,
        )
    return content
