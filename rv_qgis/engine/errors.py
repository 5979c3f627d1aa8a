"""What can go wrong between the plugin and the engine, beyond what the engine itself reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...rv_engine.errors import Cancelled, RvError


class EngineNotFoundError(RvError, OSError):
    """No Python for the engine was found, or the one that was asked for is not there."""

    code = "engine_not_found"


class EngineError(RvError, RuntimeError):
    """The engine failed.

    Args:
        code: The code of the engine's own error when it reported one, else "engine".
        details: More for the log than for people: the last lines that the engine wrote.
        problems: All that is wrong with a config; see `messages.Failure`.
    """

    code = "engine"

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        where: str = "",
        code: str = "engine",
        details: str = "",
        problems: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        super().__init__(message, hint=hint, where=where)
        self.code = code
        self.details = details
        self.problems = tuple(problems)


class RunGoesOn(Cancelled):
    """Nobody in QGIS follows the run any more, but it goes on by itself."""

    def __init__(self, message: str = "The run goes on without QGIS.") -> None:
        super().__init__(message)
