"""Where the parts of commands run: what a runner has to bring."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from typing_extensions import Self

from rv_engine.messages import Message
from rv_engine.monitor import Monitor
from rv_engine.pipeline.command import Command, Part
from rv_engine.pipeline.command_config import CommandConfig

FINISH = "finish"
"""What stands for the finishing of a command where the name of a part is asked for."""


@dataclass(frozen=True)
class Work:
    """A part of a command, or its finishing, to run somewhere.

    Attributes:
        command: The command, as it is in this process.
        part: The part; None for the finishing.
        folder: The work folder of the command.
        monitor: For work in this process.
        send: Takes the messages of work elsewhere; safe from any thread. The `overall` of progress
            is that of this work.
        config: Makes what another process or machine needs to do it.
    """

    command: Command
    part: Part | None
    folder: Path
    monitor: Monitor
    send: Callable[[Message], None]
    config: Callable[[], CommandConfig]

    @property
    def title(self) -> str:
        """What it is, for messages."""
        return f"{self.command.name.upper()} ({FINISH if self.part is None else self.part.name})"

    def run_here(self) -> None:
        """Does it in this process."""
        self.command.do(self.part, self.folder, self.monitor)


class Executor(ABC):
    """Runs parts of commands; the scheduler decides what may run, and an executor where.

    It is used in a `with`; leaving that ends all that still runs.
    """

    is_parallel = True
    """Whether several works can run at once."""

    @abstractmethod
    def has_room(self, work: Work) -> bool:
        """Whether a work would begin soon if it were submitted now."""

    @abstractmethod
    def submit(self, work: Work, at_once: int) -> Future[None]:
        """Begins a work.

        Args:
            work: The work. It may be begun again somewhere else when a process is lost.
            at_once: How many works could run at once now: for sharing the cores.

        Returns:
            Ends when the work has; its exception is the error of the work, an `RvError` for what
            the user can mend.
        """

    @abstractmethod
    def cancel(self) -> None:
        """Stops all works: asks them, and ends those that do not listen; returns within 2 s."""

    def close(self) -> None:  # noqa: B027 - not all have something to close
        """Ends what was kept for further works."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if error is not None:
            self.cancel()
        self.close()
