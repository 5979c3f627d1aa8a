"""What is known of a run at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Optional

RUNNING = "running"
FINISHED = "finished"
FAILED = "failed"
STOPPED = "stopped"
INTERRUPTED = "interrupted"
"""It ended without a last message: killed, or the computer was switched off."""
PREPARED = "prepared"
"""A config, but nothing was run yet."""

Curve = tuple[tuple[int, float], ...]
"""Step and value, by step."""


@dataclass(frozen=True)
class LogLine:
    """A line of the log; `level` is "debug", "info", "warning" or "error"."""

    time_s: float
    level: str
    text: str


@dataclass(frozen=True)
class RunSnapshot:
    """A run as its folder tells it.

    Attributes:
        state: One of the words above.
        process_id: Of the engine, the last time it was started; 0 when not known.
        started_s, ended_s: Seconds since the epoch.
        doing: What it does now, with numbers and time left, for people.
        fraction: How much of the whole is done, 0 to 1; None while unknown.
        curves: By metric.
        problem: Why it failed, and what to do.
        device: What it computes on, as far as it said.
        memory_mb: What it takes of the main memory now; None when that is not known.
        values: Those of the result: paths of maps, bundle, report.
        commands: The state of each command, from run.json.
    """

    folder: Path
    state: str = PREPARED
    process_id: int = 0
    started_s: Optional[float] = None
    ended_s: Optional[float] = None
    doing: str = ""
    fraction: Optional[float] = None
    curves: Mapping[str, Curve] = field(default_factory=dict)
    log: tuple[LogLine, ...] = ()
    problem: str = ""
    device: str = ""
    memory_mb: Optional[float] = None
    values: Mapping[str, Any] = field(default_factory=dict)
    commands: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return self.folder.name or str(self.folder)

    @property
    def is_live(self) -> bool:
        return self.state == RUNNING

    def latest(self, metric: str) -> Optional[float]:
        """The last value of a metric; None while there is none."""
        curve = self.curves.get(metric)
        return curve[-1][1] if curve else None
