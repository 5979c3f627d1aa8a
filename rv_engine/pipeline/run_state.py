"""The state of each command of a run, in `run.json`."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from rv_engine.storage import write_text
from rv_engine.version import __version__

FILE_NAME = "run.json"


@dataclass
class CommandState:
    """How a command ended last.

    Attributes:
        state: "running", "finished", "failed" or "cancelled".
        fingerprint: See `Command.fingerprint`.
        started: When, in UTC.
        ended: When, in UTC; None while it runs.
        error: What failed.
    """

    state: str
    fingerprint: str
    started: str
    ended: str | None = None
    error: str | None = None


@dataclass
class RunState:
    """What is known of a run folder."""

    folder: Path
    commands: dict[str, CommandState] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> RunState:
        """The state of a run folder; empty when there is none or it is damaged."""
        try:
            content: dict[str, Any] = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
            commands = {name: CommandState(**value) for name, value in content["commands"].items()}
        except (OSError, ValueError, KeyError, TypeError):
            return cls(folder)
        return cls(folder, commands)

    def begin(self, command: str, fingerprint: str) -> None:
        """Notes that a command begins."""
        self.commands[command] = CommandState("running", fingerprint, _now())
        self._save()

    def end(self, command: str, state: str, error: str | None = None) -> None:
        """Notes how a command ended."""
        entry = self.commands[command]
        entry.state, entry.ended, entry.error = state, _now(), error
        self._save()

    def is_finished(self, command: str, fingerprint: str) -> bool:
        """Whether a command ended well with this fingerprint."""
        entry = self.commands.get(command)
        return entry is not None and (entry.state, entry.fingerprint) == ("finished", fingerprint)

    def _save(self) -> None:
        content = {
            "engine_version": __version__,
            "commands": {name: asdict(value) for name, value in self.commands.items()},
        }
        write_text(self.folder / FILE_NAME, json.dumps(content, indent=2) + "\n")


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")
