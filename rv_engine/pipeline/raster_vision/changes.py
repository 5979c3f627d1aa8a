"""What is not as it was after a config was converted."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Change:
    """One setting that was dropped or changed.

    Attributes:
        kind: "dropped": it has no effect any more. "changed": it says the same in other words, or
            nearly the same; the reason tells.
        path: Where it was.
        reason: Why, and what to do where something is lost.
    """

    kind: Literal["dropped", "changed"]
    path: str
    reason: str

    def to_dict(self) -> dict[str, str]:
        """The change as JSON values."""
        return asdict(self)

    def __str__(self) -> str:
        return f"{self.kind} {self.path}: {self.reason}"


class ChangeList:
    """The changes so far, in their order."""

    def __init__(self) -> None:
        self.all: list[Change] = []

    def dropped(self, path: str, reason: str) -> None:
        """Notes that a setting has no effect any more."""
        self._add(Change("dropped", path, _sentence(reason)))

    def changed(self, path: str, reason: str) -> None:
        """Notes that a setting is said in another way."""
        self._add(Change("changed", path, _sentence(reason)))

    def _add(self, change: Change) -> None:
        if change not in self.all:
            self.all.append(change)


def is_unset(value: Any) -> bool:
    """Whether a setting had no effect there either, so that nothing is lost."""
    return value is None or value is False or value in ([], {}, "")


def _sentence(reason: str) -> str:
    text = reason[:1].upper() + reason[1:]
    return text if text.endswith(".") else text + "."
