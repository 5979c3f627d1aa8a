"""A monitor that remembers."""

from __future__ import annotations

import threading

from rv_engine.messages import Log, Message, Metric, Progress
from rv_engine.monitor import Monitor


class RecordingMonitor(Monitor):
    """Remembers all messages."""

    def __init__(self, cancelled: threading.Event | None = None) -> None:
        self.messages: list[Message] = []
        super().__init__(self.messages.append, cancelled)

    @property
    def log_text(self) -> str:
        return "\n".join(m.message for m in self.messages if isinstance(m, Log))

    @property
    def metrics(self) -> list[Metric]:
        return [m for m in self.messages if isinstance(m, Metric)]

    @property
    def progress_messages(self) -> list[Progress]:
        return [m for m in self.messages if isinstance(m, Progress)]
