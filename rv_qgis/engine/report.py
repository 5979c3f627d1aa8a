"""What `rv doctor` says about the engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional

DOCTOR_TIMEOUT_S = 120.0
"""Importing everything for the first time after a start of the computer can take a minute."""


@dataclass(frozen=True)
class EngineReport:
    """The engine's health.

    Attributes:
        packages: Name and version of what it needs; None for what is missing.
        devices: What it can compute on, in the user's words.
        problems: What is wrong, each with what to do.
    """

    engine_version: str
    python_version: str
    packages: tuple[tuple[str, Optional[str]], ...]
    devices: tuple[str, ...]
    problems: tuple[str, ...]

    @property
    def is_healthy(self) -> bool:
        return not self.problems


def read_report(values: Mapping[str, Any]) -> EngineReport:
    """The report in the result of `rv doctor`. What is absent there is left empty."""
    problems = (
        f"{problem.get('message', '')} {problem.get('hint') or ''}".strip()
        for problem in values.get("problems") or ()
    )
    return EngineReport(
        engine_version=str(values.get("engine_version", "")),
        python_version=str(values.get("python", "")),
        packages=tuple(sorted((values.get("packages") or {}).items())),
        devices=tuple(
            str(device.get("title") or device.get("name", ""))
            for device in values.get("devices") or ()
        ),
        problems=tuple(problems),
    )
