"""What a report tells of the run that an evaluation belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class FactSection:
    """Facts of one kind.

    Attributes:
        title: What they are about.
        facts: Names and values.
        details: Those that few ask for.
    """

    title: str
    facts: Sequence[tuple[str, str]]
    details: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class RunFacts:
    """What was trained on what, and how.

    Attributes:
        name: Of the run.
        summary: In a few words: the task, the model.
        sections: The facts.
        training: The numbers of each epoch, as `log.csv` has them.
    """

    name: str
    summary: str = ""
    sections: Sequence[FactSection] = ()
    training: Sequence[Mapping[str, float]] = field(default=())
