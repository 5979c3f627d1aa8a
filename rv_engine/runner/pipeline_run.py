"""A pipeline in its run folder: what was asked of it, and how far it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from rv_engine.config.plugin_reference import PluginReference, references_for
from rv_engine.errors import ConfigError
from rv_engine.monitor import Monitor
from rv_engine.pipeline import RVPipelineConfig
from rv_engine.pipeline.command import Command
from rv_engine.pipeline.config_file import save_pipeline_config
from rv_engine.pipeline.origin import Origin
from rv_engine.pipeline.run_lock import run_lock
from rv_engine.pipeline.run_state import RunState
from rv_engine.runner.plan import PlannedCommand, current_origin, plan_commands, plugin_hashes
from rv_engine.storage.atomic import output_errors


class PipelineRun:
    """Some commands of a pipeline, in its run folder.

    Args:
        config: The pipeline; it is updated.
        commands: Names of commands, in any order; none or an empty list for all.
        title: What to put before messages about it, where several run.

    Raises:
        ConfigError: There is no such command, or no run folder.
    """

    def __init__(
        self, config: RVPipelineConfig, commands: Sequence[str] | None = None, title: str = ""
    ) -> None:
        config.update()
        self.config = config
        self.title = title
        self.pipeline = config.build()
        self.commands: list[Command] = self.pipeline.commands()
        self._by_name = {command.name: command for command in self.commands}
        unknown = sorted(set(commands or ()) - set(self._by_name))
        if unknown:
            raise ConfigError(
                f"{unknown[0]!r} is no command.", hint=f"Choose from {', '.join(self._by_name)}."
            )
        self.chosen = [c for c in self.commands if not commands or c.name in commands]
        self.root = Path(config.root_uri or "")
        self.state = RunState(self.root)

    @cached_property
    def plugins(self) -> tuple[PluginReference, ...]:
        """The plugins that the config uses."""
        return tuple(references_for(self.config))

    @cached_property
    def values(self) -> dict[str, Any]:
        """The updated config as JSON values."""
        return self.config.to_dict()

    def origin(self, command: Command) -> Origin:
        """What the outputs of a command would be made from now."""
        return current_origin(command, self._by_name, plugin_hashes(self.plugins))

    def plan(self, *, rerun: bool = False) -> list[PlannedCommand]:
        """What happens with the chosen commands; nothing is written."""
        names = {command.name for command in self.chosen}
        return plan_commands(self.commands, names, plugin_hashes(self.plugins), rerun=rerun)

    @contextmanager
    def open(self, monitor: Monitor) -> Iterator[None]:
        """Makes the run folder, and keeps others out of it.

        Raises:
            OutputError: It cannot be written, would lose what is no output of a run, or another
                run works there.
        """
        for command in self.chosen:
            command.check_target()
        with ExitStack() as stack:
            with output_errors(self.root):
                self.root.mkdir(parents=True, exist_ok=True)
                stack.enter_context(run_lock(self.root))
                save_pipeline_config(self.config, self.root / "pipeline-config.json")
            self.state = RunState.load(self.root)
            yield

    def publish(self, command: Command, monitor: Monitor) -> None:
        """Tells that the outputs of a command are whole."""

    def public(self, path: str) -> str:
        """A path as other people find it."""
        return path

    def note_finished(self, command: Command, fingerprint: str) -> None:
        """Mends the state of a command that ended well but could not say so any more."""
        if not self.state.is_finished(command.name, fingerprint):
            self.state.begin(command.name, fingerprint)
            self.state.end(command.name, "finished")

    def result(self) -> dict[str, Any]:
        """Where the outputs are."""
        result: dict[str, Any] = self.pipeline.result()
        return result
