"""How a run folder is known from other folders."""

from __future__ import annotations

from pathlib import Path

from .detached import MESSAGES_NAME

CONFIG_NAME = "pipeline-config.json"
STATE_NAME = "run.json"


def is_run_folder(folder: Path) -> bool:
    """Whether a folder is, or was, a run's."""
    return any((folder / name).is_file() for name in (MESSAGES_NAME, STATE_NAME, CONFIG_NAME))


def holds_runs(folder: Path) -> bool:
    """Whether a folder is no run itself, but one in which runs lie."""
    try:
        below = list(folder.iterdir())
    except OSError:
        return False
    return not is_run_folder(folder) and any(is_run_folder(path) for path in below)
