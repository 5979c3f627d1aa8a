"""A command of a pipeline: what it needs, what it makes, and whether that is up to date."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rv_engine.monitor import Monitor

RESUMABLE_SUFFIX = ".resumable"


@dataclass(frozen=True)
class Command:
    """One step of a pipeline.

    Attributes:
        name: Its verb.
        run: Makes the outputs in a folder, which becomes `target` at the end.
        target: The folder of the finished outputs.
        inputs: The parts of the config that it depends on, as JSON values.
        files: The files of the user that it reads.
        depends_on: Commands whose outputs it reads.
        share: Its part of the time of a whole run, roughly.
        resumable: Whether unfinished outputs are kept for the next run to go on with.
    """

    name: str
    run: Callable[[Path, Monitor], None]
    target: Path
    inputs: Any
    files: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    share: float = 1.0
    resumable: bool = False

    @property
    def work_folder(self) -> Path:
        """Where outputs lie until they are whole."""
        suffix = RESUMABLE_SUFFIX if self.resumable else ".partial"
        return self.target.with_name(self.target.name + suffix)

    def fingerprint(self, upstream: Iterable[str]) -> str:
        """A text that changes when config, input files, or upstream commands change.

        Args:
            upstream: The fingerprints of the commands that it depends on.
        """
        content = {
            "name": self.name,
            "inputs": self.inputs,
            "files": [_file_state(path) for path in self.files],
            "upstream": list(upstream),
        }
        text = json.dumps(content, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def _file_state(path: str) -> list[Any]:
    try:
        status = Path(path).stat()
    except OSError:
        return [path]
    return [path, status.st_size, status.st_mtime_ns]
