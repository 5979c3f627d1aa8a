"""A limit to the memory that a command takes, so that it ends before the whole computer suffers."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn

from rv_engine.messages import Failure, Message

LIMIT_VARIABLE = "RV_MEMORY_LIMIT_MB"
_INTERVAL_S = 1.0
_LAST_WAIT_S = 5.0


def limit_memory(send: Callable[[Message], None], exit_status: int) -> None:
    """Ends this process and all that it started once they take more than `RV_MEMORY_LIMIT_MB`.

    Finished outputs and checkpoints stay: a killed run goes on from them. Without the variable, or
    with 0, nothing is watched.

    Args:
        send: Hears the reason before the end.
        exit_status: Of this process then.
    """
    limit_mb = int(os.environ.get(LIMIT_VARIABLE, "0") or 0)
    if limit_mb > 0:
        watch = threading.Thread(
            target=_watch, args=(limit_mb, send, exit_status), name="rv-memory-limit", daemon=True
        )
        watch.start()


def _watch(limit_mb: int, send: Callable[[Message], None], exit_status: int) -> NoReturn:
    while (used_mb := _used_mb()) <= limit_mb:
        time.sleep(_INTERVAL_S)
    send(
        Failure(
            "memory",
            f"The engine took {used_mb / 1e3:.1f} GB of memory; {limit_mb / 1e3:.1f} GB are allowed.",
            "Choose a smaller batch size or chip size, or allow more: in QGIS under Settings > "
            f"Options > RV Studio, elsewhere with {LIMIT_VARIABLE}.",
        )
    )
    _kill_children()
    # No way to raise in the thread that works; it may be deep in a library.
    os._exit(exit_status)


def _used_mb() -> float:
    """The main memory of this process and its children."""
    import psutil

    process = psutil.Process()
    used_bytes = int(process.memory_info().rss)
    for child in process.children(recursive=True):
        with suppress(psutil.Error):
            used_bytes += int(child.memory_info().rss)
    return used_bytes / 1e6


def _kill_children() -> None:
    import psutil

    children = psutil.Process().children(recursive=True)
    for child in children:
        with suppress(psutil.Error):
            child.kill()
    psutil.wait_procs(children, timeout=_LAST_WAIT_S)
