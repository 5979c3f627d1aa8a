"""Only one program at a time changes the environments, of all QGIS versions on this computer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..file_lock import lock, unlock
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
            lock(file)
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
            unlock(file)
