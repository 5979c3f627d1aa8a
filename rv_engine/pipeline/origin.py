"""What outputs were made from: kept beside them, so that it can be told why they are out of date."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from rv_engine.storage import MARKER, name_of
from rv_engine.version import __version__

_VERSION = 2
_MAX_SHOWN = 40
_MAX_REASONS = 5


@dataclass(frozen=True)
class Origin:
    """What the outputs of a command were made from.

    Attributes:
        parts: "config": the parts of the config by name; "files" and "contents": the state of each
            file; "upstream": the fingerprint of each command before; "plugins": the hash of each.
            None when an older version noted only a fingerprint.
        noted: The fingerprint that an older version noted.
    """

    parts: Mapping[str, Mapping[str, Any]] | None = field(default_factory=dict)
    noted: str = ""

    @cached_property
    def fingerprint(self) -> str:
        """A text that changes when anything of this changes; empty when nothing was made."""
        if not self.parts:
            return self.noted
        text = json.dumps(self.parts, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode(errors="backslashreplace")).hexdigest()

    def to_text(self) -> str:
        """As it is written beside the outputs."""
        content = {
            "version": _VERSION,
            "engine_version": __version__,
            "fingerprint": self.fingerprint,
            "parts": self.parts,
        }
        return json.dumps(content, indent=1) + "\n"  # ASCII: names of files need not be text

    def changes_since(self, before: Origin) -> list[str]:
        """Why outputs that were made from `before` are not those of now, in words; [] if they are."""
        if self.fingerprint == before.fingerprint:
            return []
        if before.parts is None or self.parts is None:
            return ["it was made by an older version of RV Studio"]
        reasons = list(_changes(before.parts, self.parts))
        rest = len(reasons) - _MAX_REASONS
        if rest > 0:
            reasons = [*reasons[:_MAX_REASONS], f"and {rest} more changes"]
        return reasons


def read_origin(folder: Path) -> Origin:
    """What the outputs in a folder were made from; empty when no command made them."""
    try:
        text = (folder / MARKER).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return Origin()
    try:
        parts = json.loads(text)["parts"]
    except (ValueError, KeyError, TypeError, RecursionError):
        # Versions before 0.2 wrote the fingerprint and nothing else.
        return Origin(None, text.strip() or "unknown")
    is_whole = isinstance(parts, dict) and all(isinstance(part, dict) for part in parts.values())
    return Origin(parts) if is_whole and parts else Origin(None, text.strip() or "unknown")


def write_origin(folder: Path, origin: Origin) -> None:
    """Notes what the outputs in a folder are made from."""
    (folder / MARKER).write_text(origin.to_text(), encoding="utf-8", newline="\n")


def map_texts(values: Any, change: Callable[[str], str]) -> Any:
    """JSON values with all texts in them, the names in objects included, changed."""
    if isinstance(values, str):
        return change(values)
    if isinstance(values, dict):
        return {change(name): map_texts(value, change) for name, value in values.items()}
    if isinstance(values, (list, tuple)):
        return [map_texts(value, change) for value in values]
    return values


def _changes(
    before: Mapping[str, Mapping[str, Any]], now: Mapping[str, Mapping[str, Any]]
) -> Iterator[str]:
    old, new = before.get("config", {}), now.get("config", {})
    for name in sorted(set(old) | set(new)):
        if old.get(name) != new.get(name):
            yield _config_change(name, old.get(name), new.get(name))
    for kind in ("files", "contents"):
        yield from _file_changes(before.get(kind, {}), now.get(kind, {}))
    for name in _different(before.get("upstream", {}), now.get("upstream", {})):
        yield f"{name.upper()} has run since"
    for name in _different(before.get("plugins", {}), now.get("plugins", {})):
        yield f"the plugin {name_of(name)} has changed"


def _different(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    return [name for name in sorted(set(before) | set(now)) if before.get(name) != now.get(name)]


def _file_changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for path in _different(before, now):
        name = name_of(path)
        if path not in before:
            yield f"{name} is new"
        elif path not in now:
            yield f"{name} is not used any more"
        elif now[path] is None:
            yield f"{name} is not there any more"
        else:
            yield f"{name} has changed"


def _config_change(name: str, before: Any, now: Any) -> str:
    """The first difference, as far down as it is the only one."""
    path = name
    keys: list[Any]
    while True:
        if isinstance(before, dict) and isinstance(now, dict):
            keys = _different(before, now)
        elif isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
            keys = [index for index in range(len(now)) if before[index] != now[index]]
        else:
            break
        if len(keys) != 1:
            return f"{path} has changed"
        path = f"{path}.{keys[0]}"
        before, now = _item(before, keys[0]), _item(now, keys[0])
    texts = [json.dumps(value, ensure_ascii=False) for value in (before, now)]
    if any(len(text) > _MAX_SHOWN for text in texts):
        return f"{path} has changed"
    return f"{path} has changed from {texts[0]} to {texts[1]}"


def _item(values: Any, key: Any) -> Any:
    return values.get(key) if isinstance(values, dict) else values[key]
