"""Plugins that tests write to disk."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.engine.engine_process import environment

# An evaluator and its Config; the names can be changed.
GREETER = '''
"""Greets."""

from typing import ClassVar

from rv_engine.evaluate import EvaluatorConfig


class {cls}(EvaluatorConfig):
    """Greets."""

    type_hint: ClassVar[str] = "{hint}"

    message: str = "Hello"
    """What to say."""


def register_plugin(registry):
    registry.add_config({cls})
'''


def write_plugin(path: Path, hint: str = "greeter", cls: str = "GreeterConfig") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(GREETER.format(hint=hint, cls=cls), encoding="utf-8")
    return path


def run_python(code: str, folder: Path, **variables: str) -> subprocess.CompletedProcess:
    """Runs some code in a new process, in a folder of its own; the user has no settings."""
    folder.mkdir(parents=True, exist_ok=True)
    env = {
        **environment(),
        "XDG_CONFIG_HOME": str(folder / "no-settings"),
        **variables,
        "PYTHONPATH": python_path(variables),
    }
    if "RV_CONFIG" not in variables:
        env.pop("RV_CONFIG", None)
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
    )


def python_path(variables: dict[str, str]) -> str:
    parts = (environment()["PYTHONPATH"], variables.get("PYTHONPATH", ""))
    return os.pathsep.join(part for part in parts if part)
