"""Only one program at a time changes the environments, of all QGIS versions on this computer."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from .errors import SetupError

_LOCK_NAME = "set-up.lock"


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Keeps all others from changing the environments in a folder.

    The system itself holds the lock: it ends with the process, however that ends.

    Raises:
        SetupError: Another one is at it.
    """
    with (folder / _LOCK_NAME).open("a+b") as file:
        try:
            _lock(file)
        except OSError as error:
            raise SetupError(
                "busy",
                "Another QGIS is setting up the engine just now.",
                hint="Wait until it is done; the engine is for all QGIS versions.",
                where=str(folder),
            ) from error
        try:
            yield
        finally:
            _unlock(file)


def _lock(file: IO[bytes]) -> None:
    if os.name == "nt":
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _unlock(file: IO[bytes]) -> None:
    if os.name == "nt":
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_UN)
