"""What one types in a shell to do the same."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

from ..places import PLUGIN_ROOT


def command_line(python: Path, config: Path) -> str:
    """The line that runs a config with the plugin's engine, ready for the system's own shell."""
    arguments = [str(python), "-m", "rv_engine", "run", str(config)]
    if os.name == "nt":
        return f'set "PYTHONPATH={PLUGIN_ROOT}" && {subprocess.list2cmdline(arguments)}'
    return f"PYTHONPATH={shlex.quote(str(PLUGIN_ROOT))} {shlex.join(arguments)}"
