"""A command of a pipeline: what it needs, what it makes, and whether that is up to date."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rv_engine.errors import MissingFileError, OutputError
from rv_engine.messages import Artifact
from rv_engine.monitor import Monitor
from rv_engine.storage import fingerprint, read_bytes

RESUMABLE_SUFFIX = ".resumable"
# In every folder that a command made: what it was made of, and that it is ours to replace.
FINGERPRINT_FILE = ".fingerprint"


@dataclass(frozen=True)
class Part:
    """A piece of a command that can run in another process.

    Attributes:
        name: Unique in the command, and safe as the name of a file.
        share: Its part of the command's time, beside the shares of the others.
        after: Names of the parts that it needs.
    """

    name: str
    share: float = 1.0
    after: tuple[str, ...] = ()


def one_part() -> list[Part]:
    """The parts of a command that is not divided."""
    return [Part("all")]


def _nothing_to_finish(folder: Path, monitor: Monitor) -> None:
    pass


@dataclass(frozen=True)
class Command:
    """One step of a pipeline.

    Attributes:
        name: Its verb.
        run_part: Makes the outputs of a part in a folder, which becomes `target` at the end. Parts
            may run at once in several processes, and run again when a process is lost.
        target: The folder of the finished outputs.
        inputs: The parts of the config that it depends on, as JSON values.
        files: The files of the user that it reads.
        contents: Small files that it reads and whose content counts, whenever they were made.
        depends_on: Commands whose outputs it reads.
        artifacts: The outputs to tell people of, where they are made.
        share: Its part of the time of a whole run, roughly.
        resumable: Whether unfinished outputs are kept for the next run to go on with.
        parts: Its parts, in an order in which they can run one after another. They follow from the
            config and the images alone, never from who asks.
        finish: Joins what the parts made in the folder.
        uses_gpu: Whether it is quicker on a GPU.
    """

    name: str
    run_part: Callable[[Part, Path, Monitor], None]
    target: Path
    inputs: Any
    files: tuple[str, ...] = ()
    contents: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    share: float = 1.0
    resumable: bool = False
    parts: Callable[[], list[Part]] = one_part
    finish: Callable[[Path, Monitor], None] = _nothing_to_finish
    uses_gpu: bool = False

    def run(self, folder: Path, monitor: Monitor) -> None:
        """Makes the outputs in a folder: all parts, one after another."""
        parts = self.parts()
        total = sum(part.share for part in parts) or 1.0
        done = 0.0
        for part in parts:
            share = part.share / total
            self.run_part(part, folder, monitor.part(done, min(done + share, 1.0)))
            done += share
        self.finish(folder, monitor.part(min(done, 1.0), 1.0))

    @property
    def work_folder(self) -> Path:
        """Where outputs lie until they are whole."""
        suffix = RESUMABLE_SUFFIX if self.resumable else ".partial"
        return self.target.with_name(self.target.name + suffix)

    @property
    def made_from(self) -> str:
        """The fingerprint of the finished outputs; empty when there are none."""
        return read_fingerprint(self.target)

    def fingerprint(self, upstream: Iterable[str]) -> str:
        """A text that changes when config, input files, or upstream outputs change.

        Args:
            upstream: `made_from` of the commands that it depends on.
        """
        content = {
            "name": self.name,
            "inputs": self.inputs,
            "files": [_file_state(path) for path in self.files],
            "contents": [_content_state(path) for path in self.contents],
            "upstream": list(upstream),
        }
        text = json.dumps(content, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode(errors="backslashreplace")).hexdigest()

    def reads_from(self, other: Command) -> bool:
        """Whether another command makes something that this one needs."""
        paths = [Path(path) for path in self.contents]
        return other.name in self.depends_on or any(other.target in path.parents for path in paths)

    def check_target(self) -> None:
        """Raises `OutputError` when the folder holds what no run has made: it would be lost."""
        if self.made_from or not self.target.is_dir() or not any(self.target.iterdir()):
            return
        raise OutputError(
            f"The outputs of {self.name.upper()} would replace the folder '{self.target}', which "
            "RV Studio has not made.",
            hint="Choose another folder for the run, or move that one away.",
            where=str(self.target),
        )


def read_fingerprint(folder: Path) -> str:
    """What the outputs in a folder were made of; empty when no command made them."""
    try:
        return (folder / FINGERPRINT_FILE).read_text(encoding="utf-8")
    except OSError:
        return ""


def _file_state(path: str) -> list[str]:
    return [path, fingerprint(path)]


def _content_state(path: str) -> list[str]:
    try:
        return [path, hashlib.sha256(read_bytes(path)).hexdigest()]
    except MissingFileError:
        return [path]
