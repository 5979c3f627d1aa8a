"""One command of one pipeline while a run goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from rv_engine.errors import Cancelled, OutputError, RvError
from rv_engine.messages import Artifact, Message
from rv_engine.monitor import Monitor
from rv_engine.pipeline.command import Command, Part
from rv_engine.pipeline.command_config import CommandConfig
from rv_engine.pipeline.origin import Origin, read_origin, write_origin
from rv_engine.runner.executor import FINISH, Work
from rv_engine.runner.overall_progress import CommandProgress
from rv_engine.runner.pipeline_run import PipelineRun
from rv_engine.runner.plan import why_stale
from rv_engine.storage import publish, remove_path
from rv_engine.storage.atomic import output_errors


class CommandState:
    """Knows which parts of a command are done, and which can run now.

    Args:
        run: The pipeline in its run folder.
        command: The command.
        needs: The chosen commands that have to end before.
        progress: Told how far it is.
    """

    def __init__(
        self,
        run: PipelineRun,
        command: Command,
        needs: Sequence[CommandState],
        progress: CommandProgress,
    ) -> None:
        self.run = run
        self.command = command
        self.is_done = False
        self.is_running = False
        self._needs = needs
        self._progress = progress
        self._origin = Origin()
        self._todo: list[Part | None] = []
        self._done: set[str] = set()
        self._running = 0

    @property
    def can_begin(self) -> bool:
        """Whether it waits for nothing more."""
        waits = self.is_done or self.is_running
        return not waits and all(other.is_done for other in self._needs)

    def begin(self, monitor: Monitor, *, rerun: bool, at_once: bool) -> None:
        """Begins, or ends at once when the outputs are up to date.

        Raises:
            RvError: The parts cannot be told, or the folder cannot be written.
        """
        command, title = self.command, f"{self.run.title}{self.command.name.upper()}"
        self._origin = self.run.origin(command)
        reasons = why_stale(command, self._origin, rerun=rerun)
        if not reasons:
            self.run.note_finished(command, self._origin.fingerprint)
            self.run.publish(command, monitor.part(0, 0))
            monitor.log(f"{title}: up to date.")
            self._end()
            return
        monitor.log(f"{title}: {'; '.join(reasons)}.")
        monitor.log(f"{title}: running.")
        self.run.state.begin(command.name, self._origin.fingerprint)
        self.is_running = True
        with output_errors(command.target):
            self._prepare()
        parts = command.parts()
        self._todo = [*parts, None]
        shares = {part.name: part.share for part in parts}
        self._progress.begin({**shares, FINISH: 0.0}, at_once=at_once and len(parts) > 1)

    def next_part(self) -> tuple[Part | None] | None:
        """A part that can run now (None in it is the finishing), or None when there is none now."""
        for part in self._todo:
            if part is None:
                return (None,) if len(self._todo) == 1 and not self._running else None
            if self._done.issuperset(part.after):
                return (part,)
        return None

    def parts_at_once(self) -> int:
        """How many parts run or could run now."""
        ready = sum(1 for p in self._todo if p is not None and self._done.issuperset(p.after))
        return max(self._running + ready, 1)

    def work(self, part: Part | None, monitor: Monitor) -> Work:
        """A part as an executor takes it."""
        name = FINISH if part is None else part.name
        receiver = _only_finished(self._progress.receiver(name), self.command.work_folder)
        return Work(
            self.command,
            part,
            self.command.work_folder,
            monitor.saying_to(receiver),
            receiver,
            lambda: CommandConfig(
                pipeline=self.run.values,
                command=self.command.name,
                part=None if part is None else part.name,
                folder=str(self.command.work_folder),
                fingerprint=self._origin.fingerprint,
                plugins=self.run.plugins,
            ),
        )

    def begin_part(self, part: Part | None) -> None:
        """Notes that a part runs."""
        self._todo.remove(part)
        self._running += 1

    def end_part(self, part: Part | None, monitor: Monitor) -> None:
        """Notes that a part is done; after the finishing, the outputs are published.

        Raises:
            OutputError: They cannot be.
        """
        self._running -= 1
        if part is not None:
            self._done.add(part.name)
            self._progress.end_part(part.name)
            return
        command = self.command
        with output_errors(command.target):
            publish(command.work_folder, command.target)
        self.run.state.end(command.name, "finished")
        self.run.publish(command, monitor.part(0, 0))
        for artifact in command.artifacts:
            if Path(artifact.path).exists():
                monitor.artifact(artifact.artifact, self.run.public(artifact.path), artifact.title)
        self._end()

    def abandon(self, error: BaseException) -> None:
        """Notes that the run ends before this command has."""
        if not self.is_running:
            return
        self.is_running = False
        with suppress(OSError, RvError):  # what failed first is what the user has to know
            if self.command.resumable:
                self.run.publish_unfinished(self.command, Monitor())
            else:
                remove_path(self.command.work_folder)
        cancelled = isinstance(error, (Cancelled, KeyboardInterrupt))
        with suppress(OutputError):  # a full disk may have no room for the state either
            state = "cancelled" if cancelled else "failed"
            self.run.state.end(self.command.name, state, str(error))

    def _end(self) -> None:
        self.is_running = False
        self.is_done = True
        self._progress.end()

    def _prepare(self) -> None:
        """An empty work folder, or the one of an interrupted run of the very same work."""
        work = self.command.work_folder
        same = read_origin(work).fingerprint == self._origin.fingerprint
        if not (self.command.resumable and same):
            remove_path(work)
        work.mkdir(parents=True, exist_ok=True)
        write_origin(work, self._origin)


def _only_finished(send: Callable[[Message], None], work_folder: Path) -> Callable[[Message], None]:
    """Leaves out files in a work folder: they are told of when they are in their place."""

    def receive(message: Message) -> None:
        if isinstance(message, Artifact) and work_folder in Path(message.path).parents:
            return
        send(message)

    return receive
