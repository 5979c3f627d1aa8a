"""Where a registration comes from, and what is wrong with a plugin; standard library only."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

PluginKind = Literal["built-in", "file", "module", "entry point", "program", "configuration"]

_TITLES: dict[PluginKind, str] = {
    "built-in": "the built-in module",
    "file": "the plugin file",
    "module": "the plugin module",
    "entry point": "the plugin of the entry point",
    "program": "the program",
    "configuration": "the configuration",
}


@dataclass(frozen=True)
class PluginOrigin:
    """A plugin, as messages name it.

    Attributes:
        kind: How it was asked for. "program" is code that uses the engine and is no plugin,
            "configuration" a place that names plugins.
        name: The path or URI of a file, the name of a module or of an entry point.
        module: The module that its code became.
        location: The file that its code lies in; a URI for a remote one.
        asked_by: What named it, such as the path of an `rv.toml`.
        sha256: Of the content of a file, when it is loaded.
    """

    kind: PluginKind
    name: str
    module: str = ""
    location: str = ""
    asked_by: str = ""
    sha256: str = ""

    def __str__(self) -> str:
        return f"{_TITLES[self.kind]} {self.name!r}"

    def to_dict(self) -> dict[str, str]:
        """The origin as JSON values."""
        return asdict(self)


PROGRAM = PluginOrigin("program", "this program")


@dataclass(frozen=True)
class PluginProblem:
    """A plugin that could not be loaded.

    Attributes:
        origin: Which one.
        message: What went wrong, with the line where that is known.
        hint: What to do.
        line: The line in its file; 0 when it is not known.
    """

    origin: PluginOrigin
    message: str
    hint: str = ""
    line: int = 0

    def __str__(self) -> str:
        line = f", line {self.line}" if self.line else ""
        by = f", asked for by {self.origin.asked_by}" if self.origin.asked_by else ""
        origin = str(self.origin)
        return f"{origin[:1].upper()}{origin[1:]}{line}{by}: {self.message} {self.hint}".strip()

    def to_dict(self) -> dict[str, Any]:
        """The problem as JSON values."""
        return asdict(self)
