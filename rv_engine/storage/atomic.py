"""Outputs that are whole or absent: written beside the target, renamed at the end."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from rv_engine.errors import OutputError

PARTIAL_SUFFIX = ".partial"


def partial_path(target: Path) -> Path:
    """Where an output is written until it is whole."""
    return target.with_name(target.name + PARTIAL_SUFFIX)


@contextmanager
def writing(target: Path, *, folder: bool = False) -> Iterator[Path]:
    """Gives a path to write to, and renames it to `target` when the block ends well.

    Args:
        target: The file or folder to make; what lies there is replaced at the end.
        folder: Make an empty folder to write into, instead of only naming a file.

    Yields:
        The path beside the target. It is removed when the block raises.

    Raises:
        OutputError: The place cannot be written, or the disk is full.
    """
    partial = partial_path(target)
    with output_errors(target):
        remove_path(partial)
        (partial if folder else partial.parent).mkdir(parents=True, exist_ok=True)
        try:
            yield partial
            publish(partial, target)
        except BaseException:
            with suppress(OSError):
                remove_path(partial)
            raise


def publish(partial: Path, target: Path) -> None:
    """Moves a finished output to its place, replacing what lies there.

    A file never replaces a folder: that would take all that is in it.
    """
    if target.is_dir():
        if not partial.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
        remove_path(target)
    partial.replace(target)


def remove_path(path: Path) -> None:
    """Removes a file or a folder; nothing there is fine."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def write_text(target: Path, text: str) -> None:
    """Writes a whole text file in UTF-8, or none."""
    with writing(target) as partial:
        partial.write_text(text, encoding="utf-8", newline="\n")


def check_writable(folder: Path) -> None:
    """Raises `OutputError` when nothing can be written into a folder, existing or to be made."""
    try:
        existing = folder
        while not existing.exists() and existing != existing.parent:
            existing = existing.parent
        if not existing.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(existing))
        probe = existing / f".rv-write-test{PARTIAL_SUFFIX}"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise _output_error(folder, error) from error


def check_file_writable(target: Path) -> None:
    """Raises `OutputError` when a file cannot be written, be it there or to be made."""
    with output_errors(target):
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    check_writable(target.parent)


@contextmanager
def output_errors(target: Path) -> Iterator[None]:
    """Turns the operating system's errors on writing into an `OutputError` that says what to do."""
    try:
        yield
    except OSError as error:
        if isinstance(error, OutputError) or error.errno is None or error.errno not in _HINTS:
            raise
        raise _output_error(target, error) from error


def _output_error(target: Path, error: OSError) -> OutputError:
    reason = str(error) if error.errno is None else os.strerror(error.errno)
    return OutputError(
        f"'{target}' cannot be written: {reason}.",
        hint=_HINTS.get(error.errno or 0, _DENIED),
        where=str(target),
    )


_FULL = "Free some space, or choose a folder on another disk."
_DENIED = "Choose a folder that you may write to."
_HINTS: dict[int, str] = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.EROFS: _DENIED,
    errno.ENOTDIR: "A file is in the way: choose another folder.",
    errno.EEXIST: "A file is in the way: choose another folder.",
    errno.EISDIR: "A folder is in the way: choose another name.",
    errno.ENAMETOOLONG: "Choose a shorter name.",
}
