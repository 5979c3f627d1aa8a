"""The progress of a run whose parts run at once: one number that rises from 0 to 1."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import replace

from rv_engine.messages import Message, Progress

_MIN_INTERVAL_S = 0.1


class OverallProgress:
    """Takes the messages of all parts and passes them on in one stream.

    Args:
        send: Gets the stream; the fraction in its progress is that of the whole run.
        start: The fraction that was done before.
    """

    def __init__(self, send: Callable[[Message], None], start: float = 0.0) -> None:
        self._send = send
        self._start = start
        self._commands: dict[Hashable, CommandProgress] = {}
        self._last = start
        self._lock = threading.RLock()

    def add(self, key: Hashable, share: float, title: str = "") -> CommandProgress:
        """The progress of a command.

        Args:
            key: Its name.
            share: Its part of the time of the run, beside the shares of the others.
            title: What to put before what is told of it.
        """
        self._commands[key] = CommandProgress(self, share, title)
        return self._commands[key]

    def pass_on(self, message: Message) -> None:
        """Sends a message; progress gets the fraction of the whole run."""
        with self._lock:
            if isinstance(message, Progress):
                message = replace(message, overall=self._overall())
            self._send(message)

    def _overall(self) -> float:
        total = sum(command.share for command in self._commands.values())
        done = sum(command.share * command.fraction for command in self._commands.values())
        overall = self._start + (1 - self._start) * (done / total if total else 1.0)
        self._last = max(self._last, min(overall, 1.0))
        return self._last


class CommandProgress:
    """How far a command is, from what its parts tell.

    Attributes:
        share: Its part of the time of the run.
    """

    def __init__(self, run: OverallProgress, share: float, title: str) -> None:
        self.share = share
        self._run = run
        self._title = title
        self._shares: dict[str, float] = {}
        self._fractions: dict[str, float] = {}
        self._is_done = False
        self._at_once = False
        self._begun_s = 0.0
        self._begun_fraction = 0.0
        self._sent_s = 0.0

    @property
    def fraction(self) -> float:
        """From 0 to 1."""
        if self._is_done:
            return 1.0
        total = sum(self._shares.values())
        if not total:
            return 0.0
        return sum(self._shares[name] * done for name, done in self._fractions.items()) / total

    def begin(self, shares: dict[str, float], *, at_once: bool) -> None:
        """Notes the parts.

        Args:
            shares: The share of each.
            at_once: Whether several of them may run at once: what is told is then how much of
                the command is done, not how much of which part.
        """
        self._shares = shares
        self._fractions = dict.fromkeys(shares, 0.0)
        self._at_once = at_once
        self._begun_s = time.monotonic()

    def end_part(self, name: str) -> None:
        """Notes that a part is done."""
        self._fractions[name] = 1.0

    def end(self) -> None:
        """Notes that the command is done, or need not be run."""
        self._is_done = True

    def receiver(self, part: str) -> Callable[[Message], None]:
        """Takes the messages of a part."""

        def receive(message: Message) -> None:
            if isinstance(message, Progress):
                if message.overall is not None:
                    self._fractions[part] = max(self._fractions[part], message.overall)
                if self._at_once:
                    self._tell(message)
                    return
                message = replace(message, what=self._title + message.what)
            self._run.pass_on(message)

        return receive

    def _tell(self, message: Progress) -> None:
        now_s = time.monotonic()
        if now_s - self._sent_s < _MIN_INTERVAL_S:
            return
        self._sent_s = now_s
        fraction, total = self.fraction, len(self._shares)
        eta_s = None
        if fraction > 0:
            eta_s = (now_s - self._begun_s) / fraction * (1 - fraction)
        # A part that is half done counts half.
        self._run.pass_on(
            Progress(round(fraction * total, 2), total, "parts", self._title + message.what, eta_s)
        )
