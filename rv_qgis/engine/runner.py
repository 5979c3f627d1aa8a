"""Runs a command of the engine and answers its result; knows all runs that are under way."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Callable, Optional, Union

from ...rv_engine.errors import Cancelled, MessageError
from ...rv_engine.messages import CancelledRun, Failure, Log, Message, Result, decode
from .child_process import ChildProcess
from .detached import DetachedProcess
from .environment import engine_environment
from .errors import EngineError, EngineNotFoundError, RunGoesOn
from .exit_codes import explain_exit
from .home import EngineHome

_POLL_S = 0.1
# From the wish to stop until the process tree is killed; with the kill itself within 2 seconds.
_CANCEL_GRACE_S = 1.2
# How long the engine may take to leave after its last message.
_LEAVE_GRACE_S = 10.0
# The engine says how far it is many times a minute; each notice comes after twice the time.
_SILENT_TOO_LONG_S = 120.0
_MESSAGE_START = '{"v":'


class EngineRunner:
    """Starts the engine, passes its messages on, and stops it.

    Args:
        find_home: Answers the engine's Python, or raises `EngineNotFoundError`.
        variables: Answers what the engine's environment gets besides: threads, memory, proxy and so on.
            Called from any thread.
        runs_folder: Answers where new runs go. Called from any thread.
    """

    def __init__(
        self,
        find_home: Callable[[], EngineHome],
        variables: Callable[[], Mapping[str, str]] = dict,
        runs_folder: Callable[[], Path] = Path.home,
    ) -> None:
        self._find_home = find_home
        self.runs_folder = runs_folder
        self._variables = variables
        self._children: list[ChildProcess] = []
        self._lock = threading.Lock()
        self._stopping = threading.Event()

    def home(self) -> EngineHome:
        """The engine's Python; raises `EngineNotFoundError`."""
        return self._find_home()

    def run(
        self,
        command: Sequence[str],
        on_message: Callable[[Message], None] = lambda message: None,
        is_cancelled: Callable[[], bool] = lambda: False,
        *,
        home: Optional[EngineHome] = None,
        timeout_s: Optional[float] = None,
    ) -> dict[str, Any]:
        """Runs a command to its end, in the calling thread.

        Args:
            command: The command and its arguments, see `commands`.
            on_message: Gets every message but the last, in the calling thread.
            is_cancelled: Asked ten times a second; True stops the run within two seconds.
            home: Another Python than the one that is set.
            timeout_s: Stops the run when it takes longer.

        Returns:
            The values of the engine's result.

        Raises:
            Cancelled: The run was stopped.
            EngineError: It failed; the message is the engine's own where it had one.
            EngineNotFoundError: There is no engine.
        """
        home = home or self._find_home()
        folder = Path(tempfile.mkdtemp(prefix="rv-"))
        child = None
        try:
            child = self._start(home, command, folder)
            deadline_s = None if timeout_s is None else time.monotonic() + timeout_s
            last = self._follow(child, on_message, is_cancelled, deadline_s)
        finally:
            if child is not None:
                child.close()
                with self._lock:
                    self._children.remove(child)
            shutil.rmtree(folder, ignore_errors=True)
        return _result_values(last, child)

    def run_in_folder(
        self,
        command: Sequence[str],
        folder: Path,
        on_message: Callable[[Message], None] = lambda message: None,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> dict[str, Any]:
        """As `run`, but the command outlives QGIS when it is closed meanwhile.

        Args:
            folder: The run folder.

        Raises:
            RunGoesOn: QGIS is being closed, or the plugin reloaded; the command goes on.
        """
        home = self._find_home()
        with self._lock:
            if self._stopping.is_set():
                raise Cancelled()
        child = DetachedProcess(home, command, folder, self._variables())
        try:
            last = self._follow(child, on_message, is_cancelled, None)
            child.close()
        except RunGoesOn:
            child.leave_alone()
            raise
        except BaseException:
            child.close()
            raise
        return _result_values(last, child)

    def start_detached(self, command: Sequence[str], folder: Path) -> int:
        """Starts a command that outlives QGIS; see `detached.DetachedProcess`.

        Raises:
            EngineNotFoundError: There is no engine, or it does not start.
        """
        process = DetachedProcess(self._find_home(), command, folder, self._variables())
        process.leave_alone()
        return process.process_id

    def stop_all(self) -> None:
        """Stops all runs, for good; returns when their processes have ended."""
        self._stopping.set()
        with self._lock:
            children = list(self._children)
        for child in children:
            child.close()

    def _start(self, home: EngineHome, command: Sequence[str], folder: Path) -> ChildProcess:
        arguments = [str(home.python), "-m", "rv_engine", *command]
        arguments += ["--messages", "jsonl", "--cancel-on-stdin"]
        environment = engine_environment(os.environ, home.plugin_root, folder)
        environment.update(self._variables())
        with self._lock:
            if self._stopping.is_set():
                raise Cancelled()
            try:
                child = ChildProcess(arguments, environment, folder)
            except OSError as error:
                raise EngineNotFoundError(
                    f"The engine's Python '{home.python}' does not start: {error.strerror}.",
                    hint="Choose another one in Settings > Options > RV Studio.",
                    where=str(home.python),
                ) from error
            self._children.append(child)
        return child

    def _follow(
        self,
        child: Union[ChildProcess, DetachedProcess],
        on_message: Callable[[Message], None],
        is_cancelled: Callable[[], bool],
        deadline_s: Optional[float],
    ) -> Optional[Message]:
        """Passes messages on until the child ends or has to be ended; answers its last one."""
        last: Optional[Message] = None
        cancelled = False
        silence = _Silence()
        while not child.has_ended():
            line = child.next_line(_POLL_S)
            notice = silence.notice(line)
            if notice is not None:
                on_message(notice)
            message = None if line is None else _read(line)
            if isinstance(message, (Result, Failure, CancelledRun)):
                last = message
                deadline_s = _earlier(deadline_s, time.monotonic() + _LEAVE_GRACE_S)
            elif message is not None:
                on_message(message)
            if self._stopping.is_set() and isinstance(child, DetachedProcess) and not cancelled:
                raise RunGoesOn()
            if not cancelled and (self._stopping.is_set() or is_cancelled()):
                cancelled = True
                child.send_line("cancel")
                deadline_s = _earlier(deadline_s, time.monotonic() + _CANCEL_GRACE_S)
            if deadline_s is not None and time.monotonic() > deadline_s:
                if last is None and not cancelled:
                    raise EngineError(
                        "The engine did not answer in time.",
                        hint="The computer may be busy: try again.",
                        details=child.stderr_tail,
                    )
                break
        stopped = cancelled or self._stopping.is_set()
        return last or (CancelledRun() if stopped else None)


class _Silence:
    """Notices when an engine has said nothing for long: it may hang."""

    def __init__(self) -> None:
        self._heard_s = time.monotonic()
        self._next_s = _SILENT_TOO_LONG_S

    def notice(self, line: Optional[str]) -> Optional[Message]:
        """A warning for the user when it is time for one."""
        silent_s = time.monotonic() - self._heard_s
        if line is not None:
            self._heard_s, self._next_s = time.monotonic(), _SILENT_TOO_LONG_S
            return None
        if silent_s < self._next_s:
            return None
        self._next_s *= 2
        return Log(
            "warning",
            f"The engine has said nothing for {silent_s / 60:.0f} minutes. It may be busy with one "
            "long step, or hang; Cancel stops it, and what is finished stays.",
        )


def _read(line: str) -> Optional[Message]:
    """The message in a line; what is none becomes a line of the log."""
    if not line.strip():
        return None
    # A library may have printed something without ending the line.
    start = line.find(_MESSAGE_START)
    try:
        return decode(line[max(start, 0) :])
    except MessageError as error:
        if error.hint:
            return Failure(error.code, error.message, error.hint)
        return Log("warning", line[:500])


def _earlier(deadline_s: Optional[float], other_s: float) -> float:
    return other_s if deadline_s is None else min(deadline_s, other_s)


def _result_values(
    last: Optional[Message], child: Union[ChildProcess, DetachedProcess]
) -> dict[str, Any]:
    if isinstance(last, Result):
        return last.values
    if isinstance(last, CancelledRun):
        raise Cancelled(last.message)
    details = child.stderr_tail
    if isinstance(last, Failure):
        raise EngineError(
            last.message,
            hint=last.hint or "",
            where=last.where or "",
            code=last.code,
            details=details,
            problems=last.problems or (),
        )
    exit_code = child.exit_code
    message, hint = explain_exit(exit_code if exit_code is not None else -9, details)
    raise EngineError(message, hint=hint, details=details)
