"""Checks the arguments that a user hands through to a builder."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from typing import Any

from rv_engine.errors import ConfigError


def check_extra_args(given: Mapping[str, Any], known: Collection[str], architecture: str) -> None:
    """Raises `ConfigError` when an argument in `extra_args` is none of the known ones."""
    for name in given:
        if name in known:
            continue
        near = difflib.get_close_matches(name, known, n=1)
        if near:
            hint = f"Did you mean {near[0]!r}?"
        else:
            hint = f"Choose of {', '.join(sorted(known))}." if known else "Remove it."
        raise ConfigError(
            f"{architecture!r} takes no extra argument {name!r}.", hint=hint, where="extra_args"
        )
