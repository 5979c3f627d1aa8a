"""Reads a run folder: what it said so far, and whether it is still at it."""

from __future__ import annotations

import json
import os
import re
from collections import deque
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Optional

from ...rv_engine.errors import MessageError
from ...rv_engine.messages import (
    CancelledRun,
    Failure,
    Log,
    Message,
    Metric,
    Progress,
    Result,
    Started,
    decode,
)
from ..engine.detached import (
    LOG_NAME,
    MESSAGES_NAME,
    OUTPUT_NAME,
    is_engine_process,
    read_tail,
)
from ..engine.exit_codes import explain_exit
from ..engine.process_memory import tree_memory_mb
from ..engine.run_folder import STATE_NAME
from ..progress_text import describe_progress
from .run_snapshot import (
    FAILED,
    FINISHED,
    INTERRUPTED,
    PREPARED,
    RUNNING,
    STOPPED,
    LogLine,
    RunSnapshot,
)

_LOG_LINES_KEPT = 5000
_LARGEST_READ_BYTES = 4 * 1024 * 1024
_DEVICE = re.compile(r"^Training on (?P<device>\S+?)[:,]? ")


class RunReader:
    """Follows a run folder. It reads files: use it in a background thread.

    Args:
        folder: The run folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._offset = 0
        self._rest = b""
        self._log: deque[LogLine] = deque(maxlen=_LOG_LINES_KEPT)
        self._points: dict[str, dict[int, float]] = {}
        self._device = ""
        self._started: Optional[Started] = None
        self._progress: Optional[Progress] = None
        self._last: Optional[Message] = None
        self._last_s: Optional[float] = None

    def read(self) -> RunSnapshot:
        """Reads what is new and answers what is known now."""
        while self._read_more():
            pass
        state = self._state()
        running = state == RUNNING
        process_id = self._started.process_id if self._started else 0
        progress = self._progress
        return RunSnapshot(
            folder=self._folder,
            state=state,
            process_id=process_id,
            started_s=self._started.time_s if self._started else None,
            ended_s=None if running else self._last_s,
            doing=describe_progress(progress) if running and progress else "",
            fraction=progress.overall if progress and state != FINISHED else None,
            curves={name: tuple(sorted(points.items())) for name, points in self._points.items()},
            log=tuple(self._log),
            problem=self._problem(state),
            device=self._device,
            memory_mb=tree_memory_mb(process_id) if running else None,
            values=self._last.values if isinstance(self._last, Result) else {},
            commands=_command_states(self._folder),
        )

    def without_start(self, *, stopped: bool) -> RunSnapshot:
        """What is known when an attempt ended before it said its first word."""
        if stopped:
            return replace(self.read(), state=STOPPED, problem="")
        for line in read_tail(self._folder / OUTPUT_NAME).splitlines():
            with suppress(MessageError):
                message = decode(line)
                if isinstance(message, Failure):
                    # Before it knew the run's folder: the config itself is wrong.
                    text = f"{message.message} {message.hint or ''}".strip()
                    return replace(self.read(), state=FAILED, problem=text)
        problem = " ".join(explain_exit(1, read_tail(self._folder / LOG_NAME)))
        return replace(self.read(), state=FAILED, problem=problem)

    def _read_more(self) -> bool:
        """Takes one piece of the file; answers whether there may be more."""
        try:
            with (self._folder / MESSAGES_NAME).open("rb") as file:
                if os.fstat(file.fileno()).st_size < self._offset:
                    # Somebody began the file anew.
                    self._offset, self._rest = 0, b""
                file.seek(self._offset)
                piece = file.read(_LARGEST_READ_BYTES)
        except OSError:
            return False
        self._offset += len(piece)
        *lines, self._rest = (self._rest + piece).split(b"\n")
        for line in lines:
            with suppress(MessageError):
                message = decode(line.decode("utf-8", errors="replace"))
                if message is not None:
                    self._take(message)
        return len(piece) == _LARGEST_READ_BYTES

    def _take(self, message: Message) -> None:
        self._last_s = message.time_s
        if isinstance(message, Started):
            # Curves and log stay: a run that is gone on with is one story.
            self._started, self._last, self._progress = message, None, None
        elif isinstance(message, Progress):
            self._progress = message
        elif isinstance(message, Metric):
            self._take_metric(message)
        elif isinstance(message, Log):
            device = _DEVICE.match(message.message)
            if device:
                self._device = device["device"]
            self._log.append(LogLine(message.time_s, message.level, message.message))
        elif isinstance(message, (Result, Failure, CancelledRun)):
            self._last = message
            if isinstance(message, Failure):
                text = f"{message.message} {message.hint or ''}".strip()
                self._log.append(LogLine(message.time_s, "error", text))

    def _take_metric(self, message: Metric) -> None:
        if message.step is None or message.value is None or message.class_name is not None:
            return
        self._points.setdefault(message.name, {})[message.step] = message.value

    def _state(self) -> str:
        if isinstance(self._last, Result):
            return FINISHED
        if isinstance(self._last, Failure):
            return FAILED
        if isinstance(self._last, CancelledRun):
            return STOPPED
        if self._started is None:
            return PREPARED
        return RUNNING if is_engine_process(self._started.process_id) else INTERRUPTED

    def _problem(self, state: str) -> str:
        if isinstance(self._last, Failure):
            return f"{self._last.message} {self._last.hint or ''}".strip()
        if state == INTERRUPTED:
            tail = read_tail(self._folder / LOG_NAME)
            if "Error" in tail:
                return " ".join(explain_exit(1, tail)[:1])
            return "It ended without a last word: it was killed, or the computer was switched off."
        return ""


def _command_states(folder: Path) -> dict[str, str]:
    try:
        content: dict[str, Any] = json.loads((folder / STATE_NAME).read_text(encoding="utf-8"))
        return {name: str(value["state"]) for name, value in content["commands"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
