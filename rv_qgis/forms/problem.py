"""Something that is wrong with a config, as the engine tells it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .form_values import FieldPath

WARNING = "warning"


@dataclass(frozen=True)
class Problem:
    """One of the problems of `rv validate`.

    Attributes:
        path: Where.
        message: What is wrong.
        hint: What to do.
        severity: "error" or "warning".
    """

    path: FieldPath
    message: str
    hint: str = ""
    severity: str = "error"

    @property
    def text(self) -> str:
        """What is wrong and what to do."""
        return f"{self.message} {self.hint}".strip()


def read_path(text: str) -> FieldPath:
    """A path as the engine writes it, such as "solver.lr" or "losses.0.weight"."""
    return tuple(int(part) if part.isdigit() else part for part in text.split(".") if part)


def read_problems(values: Iterable[Mapping[str, Any]]) -> tuple[Problem, ...]:
    """The problems in an answer of the engine."""
    return tuple(
        Problem(
            path=read_path(str(value.get("path", ""))),
            message=str(value.get("message", "")),
            hint=str(value.get("hint", "")),
            severity=str(value.get("severity", "error")),
        )
        for value in values
    )
