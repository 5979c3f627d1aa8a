"""Processes that can be ended together with all that they started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from typing import Any


def tree_options() -> dict[str, Any]:
    """The options for `subprocess.Popen` that make a process the head of its own tree."""
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
        return {"creationflags": flags}
    return {"start_new_session": True}


def end_tree(process: subprocess.Popen[bytes]) -> None:
    """Ends a process started with `tree_options`, and all that it started, at once."""
    if sys.platform == "win32":
        _end_tree_on_windows(process.pid)
        with suppress(OSError):
            process.kill()
    else:
        # The number of the group is that of its head. macOS says "not permitted" of zombies.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=1.0)


def end_own_tree() -> None:
    """Ends this process, started with `tree_options`, and all that it started."""
    if sys.platform == "win32":
        _end_tree_on_windows(os.getpid())
    elif os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(1)


def _end_tree_on_windows(process_id: int) -> None:
    with suppress(OSError, subprocess.TimeoutExpired):
        # `taskkill` is part of Windows, and lies on its search path.
        subprocess.run(  # nosec B603 B607
            ["taskkill", "/T", "/F", "/PID", str(process_id)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
            timeout=5.0,
        )
