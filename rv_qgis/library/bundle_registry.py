"""Remembers which bundles the user added, renamed, hid, watches for and trusts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

_VERSION = 1


@dataclass(frozen=True)
class LibraryNotes:
    """What is remembered. Paths are texts, as they were given.

    Attributes:
        added: The address that each added bundle was downloaded from, by its path; "" for a file.
        names: What the user calls a bundle, by its path.
        hidden: Bundles of runs and watched folders that the user took out of the list.
        watched: Folders whose bundles are listed.
        accepted: The size and date of each bundle that the user agreed to use, by its path.
        current: The bundle that is predicted with.
    """

    added: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    watched: tuple[str, ...] = ()
    accepted: Mapping[str, str] = field(default_factory=dict)
    current: str = ""


class BundleRegistry:
    """A file that all QGIS versions of the user share.

    Args:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def downloads_folder(self) -> Path:
        """Where bundles from the internet go."""
        return self.path.parent / "models"

    def read(self) -> LibraryNotes:
        """What is remembered; nothing when the file is not there or damaged."""
        try:
            content = json.loads(self.path.read_text(encoding="utf-8"))
            return LibraryNotes(**{part.name: _read(part.name, content) for part in _PARTS})
        except (OSError, ValueError, TypeError, AttributeError):
            return LibraryNotes()

    def write(self, notes: LibraryNotes) -> None:
        """Remembers it. What cannot be written costs comfort, not a bundle."""
        with suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            partial = self.path.with_name(f"{self.path.name}.partial")
            text = json.dumps({"version": _VERSION, **asdict(notes)}, indent=1)
            partial.write_text(text, encoding="utf-8")
            partial.replace(self.path)


_PARTS = fields(LibraryNotes)


def _read(name: str, content: Mapping[str, Any]) -> Any:
    default = getattr(LibraryNotes(), name)
    value = content.get(name, default)
    if isinstance(default, tuple):
        return tuple(str(item) for item in value)
    if isinstance(default, dict):
        return {str(key): str(item) for key, item in dict(value).items()}
    return str(value)


def stamp_of(path: Path) -> str:
    """Tells a file from another that took its place; "" when there is none."""
    try:
        found = path.stat()
    except OSError:
        return ""
    return f"{found.st_size} {found.st_mtime_ns}"
