"""A run of the engine that does not need QGIS: it goes on when QGIS is closed, and is found again.

It has no pipes to QGIS. Beside `messages.jsonl`, the record of all attempts that the engine keeps in
a run folder, `engine-output.jsonl` holds what the last one said, and `engine.log` its stderr.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Optional

from .environment import engine_environment
from .errors import EngineNotFoundError
from .home import EngineHome
from .process_tree import kill_tree
from .tool import ask_tool

MESSAGES_NAME = "messages.jsonl"
OUTPUT_NAME = "engine-output.jsonl"
LOG_NAME = "engine.log"
TEMPORARY_NAME = "tmp"

_PROCESS_NAME = "process-id"
_STOP_GRACE_S = 5.0
_READ_BYTES = 1024 * 1024
_TAIL_BYTES = 8192


class DetachedProcess:
    """A command of the engine that outlives QGIS.

    It can be used as a `ChildProcess` is, but that it may also be left alone.

    Args:
        home: The engine's Python.
        command: See `commands`.
        folder: The run folder; it is made where it is missing.
        variables: What its environment gets besides.

    Raises:
        EngineNotFoundError: The engine's Python does not start.
        OSError: The folder cannot be written.
    """

    def __init__(
        self, home: EngineHome, command: Sequence[str], folder: Path, variables: Mapping[str, str]
    ) -> None:
        self._folder = folder
        # One for each attempt: nobody clears the folder away in which the next one works.
        self._temporary = temporary = folder / TEMPORARY_NAME / f"{time.time_ns():x}"
        temporary.mkdir(parents=True, exist_ok=True)
        arguments = [str(home.python), "-m", "rv_engine", *command, "--messages", "jsonl"]
        environment = engine_environment(os.environ, home.plugin_root, temporary)
        environment.update(variables)
        with (folder / OUTPUT_NAME).open("wb") as output, (folder / LOG_NAME).open("wb") as log:
            try:
                # A list of arguments and no shell: nothing in it can become a command.
                self._process = subprocess.Popen(  # nosec B603
                    arguments,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
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
        (temporary / _PROCESS_NAME).write_text(str(self._process.pid), encoding="utf-8")
        self._output = (folder / OUTPUT_NAME).open("rb")
        self._rest = b""
        self._lines: deque[bytes] = deque()
        # As long as QGIS runs, somebody must take note of its end.
        self._end = threading.Thread(
            target=self._process.wait, name="rv-studio-detached", daemon=True
        )
        self._end.start()

    @property
    def process_id(self) -> int:
        return self._process.pid

    @property
    def exit_code(self) -> Optional[int]:
        """None while it runs; negative when a signal ended it."""
        return self._process.poll()

    @property
    def stderr_tail(self) -> str:
        """The last lines that it wrote to stderr."""
        return read_tail(self._folder / LOG_NAME)

    def next_line(self, timeout_s: float) -> Optional[str]:
        """The next line of its stdout, or None when there was none for that long."""
        if not self._lines and not self._read():
            self._end.join(timeout_s)
            self._read()
        return self._lines.popleft().decode("utf-8", "replace") if self._lines else None

    def has_ended(self) -> bool:
        """Whether it has ended and all that it said was taken with `next_line`."""
        return self._process.poll() is not None and not self._lines and not self._read()

    def send_line(self, line: str) -> None:
        """Asks it to stop: it listens to signals only. On Windows it is ended at once."""
        if os.name == "nt":
            kill_tree(self._process)
        else:
            with suppress(OSError):
                self._process.terminate()

    def close(self) -> None:
        """Stops it and everything that it started, and removes its temporary files."""
        kill_tree(self._process)
        self._output.close()
        shutil.rmtree(self._temporary, ignore_errors=True)
        with suppress(OSError):
            self._temporary.parent.rmdir()

    def leave_alone(self) -> None:
        """Listens no more; it goes on."""
        self._output.close()

    def _read(self) -> bool:
        piece = self._output.read(_READ_BYTES)
        *lines, self._rest = (self._rest + piece).split(b"\n")
        self._lines.extend(lines)
        return bool(lines)


def remove_temporary(folder: Path) -> None:
    """Removes the temporary files that attempts of a run have left; those of live ones stay."""
    with suppress(OSError):
        for attempt in list((folder / TEMPORARY_NAME).iterdir()):
            with suppress(OSError, ValueError):
                process_id = int((attempt / _PROCESS_NAME).read_text(encoding="utf-8"))
                if not is_engine_process(process_id):
                    shutil.rmtree(attempt, ignore_errors=True)
        (folder / TEMPORARY_NAME).rmdir()


def read_tail(path: Path) -> str:
    """The end of a text file; "" when there is none."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - _TAIL_BYTES))
            return file.read().decode("utf-8", errors="replace")
    except OSError:
        return ""


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
        # The number may have passed on to another program. One that is only just being started
        # has no line yet.
        return state != "Z" and (not line or b"rv_engine" in line or b"/rv" in line)
    return "python" in ask_tool(["/bin/ps", "-p", str(process_id), "-o", "command="], os.environ)


def stop_engine_process(process_id: int) -> None:
    """Asks an engine to stop, and after some seconds ends it with all that it started.

    Returns at once; what is left to do happens in a thread.
    """
    if os.name == "nt":
        # Nothing there can ask politely; checkpoints and finished outputs stay.
        command = ["taskkill", "/T", "/F", "/PID", str(process_id)]
        threading.Thread(target=ask_tool, args=(command, os.environ), name="rv-studio-stop").start()
        return
    # Now, and not in the thread: QGIS may be just about to leave.
    with suppress(OSError):
        os.kill(process_id, signal.SIGTERM)

    def insist() -> None:
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

    threading.Thread(target=insist, name="rv-studio-stop", daemon=True).start()


def _detached_options() -> dict[str, object]:
    if os.name != "nt":
        return {"start_new_session": True}
    flags = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
    return {"creationflags": flags}
