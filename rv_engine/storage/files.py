"""One file, wherever it lies: read, written, asked for, and told from another version."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rv_engine.errors import MissingFileError, RvError, StorageError
from rv_engine.monitor import Monitor
from rv_engine.storage.atomic import output_errors, writing
from rv_engine.storage.connection import persistently
from rv_engine.storage.connection_errors import ShortReadError
from rv_engine.storage.file_system import file_system
from rv_engine.storage.uri import (
    archived_file,
    behind_gdal_path,
    container_of,
    is_gdal_path,
    is_remote,
    local_path,
    name_of,
    protocol_of,
)

PIECE_BYTES = 16 * 2**20
# What file systems call the mark of a version, and the time of the last change.
_VERSION_KEYS = (
    "ETag", "etag", "Content-MD5", "content_md5", "content_settings", "md5Hash", "Digest",
    "generation", "VersionId", "Last-Modified", "LastModified", "last_modified", "mtime",
    "updated", "modified", "created",
)  # fmt: skip
# Here an object is there whole or not at all; elsewhere it is written beside and renamed.
_OBJECT_STORES = {"s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "adl", "memory", "hf"}


def read_bytes(uri: str, monitor: Monitor | None = None) -> bytes:
    """All of a file.

    Raises:
        MissingFileError: There is none.
        StorageError: It cannot be read.
    """
    if not is_remote(uri):
        with _local_errors(uri):
            return local_path(uri).read_bytes()

    def read() -> bytes:
        system, path = file_system(uri)
        content: bytes = system.cat_file(path)
        return content

    return persistently(read, uri, monitor)


def read_text(uri: str, monitor: Monitor | None = None) -> str:
    """All of a text file in UTF-8, with or without a byte order mark.

    Raises:
        MissingFileError: There is none.
        StorageError: It cannot be read, or is no text.
    """
    try:
        text = read_bytes(uri, monitor).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise StorageError(
            f"'{uri}' is no text in UTF-8: {error}.", hint="Choose another file.", where=uri
        ) from error
    # As in files that are opened as text.
    return text.replace("\r\n", "\n")


def exists(uri: str, monitor: Monitor | None = None) -> bool:
    """Whether a file or folder is there.

    Raises:
        StorageError: The place cannot be asked.
    """
    try:
        return _state(uri, monitor) is not None
    except MissingFileError:
        return False


def check_exists(uri: str, error_class: type[RvError], kind: str) -> None:
    """Raises an error of a class when it is known that a file is missing.

    Args:
        uri: The file; what only GDAL understands is taken to exist.
        error_class: The error for a missing one.
        kind: What the file is, in the user's words.

    Raises:
        StorageError: The place cannot be asked.
    """
    outer = container_of(uri) if is_remote(uri) else uri
    only_gdal = is_gdal_path(uri) and behind_gdal_path(uri) is None
    # `NETCDF:a.nc:band`; the colon of a drive is the second letter.
    if only_gdal or (not is_remote(outer) and not is_gdal_path(outer) and _is_gdal_name(outer)):
        return
    if not exists(outer):
        hint = "Check the spelling of the address." if is_remote(outer) else "Check the path."
        raise error_class(f"The {kind} '{uri}' does not exist.", hint=hint, where=uri)


def _is_gdal_name(path: str) -> bool:
    return "://" not in path and ":" in path[2:] and not local_path(path).exists()


def fingerprint(uri: str, monitor: Monitor | None = None) -> str:
    """A text that changes with a file's content, read from its size, time and version marks.

    Empty when the file is missing, or when only GDAL knows where it is.

    Raises:
        StorageError: The place cannot be asked.
    """
    try:
        state = _state(uri, monitor)
    except MissingFileError:
        return ""
    return "" if state is None else _digest(state)


def _state(uri: str, monitor: Monitor | None) -> Any:
    if is_gdal_path(uri):
        behind = behind_gdal_path(uri)
        return None if behind is None else _state(behind, monitor)
    outer = container_of(uri)
    if not is_remote(outer):
        try:
            status = local_path(outer).stat()
        except OSError:
            return None
        return [status.st_size, status.st_mtime_ns]
    info = remote_info(outer, monitor)
    return [info.get("size"), *_version_marks(info)]


def _digest(state: Any) -> str:
    return hashlib.sha256(json.dumps(state).encode()).hexdigest()


def remote_info(uri: str, monitor: Monitor | None = None) -> dict[str, Any]:
    """What a file system tells of a file.

    Raises:
        StorageError: It cannot be asked, or there is no such file.
    """

    def ask() -> dict[str, Any]:
        system, path = file_system(uri)
        found: dict[str, Any] = system.info(path)
        return found

    return persistently(ask, uri, monitor)


def version_of(uri: str, monitor: Monitor | None = None) -> str | None:
    """The fingerprint of a file; None when its server does not tell versions apart.

    Raises:
        MissingFileError: There is no such file.
        StorageError: The place cannot be asked.
    """
    state = _state(uri, monitor)
    return _digest(state) if state is not None and len(state) > 1 else None


def _version_marks(info: Mapping[str, Any]) -> list[str]:
    return [f"{key}={info[key]}" for key in _VERSION_KEYS if info.get(key)]


def write_bytes(uri: str, content: bytes, monitor: Monitor | None = None) -> None:
    """Writes a whole file, or none.

    Raises:
        StorageError, OutputError: The place cannot be written.
    """
    if not is_remote(uri):
        target = local_path(uri)
        with writing(target) as partial:
            partial.write_bytes(content)
        return

    def write() -> None:
        system, path = file_system(uri)
        _make_parent(uri, system, path)
        beside = _beside(uri, path)
        system.pipe_file(beside, content)
        if beside != path:
            system.mv(beside, path)

    persistently(write, uri, monitor)


def write_text(uri: str | Path, text: str, monitor: Monitor | None = None) -> None:
    """Writes a whole text file in UTF-8, or none; see `write_bytes`."""
    write_bytes(str(uri), text.encode(), monitor)


def upload(source: Path, uri: str, monitor: Monitor | None = None) -> None:
    """Copies a file of this machine to a place, where it is whole or not at all.

    Raises:
        StorageError, OutputError: The place cannot be written.
    """
    if not is_remote(uri):
        import shutil

        with writing(local_path(uri)) as partial:
            shutil.copyfile(source, partial)
        return

    def copy() -> None:
        system, path = file_system(uri)
        _make_parent(uri, system, path)
        beside = _beside(uri, path)
        system.put_file(str(source), beside)
        if beside != path:
            system.mv(beside, path)

    persistently(copy, uri, monitor)


def download(uri: str, target: Path, monitor: Monitor | None = None) -> None:
    """Copies a file to a path of this machine, where it is whole or not at all.

    Large files come in pieces, so that a broken connection costs one piece.

    Raises:
        MissingFileError: There is no such file.
        StorageError: It cannot be read, or changed meanwhile.
        OutputError: The disk is full, or the place cannot be written.
    """
    if not is_remote(uri):
        import shutil

        with _local_errors(uri), writing(target) as partial:
            shutil.copyfile(local_path(uri), partial)
        return
    before = _state(uri, monitor)
    archived = archived_file(uri) is not None
    size = remote_info(uri, monitor).get("size") if archived else before[0]
    with writing(target) as partial:
        in_pieces = isinstance(size, int) and not archived
        if not in_pieces or not _in_pieces(uri, partial, int(size or 0), monitor):
            persistently(lambda: _at_once(uri, partial, size), uri, monitor)
        if _state(uri, monitor) != before:
            raise StorageError(
                f"'{uri}' changed while it was copied.", hint="Try again.", where=uri
            )


def _in_pieces(uri: str, target: Path, size: int, monitor: Monitor | None) -> bool:
    """Whether the file could be read piece by piece, which not all servers allow."""
    with target.open("wb") as file:
        for start in range(0, size, PIECE_BYTES):
            end = min(start + PIECE_BYTES, size)

            def read(start: int = start, end: int = end) -> bytes:
                system, path = file_system(uri)
                piece: bytes = system.cat_file(path, start=start, end=end)
                if len(piece) not in {end - start, size}:
                    raise ShortReadError(f"{len(piece)} of {end - start} bytes came")
                return piece

            piece = persistently(read, uri, monitor)
            if len(piece) != end - start:
                return False
            file.write(piece)
            if monitor is not None:
                monitor.progress(end / 1e6, size / 1e6, "MB", f"Copying {name_of(uri)}")
    return True


def _at_once(uri: str, target: Path, size: int | None) -> None:
    system, path = file_system(uri)
    system.get_file(path, str(target))
    if size is not None and target.stat().st_size != size:
        raise ShortReadError(f"{target.stat().st_size} of {size} bytes came")


def remove(uri: str, monitor: Monitor | None = None) -> None:
    """Removes a file or a folder; nothing there is fine.

    Raises:
        StorageError: It cannot be removed.
    """
    if not is_remote(uri):
        from rv_engine.storage.atomic import remove_path

        with output_errors(local_path(uri)):
            remove_path(local_path(uri))
        return

    def delete() -> None:
        system, path = file_system(uri)
        try:
            system.rm(path, recursive=True)
        except FileNotFoundError:
            return

    persistently(delete, uri, monitor)


def list_files(uri: str, monitor: Monitor | None = None) -> list[str]:
    """The paths of all files in a folder and its subfolders, relative to it, sorted.

    Empty when there is no such folder.

    Raises:
        StorageError: The place cannot be asked.
    """
    if not is_remote(uri):
        root = local_path(uri)
        files = (path for path in root.rglob("*") if path.is_file())
        return sorted(path.relative_to(root).as_posix() for path in files)

    def find() -> list[str]:
        system, path = file_system(uri)
        system.invalidate_cache()
        root = path.rstrip("/") + "/"
        # Object stores may have an empty object that stands for the folder itself.
        found = (str(name) for name in system.find(path) if not str(name).endswith("/"))
        return sorted(name[len(root) :] for name in found if name.startswith(root))

    return persistently(find, uri, monitor)


def _make_parent(uri: str, system: Any, path: str) -> None:
    """Object stores have no folders, and asking for a bucket to be made can be forbidden."""
    if protocol_of(uri) not in _OBJECT_STORES:
        system.makedirs(path.rpartition("/")[0], exist_ok=True)


def _beside(uri: str, path: str) -> str:
    return path if protocol_of(uri) in _OBJECT_STORES else f"{path}.partial"


class _local_errors:  # noqa: N801 - reads as the statement that it is
    """Turns the operating system's errors on reading into ours."""

    def __init__(self, uri: str) -> None:
        self.uri = uri

    def __enter__(self) -> None:
        return

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, FileNotFoundError) and not isinstance(error, StorageError):
            raise MissingFileError(
                f"'{self.uri}' does not exist.", hint="Check the path.", where=self.uri
            ) from error
        if isinstance(error, (PermissionError, IsADirectoryError)):
            raise StorageError(
                f"'{self.uri}' cannot be read: {error.strerror}.",
                hint="Choose a file that you may read.",
                where=self.uri,
            ) from error
