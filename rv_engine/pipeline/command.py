"""A command of a pipeline: what it needs, what it makes, and whether that is up to date."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rv_engine.errors import OutputError, RvError
from rv_engine.messages import Artifact
from rv_engine.monitor import Monitor
from rv_engine.pipeline.origin import Origin, read_origin
from rv_engine.storage import fingerprint, is_remote, read_bytes
from rv_engine.storage.atomic import output_errors

RESUMABLE_SUFFIX = ".resumable"


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
        inputs: The parts of the config that it depends on, as JSON values by their names.
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
    inputs: Mapping[str, Any]
    files: tuple[str, ...] = ()
    contents: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    share: float = 1.0
    resumable: bool = False
    parts: Callable[[], list[Part]] = one_part
    finish: Callable[[Path, Monitor], None] = _nothing_to_finish
    uses_gpu: bool = False

    def do(self, part: Part | None, folder: Path, monitor: Monitor) -> None:
        """Makes the outputs of a part in a folder, or finishes them when it is None.

        Raises:
            RvError: What the user can mend; an `OutputError` when the disk is full.
        """
        with output_errors(self.target):
            if part is None:
                self.finish(folder, monitor)
            else:
                self.run_part(part, folder, monitor)

    @property
    def work_folder(self) -> Path:
        """Where outputs lie until they are whole."""
        suffix = RESUMABLE_SUFFIX if self.resumable else ".partial"
        return self.target.with_name(self.target.name + suffix)

    @property
    def made_from(self) -> str:
        """The fingerprint of the finished outputs; empty when there are none."""
        return read_origin(self.target).fingerprint

    def origin(self, upstream: Mapping[str, str], plugins: Mapping[str, str]) -> Origin:
        """What outputs of now would be made from.

        Args:
            upstream: `made_from` of each command that it depends on.
            plugins: The hash of each plugin that the config uses.
        """
        return Origin(
            {
                "config": self.inputs,
                "files": {path: _file_state(path) for path in self.files},
                "contents": {path: _content_state(path) for path in self.contents},
                "upstream": dict(upstream),
                "plugins": dict(plugins),
            }
        )

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


def _file_state(path: str) -> str | None:
    try:
        return fingerprint(path) or None
    except RvError:
        return None


def _content_state(path: str) -> str | None:
    try:
        content = read_bytes(path) if is_remote(path) else Path(path).read_bytes()
    except (OSError, RvError):
        return None
    return hashlib.sha256(content).hexdigest()
