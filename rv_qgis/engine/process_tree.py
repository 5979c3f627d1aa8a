"""Starting a program so that it and everything it starts can be stopped together."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import suppress
from typing import Any

_TERMINATE_GRACE_S = 0.25


def tree_options() -> dict[str, Any]:
    """The options for `subprocess.Popen` that make the new process the head of its own tree."""
    if os.name != "nt":
        return {"start_new_session": True}
    # Without these a console window pops up for every run.
    startup = subprocess.STARTUPINFO()
    startup.dwFlags |= subprocess.STARTF_USESHOWWINDOW
    startup.wShowWindow = subprocess.SW_HIDE
    return {
        "startupinfo": startup,
        "creationflags": subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP,
    }


def kill_tree(process: subprocess.Popen) -> None:
    """Stops a process started with `tree_options` and all that it started; waits for its end.

    It may have ended already: then what it left running is stopped.
    """
    if os.name == "nt":
        _kill_tree_windows(process)
    else:
        _kill_tree_posix(process)
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=1.0)


def _kill_tree_posix(process: subprocess.Popen) -> None:
    # The group's number is the process's own: it was started as the head of a session.
    if process.poll() is None and _signal_group(process.pid, signal.SIGTERM):
        deadline_s = time.monotonic() + _TERMINATE_GRACE_S
        while process.poll() is None and time.monotonic() < deadline_s:
            time.sleep(0.02)
    _signal_group(process.pid, signal.SIGKILL)


def _signal_group(group_id: int, number: int) -> bool:
    try:
        os.killpg(group_id, number)
    except (ProcessLookupError, PermissionError):
        # Nobody is left in the group; macOS says "not permitted" when only zombies are.
        return False
    return True


def _kill_tree_windows(process: subprocess.Popen) -> None:
    with suppress(OSError, subprocess.TimeoutExpired):
        # `taskkill` is part of Windows, and lies on its search path.
        subprocess.run(  # nosec B603 B607
            ["taskkill", "/T", "/F", "/PID", str(process.pid)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
            timeout=5.0,
            creationflags=subprocess.CREATE_NO_WINDOW,
        )
    with suppress(OSError):
        process.kill()
