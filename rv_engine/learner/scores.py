"""How good a model is on one split in one epoch, for every task."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from typing_extensions import Self

from rv_engine.monitor import Monitor


@dataclass(frozen=True)
class Scores:
    """Numbers about a model; not-a-number where one is not defined.

    Attributes:
        overall: By name, such as "avg_f1".
        by_class: By class and name, such as "building" and "f1".
        quality: The number by which epochs are compared; higher is better.
        quality_name: What it is, for people.
    """

    overall: Mapping[str, float]
    by_class: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    quality: float = math.nan
    quality_name: str = "quality"

    def flat(self) -> dict[str, float]:
        """All numbers in one table, those of classes as "building_f1"."""
        numbers = dict(self.overall)
        for class_name, values in self.by_class.items():
            numbers.update({f"{class_name}_{name}": value for name, value in values.items()})
        return numbers

    def summary(self) -> str:
        """One number for people to read while they wait."""
        return f"{self.quality_name} {self.quality:.3f}"

    def report(self, monitor: Monitor, epoch: int) -> None:
        """Tells a monitor all numbers."""
        for name, value in self.overall.items():
            monitor.metric(name, value, step=epoch)
        for class_name, values in self.by_class.items():
            for name, value in values.items():
                monitor.metric(name, value, step=epoch, class_name=class_name)

    def to_dict(self) -> dict[str, Any]:
        """The scores as JSON values; what is not defined is null."""
        return {
            **{name: _or_none(value) for name, value in self.overall.items()},
            "classes": {
                class_name: {name: _or_none(value) for name, value in values.items()}
                for class_name, values in self.by_class.items()
            },
        }


class Meter(Protocol):
    """Collects answers of a model over an epoch and gives scores at the end.

    How answers come in is between a task and its meter.
    """

    def merge(self, other: Self) -> None:
        """Adds what another meter has collected, such as that of another process."""

    def scores(self) -> Scores:
        """The scores of all answers so far."""


def _or_none(value: float) -> float | None:
    return value if math.isfinite(value) else None
