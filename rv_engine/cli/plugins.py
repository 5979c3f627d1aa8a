"""`rv plugins`: what is loaded, from where, and what each plugin registered."""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import click

from rv_engine.cli.session import Session, engine_command

if TYPE_CHECKING:
    from rv_engine.config.plugin_origin import PluginOrigin
    from rv_engine.config.registry import Registry

_HEADINGS = ("PLUGIN", "KIND", "ASKED FOR BY", "WHAT IT REGISTERED")
_GAP = "  "


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Write JSON instead of a table.")
@engine_command
def plugins(session: Session, as_json: bool) -> dict[str, Any]:
    """List the plugins that are loaded, from where, and what each registered.

    Plugins that could not be loaded are listed too, with the reason.
    """
    # They are part of the answer, so the log need not warn of them as well.
    logging.getLogger("rv_engine.config.plugins").setLevel(logging.ERROR)
    from rv_engine.config import default_registry

    registry = default_registry()
    values = {
        "plugins": [_entry(origin, registry) for origin in registry.loaded],
        "broken": [problem.to_dict() for problem in registry.problems],
    }
    if as_json:
        session.write(json.dumps(values, indent=2, ensure_ascii=False) + "\n")
    else:
        session.write(_table([_row(entry) for entry in values["plugins"]]))
        for problem in registry.problems:
            session.monitor.log(f"Not loaded: {problem}", level="warning")
    return values


def _entry(origin: PluginOrigin, registry: Registry) -> dict[str, Any]:
    registered: dict[str, list[str]] = defaultdict(list)
    for registration in registry.registrations():
        if registration.origin == origin:
            kind = registration.kind
            if kind == "type hint":
                kind = registry.group_of(registration.name)
            registered[kind].append(registration.name)
    return {**origin.to_dict(), "registered": dict(sorted(registered.items()))}


def _row(entry: dict[str, Any]) -> tuple[str, str, str, list[str]]:
    registered = [f"{kind}: {', '.join(names)}" for kind, names in entry["registered"].items()]
    if entry["kind"] == "built-in":
        # All of it is in `rv schema` and `rv --help`.
        count = sum(len(names) for names in entry["registered"].values())
        registered = [f"{count} things; see `rv schema` and `rv --help`"]
    return entry["name"], entry["kind"], entry["asked_by"] or "-", registered or ["nothing"]


def _table(rows: list[tuple[str, str, str, list[str]]]) -> str:
    lines = [list(_HEADINGS)]
    for name, kind, asked_by, registered in rows:
        lines.append([name, kind, asked_by, registered[0]])
        lines += [["", "", "", more] for more in registered[1:]]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEADINGS))]
    texts = (
        _GAP.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
    return "\n".join(texts) + "\n"
