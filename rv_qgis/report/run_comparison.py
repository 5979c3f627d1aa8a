"""The scores of several runs side by side, and whether they differ. Knows no Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Optional

from .evaluation import AVERAGE, MEAN, Evaluation
from .verdicts import Verdicts

METRICS = ("precision", "recall", "f1", "iou", "ap50")


@dataclass(frozen=True)
class ComparedScore:
    """One metric of one class in all runs.

    Attributes:
        values: Of each run; None where it has none.
        interval: The 95 % interval of the difference; None where it is not known.
        is_clear: Whether the first and the last differ by more than chance; None where that cannot
            be said.
        is_average: Whether it is one of all classes together.
    """

    class_name: str
    metric: str
    values: tuple[Optional[float], ...]
    interval: Optional[tuple[float, float]] = None
    is_clear: Optional[bool] = None
    is_average: bool = False

    @property
    def difference(self) -> Optional[float]:
        """How much higher the last one is than the first."""
        first, last = self.values[0], self.values[-1]
        return None if first is None or last is None else last - first


def compare(
    evaluations: Sequence[Evaluation], verdicts: Optional[Verdicts] = None
) -> list[ComparedScore]:
    """All metrics of all classes of the runs, in the order of the first; averages at the end.

    Args:
        evaluations: The runs.
        verdicts: What the engine says of the first and the last.
    """
    known = verdicts.scores if verdicts is not None else {}
    by_run = [{row.name: row for row in of.scenes[0].rows} for of in evaluations]
    names = list(dict.fromkeys(name for rows in by_run for name in rows))
    averages = {name for rows in by_run for name, row in rows.items() if row.is_average}
    compared = []
    for name in sorted(names, key=lambda name: name in averages):
        rows = [rows.get(name) for rows in by_run]
        for metric in METRICS:
            values = tuple(None if row is None else getattr(row, metric) for row in rows)
            if any(value is not None for value in values):
                is_average = name in averages
                key = (
                    (AVERAGE, f"macro_{metric}") if is_average and name == MEAN else (name, metric)
                )
                interval, is_clear = known.get(key, (None, None))
                compared.append(ComparedScore(name, metric, values, interval, is_clear, is_average))
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
