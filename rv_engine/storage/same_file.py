"""Whether an output would replace what is read."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from rv_engine.errors import OutputError
from rv_engine.storage.uri import is_remote, local_path


def place_of(uri: str) -> tuple[int, int] | str:
    """The same for two names of one file."""
    if is_remote(uri):
        return uri
    path = local_path(uri)
    try:
        found = path.stat()
    except (OSError, ValueError):
        return os.path.normcase(os.path.realpath(path))
    return found.st_dev, found.st_ino


def check_replaces_none(target: Path, inputs: Iterable[str]) -> None:
    """Raises `OutputError` when a file to write is one of those that are read."""
    if place_of(str(target)) in {place_of(uri) for uri in inputs}:
        raise OutputError(
            f"'{target}' is read by this command: it would be replaced.",
            hint="Give the output another name or folder.",
            where=str(target),
        )
