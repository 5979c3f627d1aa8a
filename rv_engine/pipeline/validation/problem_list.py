"""Gathers problems, so that all of them can be told at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from rv_engine.config import Problem
from rv_engine.errors import Cancelled, RvError


class ProblemList:
    """What was found so far, each thing once."""

    def __init__(self) -> None:
        # One file can be wrong in several places: it is told once.
        self._by_message: dict[str, Problem] = {}

    def error(self, path: str, message: str, hint: str = "") -> None:
        """Notes what would end a run."""
        self._by_message.setdefault(message, Problem(path, message, hint))

    def warning(self, path: str, message: str, hint: str = "") -> None:
        """Notes what should be looked at."""
        self._by_message.setdefault(message, Problem(path, message, hint, "warning"))

    def collect(self, path: str, call: Callable[..., Any], *arguments: Any) -> Any:
        """What a call returns, or None and a problem more when it fails."""
        try:
            return call(*arguments)
        except Cancelled:
            raise
        except RvError as error:
            self.error(path, error.message, error.hint)
            return None

    def __iter__(self) -> Iterator[Problem]:
        return iter(self._by_message.values())
