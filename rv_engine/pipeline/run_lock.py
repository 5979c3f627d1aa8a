"""One run at a time in a run folder: a lock that ends with its process."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from rv_engine.errors import OutputError

LOCK_FILE = ".lock"
# Where the locked byte is, on systems where nobody can read what is locked.
_LOCKED_BYTE = 2**20


@contextmanager
def run_lock(folder: Path) -> Iterator[None]:
    """Holds a run folder for this process; the operating system lets it go when the process ends.

    The file stays, as removing it would let two others in at once. It says who holds it, or held it
    last.

    Args:
        folder: The run folder, which exists.

    Raises:
        OutputError: Another process works there.
    """
    path = folder / LOCK_FILE
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        if not _lock(descriptor):
            raise _taken(path)
        _describe(descriptor)
        yield
    finally:
        with suppress(OSError):
            os.ftruncate(descriptor, 0)
        os.close(descriptor)


def _describe(descriptor: int) -> None:
    content = {
        "process_id": os.getpid(),
        "host": socket.gethostname(),
        "since": datetime.now(timezone.utc).isoformat(timespec="seconds"),
    }
    with suppress(OSError):  # a full disk: the lock holds all the same
        os.ftruncate(descriptor, 0)
        os.write(descriptor, json.dumps(content).encode())


def _taken(path: Path) -> OutputError:
    try:
        holder: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        who = f"process {holder['process_id']} on '{holder['host']}', since {holder['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        who = "another process"
    return OutputError(
        f"The run folder '{path.parent}' is in use by {who}.",
        hint="Wait until that run has ended, stop it, or choose another root_uri.",
        where=str(path.parent),
    )


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> bool:
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        os.lseek(descriptor, 0, os.SEEK_SET)
        return True

else:
    import errno
    import fcntl

    def _lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            # A network folder that knows no locks: nobody can be kept out of it.
            return error.errno not in {errno.EAGAIN, errno.EACCES}
        return True
