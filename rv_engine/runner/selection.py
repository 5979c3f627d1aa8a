"""Which commands a person means."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from rv_engine.errors import ConfigError


def choose_commands(
    known: Sequence[str],
    names: Sequence[str] = (),
    first: str | None = None,
    last: str | None = None,
) -> tuple[str, ...]:
    """The commands to run, in the order of the pipeline.

    Args:
        known: All commands, in the order of the pipeline.
        names: Some of them in any order; all when there are none.
        first: Begin with this one.
        last: End with this one.

    Raises:
        ConfigError: There is no such command, or nothing is left.
    """
    for name in (*names, *(end for end in (first, last) if end is not None)):
        if name not in known:
            near = difflib.get_close_matches(name.lower(), known, n=1)
            suggestion = f"Did you mean {near[0]!r}? " if near else ""
            raise ConfigError(
                f"{name!r} is no command.", hint=f"{suggestion}Choose from {', '.join(known)}."
            )
    begin = 0 if first is None else known.index(first)
    end = len(known) if last is None else known.index(last) + 1
    chosen = tuple(name for name in known[begin:end] if not names or name in names)
    if not chosen:
        raise ConfigError(
            f"No command is left: from {first or known[0]} to {last or known[-1]} there is "
            f"{'none' if not names else 'none of ' + ', '.join(names)}.",
            hint=f"The order is {', '.join(known)}.",
        )
    return chosen
