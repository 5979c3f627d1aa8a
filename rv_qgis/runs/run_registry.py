"""Remembers the run folders, so that runs are found again when QGIS is started again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Optional

from ..engine.run_folder import is_run_folder

_MOST_RUNS = 500


class RunRegistry:
    """A list of folders in a file that all QGIS versions of the user share.

    Args:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def folders(self, parent: Optional[Path] = None) -> list[Path]:
        """The folders that are still there, the newest first.

        Args:
            parent: A folder whose run folders are listed too, however they came there.
        """
        known = [Path(text) for text in self._read()]
        if parent is not None and parent.is_dir():
            with suppress(OSError):
                known += sorted(path for path in parent.iterdir() if path.is_dir())
        unique = dict.fromkeys(path for path in known if is_run_folder(path))
        return sorted(unique, key=_age, reverse=True)

    def add(self, folder: Path) -> None:
        """Remembers a folder."""
        folder = folder.absolute()
        self._write([str(folder), *(text for text in self._read() if text != str(folder))])

    def forget(self, folder: Path) -> None:
        """Forgets a folder; the folder itself stays."""
        self._write(text for text in self._read() if text != str(folder))

    def _read(self) -> list[str]:
        try:
            texts = json.loads(self._path.read_text(encoding="utf-8"))["folders"]
            return [str(text) for text in texts]
        except (OSError, ValueError, KeyError, TypeError):
            return []

    def _write(self, texts: Iterable[str]) -> None:
        content = {"version": 1, "folders": list(texts)[:_MOST_RUNS]}
        # A registry that cannot be written costs comfort, not a run.
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            partial = self._path.with_name(f"{self._path.name}.partial")
            partial.write_text(json.dumps(content, indent=1), encoding="utf-8")
            partial.replace(self._path)


def _age(folder: Path) -> float:
    for name in ("run.json", "messages.jsonl", "pipeline-config.json"):
        with suppress(OSError):
            return (folder / name).stat().st_mtime
    return 0.0
