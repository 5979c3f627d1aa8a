"""A run of the engine that does not need QGIS: it goes on when QGIS is closed, and is found again.

It has no pipes to QGIS. What it says stands in `messages.jsonl` of its run folder, and what it
writes to stderr in `engine.log` there.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from .environment import engine_environment
from .errors import EngineNotFoundError
from .home import EngineHome
from .tool import ask_tool

MESSAGES_NAME = "messages.jsonl"
LOG_NAME = "engine.log"
TEMPORARY_NAME = "tmp"

_STOP_GRACE_S = 5.0


def start_detached(
    home: EngineHome, command: Sequence[str], folder: Path, variables: Mapping[str, str]
) -> int:
    """Starts a command of the engine that outlives QGIS, and answers its process's number.

    Args:
        folder: The run folder; it is made where it is missing.
        variables: What its environment gets besides.

    Raises:
        EngineNotFoundError: The engine's Python does not start.
        OSError: The folder cannot be written.
    """
    temporary = folder / TEMPORARY_NAME
    temporary.mkdir(parents=True, exist_ok=True)
    arguments = [str(home.python), "-m", "rv_engine", *command, "--messages", "jsonl"]
    environment = engine_environment(os.environ, home.plugin_root, temporary)
    environment.update(variables)
    with (folder / LOG_NAME).open("ab") as log:
        try:
            # A list of arguments and no shell: nothing in it can become a command.
            process = subprocess.Popen(  # nosec B603
                arguments,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
                env=environment,
                cwd=str(temporary),
                **_detached_options(),
            )
        except OSError as error:
            raise EngineNotFoundError(
                f"The engine's Python '{home.python}' does not start: {error.strerror}.",
                hint="Open Raster > RV Studio > Set Up Engine and press Repair.",
                where=str(home.python),
            ) from error
    # As long as QGIS runs, somebody must take note of its end.
    threading.Thread(target=process.wait, name="rv-studio-detached", daemon=True).start()
    return process.pid


def is_engine_process(process_id: int) -> bool:
    """Whether a process runs that is, as far as the system tells, an engine's."""
    if process_id <= 0:
        return False
    if os.name == "nt":
        listing = ask_tool(
            ["tasklist", "/FI", f"PID eq {process_id}", "/FO", "CSV", "/NH"], os.environ
        )
        return "python" in listing.lower()
    proc = Path("/proc")
    if (proc / "self").exists():
        try:
            state = (proc / str(process_id) / "stat").read_text().rpartition(")")[2].split()[0]
            line = (proc / str(process_id) / "cmdline").read_bytes()
        except (OSError, IndexError):
            return False
        # The number may have passed on to another program.
        return state != "Z" and (b"rv_engine" in line or b"/rv" in line)
    return "python" in ask_tool(["/bin/ps", "-p", str(process_id), "-o", "command="], os.environ)


def stop_engine_process(process_id: int) -> None:
    """Asks an engine to stop, and after some seconds ends it with all that it started.

    Returns at once; what follows happens in a thread.
    """

    def stop() -> None:
        if os.name == "nt":
            # Nothing there can ask politely; checkpoints and finished outputs stay.
            ask_tool(["taskkill", "/T", "/F", "/PID", str(process_id)], os.environ)
            return
        with suppress(OSError):
            os.kill(process_id, signal.SIGTERM)
        deadline_s = time.monotonic() + _STOP_GRACE_S
        while is_engine_process(process_id) and time.monotonic() < deadline_s:
            time.sleep(0.1)
        if is_engine_process(process_id):
            with suppress(OSError):
                # Started by us it heads a group of its own; started in a shell it may not.
                if os.getpgid(process_id) == process_id:
                    os.killpg(process_id, signal.SIGKILL)
                else:
                    os.kill(process_id, signal.SIGKILL)

    threading.Thread(target=stop, name="rv-studio-stop", daemon=True).start()


def _detached_options() -> dict[str, object]:
    if os.name != "nt":
        return {"start_new_session": True}
    flags = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
    return {"creationflags": flags}
