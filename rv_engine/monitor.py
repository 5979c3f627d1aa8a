"""How long work says how far it is, and learns that it shall stop: one small object that nests."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from rv_engine.errors import Cancelled
from rv_engine.messages import Artifact, Log, Message, Metric, Progress

_MIN_INTERVAL_S = 0.1


class Monitor:
    """Takes progress, metrics, log lines and artifacts, and answers whether to stop.

    Args:
        send: Receives every message; by default they are dropped.
        cancelled: Set from anywhere to stop the work at its next `check`.
        start, end: The part of the whole run, as fractions, that this monitor stands for.
    """

    def __init__(
        self,
        send: Callable[[Message], None] | None = None,
        cancelled: threading.Event | None = None,
        *,
        start: float = 0.0,
        end: float = 1.0,
    ) -> None:
        self._send = send or (lambda message: None)
        self._cancelled = cancelled or threading.Event()
        self._start = start
        self._end = end
        self._piece: tuple[str, float | None] = ("", None)
        self._done = 0.0
        self._begun_s = 0.0
        self._begun_done = 0.0
        self._sent_s = 0.0

    def part(self, start: float, end: float) -> Monitor:
        """A monitor for a piece of this work, from fraction `start` to `end` of it."""
        width = self._end - self._start
        return Monitor(
            self._send,
            self._cancelled,
            start=self._start + start * width,
            end=self._start + end * width,
        )

    def saying_to(self, send: Callable[[Message], None]) -> Monitor:
        """A monitor of a work of its own that says everything to `send` and hears the same stop."""
        return Monitor(send, self._cancelled)

    def send(self, message: Message) -> None:
        """Passes on a message that something else made."""
        self._send(message)

    @property
    def is_cancelled(self) -> bool:
        """Whether the work shall stop."""
        return self._cancelled.is_set()

    def check(self) -> None:
        """Raises `Cancelled` when the work shall stop."""
        if self._cancelled.is_set():
            raise Cancelled()

    def progress(self, done: float, total: float | None, unit: str, what: str) -> None:
        """Says how far the work is, at most ten times a second, and checks for a stop.

        Args:
            done: Units done.
            total: Units in all, or None when unknown.
            unit: What is counted, in the plural.
            what: The work in the user's words. It may change on the way, from epoch to epoch; a
                new piece of work, with a new estimate, has another unit or total or begins anew.
        """
        self.check()
        now_s = time.monotonic()
        if (unit, total) != self._piece or done < self._done:
            self._piece, self._begun_s, self._begun_done, self._sent_s = (
                (unit, total),
                now_s,
                done,
                0,
            )
        self._done = done
        if done != total and now_s - self._sent_s < _MIN_INTERVAL_S:
            return
        self._sent_s = now_s
        eta_s = overall = None
        if total:
            overall = self._start + (self._end - self._start) * min(done / total, 1.0)
            if done > self._begun_done:
                rate = (now_s - self._begun_s) / (done - self._begun_done)
                eta_s = rate * (total - done)
        self._send(Progress(done, total, unit, what, eta_s, overall))

    def metric(
        self, name: str, value: float, step: int | None = None, class_name: str | None = None
    ) -> None:
        """Reports a number, such as the loss of an epoch."""
        self._send(Metric(name, value, step, class_name))

    def log(self, message: str, level: str = "info") -> None:
        """Writes a line for the user."""
        self._send(Log(level, message))

    def artifact(self, artifact: str, path: str, title: str = "") -> None:
        """Reports a finished file or folder."""
        self._send(Artifact(artifact, path, title))
