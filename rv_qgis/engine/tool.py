"""Asking a small program for one answer."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence

from .process_tree import tree_options

_TIMEOUT_S = 20.0


def ask_tool(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """What a program writes to stdout; "" when it cannot be started, fails, or takes too long."""
    try:
        # A list of arguments and no shell: nothing in it can become a command.
        done = subprocess.run(  # nosec B603
            list(arguments),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=dict(environment),
            timeout=_TIMEOUT_S,
            check=False,
            **tree_options(),
        )
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return ""
    if done.returncode != 0:
        return ""
    return done.stdout.decode("utf-8", errors="replace")
