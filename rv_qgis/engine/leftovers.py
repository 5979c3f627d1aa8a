"""Removes what an engine that was stopped or failed had no time to remove."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from .errors import RunGoesOn
from .file_lock import lock

PARTIAL_SUFFIX = ".partial"

_COMMAND_FOLDERS = ("analyze", "chip", "train", "predict", "eval", "bundle")
_ENGINE_NAMES = (*_COMMAND_FOLDERS, "pipeline-config", "run.json", "messages", ".rv-")

# As in the engine's `run_lock`.
_LOCKED_BYTE = 2**20


@contextmanager
def whole_files_only(targets: Sequence[Path]) -> Iterator[None]:
    """Removes the unfinished forms of some files when the block raises.

    They stay where another engine is making one of them: then the block failed because of that.
    """
    try:
        yield
    except BaseException:
        if any(_is_being_made(target) for target in targets):
            raise
        for target in targets:
            _remove_beginning_with(target.parent, target.name + PARTIAL_SUFFIX)
        raise


@contextmanager
def whole_run_only(root: Path) -> Iterator[None]:
    """Removes what is unfinished in a run folder when the block raises.

    Finished outputs and checkpoints stay, so that another run goes on from there. A folder that
    the block began and in which no command finished anything goes altogether.
    """
    existed = root.is_dir()
    was_empty = not existed or not any(root.iterdir())
    try:
        yield
    except RunGoesOn:
        raise
    except BaseException:
        remove_unfinished_in(root)
        if was_empty and not _holds_work(root):
            _empty(root)
            if not existed:
                _remove(root)
        raise


def remove_unfinished_in(root: Path) -> None:
    """Removes the unfinished outputs of a run folder.

    It looks only where the engine writes: the folder may be one that holds other things too.
    """
    if not root.is_dir():
        return
    for path in list(root.iterdir()):
        if path.name.endswith(PARTIAL_SUFFIX) and path.name.startswith(_ENGINE_NAMES):
            _remove(path)
    for name in _COMMAND_FOLDERS:
        for path in list(_unfinished_below(root / name)):
            _remove(path)


def _holds_work(root: Path) -> bool:
    """Whether there is something finished, or a checkpoint such as in `train.resumable`."""
    names = [path.name for path in root.iterdir()] if root.is_dir() else []
    return any(name.partition(".")[0] in _COMMAND_FOLDERS for name in names)


def _unfinished_below(folder: Path) -> Iterator[Path]:
    for parent, folder_names, file_names in os.walk(folder):
        for name in file_names:
            if name.endswith(PARTIAL_SUFFIX):
                yield Path(parent, name)
        for name in list(folder_names):
            if name.endswith(PARTIAL_SUFFIX):
                folder_names.remove(name)
                yield Path(parent, name)


def _is_being_made(target: Path) -> bool:
    """Whether an engine holds the lock beside a prediction; see the engine's `working_folder`."""
    path = target.parent / f"{target.name}{PARTIAL_SUFFIX}.pieces" / ".lock"
    try:
        with path.open("r+b") as file:
            lock(file, _LOCKED_BYTE)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def _remove_beginning_with(folder: Path, start: str) -> None:
    with suppress(OSError):
        for path in list(folder.iterdir()):
            if path.name.startswith(start):
                _remove(path)


def _empty(folder: Path) -> None:
    with suppress(OSError):
        for path in list(folder.iterdir()):
            _remove(path)


def _remove(path: Path) -> None:
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()
