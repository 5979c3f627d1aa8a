"""Where runs go: a folder that is still there when QGIS is closed."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from qgis.core import QgsProject
from qtpy.QtCore import QStandardPaths


def runs_folder(chosen: str, project: QgsProject) -> Path:
    """The folder in which new runs go: the chosen one, else beside the project, else in documents.

    Args:
        chosen: What the settings say; "" for nothing.
    """
    if chosen:
        return Path(chosen)
    # "" for a project that was not saved, or lies in a database.
    beside = project.homePath()
    return (Path(beside) if beside else documents_folder() / "RV Studio") / "runs"


def documents_folder() -> Path:
    """Where the user keeps documents."""
    place = QStandardPaths.StandardLocation.DocumentsLocation
    return Path(QStandardPaths.writableLocation(place) or Path.home())


def new_run_folder(parent: Path, title: str) -> Path:
    """A folder that does not exist yet, for the next run.

    Args:
        title: What it is called after, besides the day.
    """
    name = re.sub(r"\W+", "-", title).strip("-") or "run"
    stem = f"{name}-{datetime.now().astimezone():%Y-%m-%d}"
    folder, number = parent / stem, 1
    while folder.exists():
        number += 1
        folder = parent / f"{stem}-{number}"
    return folder
