"""Commands one after another in this process."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from rv_engine.config.problems import problems_to_error
from rv_engine.errors import Cancelled, ConfigError, OutputError
from rv_engine.monitor import Monitor
from rv_engine.pipeline import COMMANDS, RVPipelineConfig
from rv_engine.pipeline.command import FINGERPRINT_FILE, Command, read_fingerprint
from rv_engine.pipeline.config_file import save_pipeline_config
from rv_engine.pipeline.run_state import RunState
from rv_engine.pipeline.validation import find_problems
from rv_engine.storage import publish, remove_path
from rv_engine.storage.atomic import output_errors

_VALIDATION_SHARE = 0.01


class InProcessRunner:
    """Runs what is not up to date, in the order of the pipeline."""

    def run(
        self,
        config: RVPipelineConfig,
        commands: Sequence[str] | None,
        monitor: Monitor,
        *,
        rerun: bool = False,
    ) -> dict[str, Any]:
        """Runs commands.

        Args:
            config: The pipeline.
            commands: Their names; None runs all.
            monitor: Told of everything.
            rerun: Run also what is up to date.

        Returns:
            Where the outputs are.

        Raises:
            ConfigError: The config has problems; all of them are told, and nothing was run.
            RvError: A command failed; the outputs of those before it stay.
        """
        config.update()
        unknown = sorted(set(commands or ()) - set(COMMANDS))
        if unknown:
            raise ConfigError(
                f"{unknown[0]!r} is no command.", hint=f"Choose from {', '.join(COMMANDS)}."
            )
        problems = find_problems(config, monitor.part(0, _VALIDATION_SHARE))
        if problems:
            raise problems_to_error(problems)
        pipeline = config.build()
        all_commands = pipeline.commands()
        chosen = [command for command in all_commands if not commands or command.name in commands]
        for command in chosen:
            command.check_target()
        root = Path(config.root_uri or "")
        with output_errors(root):
            root.mkdir(parents=True, exist_ok=True)
            save_pipeline_config(config, root / "pipeline-config.json")
        _Run(all_commands, RunState.load(root), rerun=rerun).run(chosen, monitor)
        result: dict[str, Any] = pipeline.result()
        return result


class _Run:
    """One call of the runner.

    Args:
        commands: All of the pipeline, in their order.
        state: Of the run folder.
        rerun: Run also what is up to date.
    """

    def __init__(self, commands: Sequence[Command], state: RunState, *, rerun: bool) -> None:
        self._commands = {command.name: command for command in commands}
        self._state = state
        self._rerun = rerun

    def run(self, chosen: Sequence[Command], monitor: Monitor) -> None:
        shares = self._shares(chosen)
        total = sum(shares) or 1.0
        done = 0.0
        for command, share in zip(chosen, shares, strict=True):
            start = _VALIDATION_SHARE + (1 - _VALIDATION_SHARE) * done / total
            done += share
            end = _VALIDATION_SHARE + (1 - _VALIDATION_SHARE) * done / total
            title = command.name.upper()
            fingerprint = self._fingerprint(command)
            if command.made_from == fingerprint and not self._rerun:
                self._note_finished(command, fingerprint)
                monitor.log(f"{title}: up to date.")
                continue
            monitor.log(f"{title}: running.")
            self._run_one(command, fingerprint, monitor.part(start, end))
        monitor.progress(len(chosen), len(chosen), "commands", "Running the pipeline")

    def _fingerprint(self, command: Command) -> str:
        # Not what upstream would make by this config, but what it has made: it may not have run.
        return command.fingerprint(self._commands[name].made_from for name in command.depends_on)

    def _shares(self, chosen: Sequence[Command]) -> list[float]:
        """The time that each command will take, as far as that is known before."""
        stale: list[Command] = []
        shares = []
        for command in chosen:
            is_stale = (
                self._rerun
                or command.made_from != self._fingerprint(command)
                or any(command.reads_from(other) for other in stale)
            )
            if is_stale:
                stale.append(command)
            shares.append(command.share if is_stale else 0.0)
        return shares

    def _run_one(self, command: Command, fingerprint: str, monitor: Monitor) -> None:
        self._state.begin(command.name, fingerprint)
        work = command.work_folder
        try:
            with output_errors(command.target):
                _prepare(command, fingerprint)
                command.run(work, monitor)
                publish(work, command.target)
        except BaseException as error:
            if not command.resumable:
                with suppress(OSError):  # what failed first is what the user has to know
                    remove_path(work)
            cancelled = isinstance(error, (Cancelled, KeyboardInterrupt))
            with suppress(OutputError):  # a full disk may have no room for the state either
                self._state.end(command.name, "cancelled" if cancelled else "failed", str(error))
            raise
        self._state.end(command.name, "finished")
        for artifact in command.artifacts:
            if Path(artifact.path).exists():
                monitor.artifact(artifact.artifact, artifact.path, artifact.title)

    def _note_finished(self, command: Command, fingerprint: str) -> None:
        """Mends the state of a command that ended well but could not say so any more."""
        if not self._state.is_finished(command.name, fingerprint):
            self._state.begin(command.name, fingerprint)
            self._state.end(command.name, "finished")


def _prepare(command: Command, fingerprint: str) -> None:
    """An empty work folder, or the one of an interrupted run of the very same work."""
    work = command.work_folder
    if not (command.resumable and read_fingerprint(work) == fingerprint):
        remove_path(work)
    work.mkdir(parents=True, exist_ok=True)
    (work / FINGERPRINT_FILE).write_text(fingerprint, encoding="utf-8")
