"""Locks of files, which the system itself holds: they end with the process, however that ends."""

from __future__ import annotations

import os
from typing import IO


def lock(file: IO[bytes], byte: int = 0) -> None:
    """Locks a file that is open for writing, until it is closed or `unlock` is called.

    Args:
        byte: Which byte is locked, on Windows, where nobody else can read it then.

    Raises:
        OSError: Another process has locked it.
    """
    if os.name == "nt":
        import msvcrt

        file.seek(byte)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def unlock(file: IO[bytes], byte: int = 0) -> None:
    """Undoes `lock`."""
    if os.name == "nt":
        import msvcrt

        file.seek(byte)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_UN)
