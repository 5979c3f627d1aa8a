"""The scores of several runs side by side. Knows no Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Optional

from .evaluation import Evaluation, Scores

METRICS = ("precision", "recall", "f1", "iou", "ap50")


@dataclass(frozen=True)
class ComparedScore:
    """One metric of one class in all runs.

    Attributes:
        values: Of each run; None where it has none.
        is_clear: Whether the intervals of the first and the last run do not touch; None where one
            has no interval.
        is_average: Whether it is one of all classes together.
    """

    class_name: str
    metric: str
    values: tuple[Optional[float], ...]
    is_clear: Optional[bool]
    is_average: bool = False

    @property
    def difference(self) -> Optional[float]:
        """How much higher the last one is than the first."""
        first, last = self.values[0], self.values[-1]
        return None if first is None or last is None else last - first


def compare(evaluations: Sequence[Evaluation]) -> list[ComparedScore]:
    """All metrics of all classes of the runs, in the order of the first; averages at the end."""
    by_run = [{row.name: row for row in of.scenes[0].rows} for of in evaluations]
    names = list(dict.fromkeys(name for rows in by_run for name in rows))
    averages = {name for rows in by_run for name, row in rows.items() if row.is_average}
    compared = []
    for name in sorted(names, key=lambda name: name in averages):
        rows = [rows.get(name) for rows in by_run]
        for metric in METRICS:
            values = tuple(None if row is None else getattr(row, metric) for row in rows)
            if any(value is not None for value in values):
                is_clear = _are_apart(rows[0], rows[-1], metric)
                compared.append(ComparedScore(name, metric, values, is_clear, name in averages))
    return compared


def run_names(evaluations: Sequence[Evaluation]) -> list[str]:
    """A name for each run; those of the same name get a number."""
    names: list[str] = []
    for evaluation in evaluations:
        name, number = evaluation.name, 1
        while name in names:
            number += 1
            name = f"{evaluation.name} ({number})"
        names.append(name)
    return names


def _are_apart(first: Optional[Scores], last: Optional[Scores], metric: str) -> Optional[bool]:
    if first is None or last is None:
        return None
    one, other = first.intervals.get(metric), last.intervals.get(metric)
    if one is None or other is None:
        return None
    return one[1] < other[0] or other[1] < one[0]
