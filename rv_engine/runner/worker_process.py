"""A child process that does parts of commands, one after another."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import rv_engine
from rv_engine.errors import Cancelled, MessageError, RunnerError, RvError
from rv_engine.messages import (
    CancelledRun,
    Failure,
    Message,
    Result,
    Started,
    decode,
)
from rv_engine.runner.process_tree import end_tree, tree_options


class WorkerBugError(Exception):
    """A bug of ours, in another process."""


class WorkerProcess:
    """`rv run-command -` in a process of its own.

    Args:
        settings: Environment variables beside those of this process.
    """

    def __init__(self, settings: Mapping[str, str]) -> None:
        self.settings = dict(settings)
        command = [
            sys.executable, "-m", "rv_engine", "run-command", "-", "--messages", "jsonl",
        ]  # fmt: skip
        # A list of arguments and no shell: nothing in it can become a command.
        self._process = subprocess.Popen(  # nosec B603
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=_environment(settings),
            **tree_options(),
        )
        self._lock = threading.Lock()

    def run(self, file: Path, title: str, send: Callable[[Message], None]) -> None:
        """Does the part in a file.

        Args:
            file: A `CommandConfig`.
            title: What it is, for messages.
            send: Gets what the process says.

        Raises:
            RvError: What failed in the process, or `RunnerError` when it was lost.
            Cancelled: It was asked to stop.
            WorkerBugError: A bug of ours.
        """
        self._say(os.fsencode(file))
        assert self._process.stdout is not None  # nosec B101 - for mypy; it is a pipe
        for line in self._process.stdout:
            message = _read(line)
            if isinstance(message, Result):
                return
            if isinstance(message, Failure):
                raise _error(message)
            if isinstance(message, CancelledRun):
                raise Cancelled
            if message is not None and not isinstance(message, Started):
                send(message)
        raise self._lost(title)

    def ask_to_stop(self) -> None:
        """Asks the process to stop what it does."""
        self._say(b"cancel")

    def end(self) -> None:
        """Ends the process now."""
        end_tree(self._process)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()

    def _say(self, line: bytes) -> None:
        # A process that has ended is noticed where its answer is missing.
        with self._lock, suppress(OSError, ValueError):
            assert self._process.stdin is not None  # nosec B101 - for mypy; it is a pipe
            self._process.stdin.write(line + b"\n")
            self._process.stdin.flush()

    def _lost(self, title: str) -> RunnerError:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=1.0)
        code = self._process.poll()
        how = f"exit status {code}" if code is None or code >= 0 else f"signal {-code}"
        return RunnerError(
            f"The process that ran {title} was ended from outside ({how}).",
            hint="Often the memory did not suffice: use fewer --jobs, or smaller batches. "
            "The next run goes on where this one stopped.",
        )


def _read(line: bytes) -> Message | None:
    if not line.strip():
        return None
    try:
        return decode(line.decode(errors="replace"))
    except MessageError:
        return None  # a library has printed something


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    environment = {**os.environ, **settings}
    # The child runs this very engine, wherever this process found it.
    home = str(Path(rv_engine.__path__[0]).resolve().parent)
    paths = [path for path in environment.get("PYTHONPATH", "").split(os.pathsep) if path]
    if Path(home).name not in {"site-packages", "dist-packages"} and home not in paths:
        environment["PYTHONPATH"] = os.pathsep.join([home, *paths])
    return environment


def _error(message: Failure) -> Exception:
    for error_class in _all_errors(RvError):
        if error_class.code == message.code and error_class.__module__ == RvError.__module__:
            return error_class(message.message, hint=message.hint or "", where=message.where or "")
    if message.code == "memory":
        return MemoryError(message.message)
    return WorkerBugError(message.message)


def _all_errors(error_class: type[RvError]) -> list[type[RvError]]:
    found = [error_class]
    for derived in error_class.__subclasses__():
        found += _all_errors(derived)
    return found
