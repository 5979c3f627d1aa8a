"""Builds widgets bit by bit, so that the window keeps answering."""

from __future__ import annotations

import time
from collections import deque
from contextlib import suppress
from typing import Callable, Optional

from qtpy.QtCore import QObject, QTimer, Signal

# Half of what people notice as a hesitation, less what drawing takes.
_SLICE_S = 0.015


class BuildQueue(QObject):
    """Calls functions one after another, some at a time."""

    emptied = Signal()
    """Everything was called."""

    def __init__(self, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self._waiting: deque[Callable[[], None]] = deque()
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._work)

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return not self._waiting

    def add(self, build: Callable[[], None]) -> None:
        """Calls a function soon."""
        self._waiting.append(build)
        if not self._timer.isActive():
            self._timer.start()

    def clear(self) -> None:
        """Forgets what waits."""
        self._waiting.clear()
        self._timer.stop()

    def finish(self) -> None:
        """Calls everything that waits now."""
        while self._waiting:
            self._call()
        self._end()

    def _work(self) -> None:
        until_s = time.perf_counter() + _SLICE_S
        while self._waiting and time.perf_counter() < until_s:
            self._call()
        if not self._waiting:
            self._end()

    def _call(self) -> None:
        # Qt says so when a widget went away in the meantime.
        with suppress(RuntimeError):
            self._waiting.popleft()()

    def _end(self) -> None:
        self._timer.stop()
        self.emptied.emit()
