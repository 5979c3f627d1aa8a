"""Dialogs that ask for files and folders; each begins where the last one ended."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from qtpy.QtCore import QSettings, QStandardPaths
from qtpy.QtWidgets import QFileDialog, QWidget

_LAST_FOLDER_KEY = "rv_studio/last_folder"


def ask_open(parent: QWidget, title: str, kinds: str = "") -> Optional[Path]:
    """A file that the user chooses; None when there is none.

    Args:
        kinds: The kinds of files to show, such as "Pipelines (*.json)"; all when empty.
    """
    path, _ = QFileDialog.getOpenFileName(parent, title, str(last_folder()), kinds)
    return _remember(path)


def ask_open_many(parent: QWidget, title: str, kinds: str = "") -> list[Path]:
    """Files that the user chooses, perhaps none."""
    paths, _ = QFileDialog.getOpenFileNames(parent, title, str(last_folder()), kinds)
    return [path for path in map(_remember, paths) if path]


def ask_save(parent: QWidget, title: str, name: str, kinds: str) -> Optional[Path]:
    """A file to write; None when the user has chosen none.

    Args:
        name: The name to begin with. A name without an ending gets the one of this.
    """
    path, _ = QFileDialog.getSaveFileName(parent, title, str(last_folder() / name), kinds)
    if path and not Path(path).suffix:
        path += Path(name).suffix
    return _remember(path)


def ask_folder(parent: QWidget, title: str) -> Optional[Path]:
    """A folder that the user chooses; None when there is none."""
    return _remember(QFileDialog.getExistingDirectory(parent, title, str(last_folder())))


def last_folder() -> Path:
    """The folder of what was chosen last, or the user's documents.

    Never the folder in which QGIS was started: on Windows that is where it is installed.
    """
    folder = Path(str(QSettings().value(_LAST_FOLDER_KEY, "")))
    if folder.is_absolute() and folder.is_dir():
        return folder
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(documents) if Path(documents).is_dir() else Path.home()


def _remember(path: str) -> Optional[Path]:
    if not path:
        return None
    chosen = Path(path)
    QSettings().setValue(_LAST_FOLDER_KEY, str(chosen if chosen.is_dir() else chosen.parent))
    return chosen
