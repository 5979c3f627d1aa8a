"""Commands one after another in this process."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rv_engine.config.problems import problems_to_error
from rv_engine.errors import Cancelled, ConfigError, OutputError
from rv_engine.monitor import Monitor
from rv_engine.pipeline import COMMANDS, RVPipelineConfig
from rv_engine.pipeline.command import Command
from rv_engine.pipeline.config_file import save_pipeline_config
from rv_engine.pipeline.run_state import RunState
from rv_engine.pipeline.validation import find_problems
from rv_engine.storage import publish, remove_path
from rv_engine.storage.atomic import output_errors

_VALIDATION_SHARE = 0.01
_FINGERPRINT_FILE = "fingerprint.txt"


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
        root = Path(config.root_uri or "")
        with output_errors(root):
            root.mkdir(parents=True, exist_ok=True)
            save_pipeline_config(config, root / "pipeline-config.json")
        pipeline = config.build()
        chosen = [
            command for command in pipeline.commands() if not commands or command.name in commands
        ]
        self._run_chosen(pipeline.commands(), chosen, RunState.load(root), monitor, rerun=rerun)
        result: dict[str, Any] = pipeline.result()
        return result

    def _run_chosen(
        self,
        commands: Sequence[Command],
        chosen: Sequence[Command],
        state: RunState,
        monitor: Monitor,
        *,
        rerun: bool,
    ) -> None:
        fingerprints: dict[str, str] = {}
        for command in commands:
            fingerprints[command.name] = command.fingerprint(
                fingerprints[name] for name in command.depends_on
            )
        total = sum(command.share for command in chosen)
        done = 0.0
        for command in chosen:
            start = _VALIDATION_SHARE + (1 - _VALIDATION_SHARE) * done / total
            done += command.share
            end = _VALIDATION_SHARE + (1 - _VALIDATION_SHARE) * done / total
            title = command.name.upper()
            fingerprint = fingerprints[command.name]
            fresh = state.is_finished(command.name, fingerprint) and command.target.exists()
            if fresh and not rerun:
                monitor.log(f"{title}: up to date.")
                continue
            monitor.log(f"{title}: running.")
            self._run_one(command, fingerprint, state, monitor.part(start, end))

    def _run_one(
        self, command: Command, fingerprint: str, state: RunState, monitor: Monitor
    ) -> None:
        state.begin(command.name, fingerprint)
        work = command.work_folder
        try:
            with output_errors(command.target):
                _prepare(command, fingerprint)
                command.run(work, monitor)
                (work / _FINGERPRINT_FILE).unlink(missing_ok=True)
                publish(work, command.target)
        except BaseException as error:
            if not command.resumable:
                remove_path(work)
            cancelled = isinstance(error, (Cancelled, KeyboardInterrupt))
            if not isinstance(error, OutputError):  # a full disk has no room for the state either
                state.end(command.name, "cancelled" if cancelled else "failed", str(error))
            raise
        state.end(command.name, "finished")
        monitor.artifact(command.name, str(command.target), command.name.upper())


def _prepare(command: Command, fingerprint: str) -> None:
    """An empty work folder, or the one of an interrupted run of the very same work."""
    work = command.work_folder
    note = work / _FINGERPRINT_FILE
    same = note.is_file() and note.read_text(encoding="utf-8") == fingerprint
    if not (command.resumable and same):
        remove_path(work)
    work.mkdir(parents=True, exist_ok=True)
    note.write_text(fingerprint, encoding="utf-8")
