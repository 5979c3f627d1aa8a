"""A pipeline in its run folder: what was asked of it, and how far it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Any

from rv_engine.config.plugin_reference import PluginReference, references_for
from rv_engine.errors import ConfigError, RvError
from rv_engine.monitor import Monitor
from rv_engine.pipeline import RVPipelineConfig
from rv_engine.pipeline.command import Command
from rv_engine.pipeline.config_file import save_pipeline_config
from rv_engine.pipeline.origin import Origin, map_texts
from rv_engine.pipeline.run_lock import run_lock
from rv_engine.pipeline.run_state import FILE_NAME as RUN_FILE
from rv_engine.pipeline.run_state import RunState
from rv_engine.runner.plan import PlannedCommand, current_origin, plan_commands, plugin_hashes
from rv_engine.storage import is_remote
from rv_engine.storage.atomic import output_errors
from rv_engine.storage.remote_folder import RemoteFolder

CONFIG_FILE = "pipeline-config.json"
MESSAGES_FILE = "messages.jsonl"


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
        self._asked = config.model_copy(deep=True)
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
        self.root = config.root_folder
        self.state = RunState(self.root)
        root_uri = config.root_uri or ""
        self._remote = RemoteFolder(root_uri, self.root) if is_remote(root_uri) else None

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
        return current_origin(command, self._by_name, plugin_hashes(self.plugins), self.public)

    def plan(self, *, rerun: bool = False) -> list[PlannedCommand]:
        """What happens with the chosen commands; nothing is written."""
        names = {command.name for command in self.chosen}
        hashes = plugin_hashes(self.plugins)
        return plan_commands(self.commands, names, hashes, self.public, rerun=rerun)

    def pull(self, monitor: Monitor) -> None:
        """Brings what there is of a run folder that lies elsewhere.

        Raises:
            StorageError: It cannot be reached.
        """
        if self._remote is None:
            return
        self._remote.pull_file(RUN_FILE, monitor)
        for command in self.commands:
            if self.root in command.target.parents:
                monitor.check()
                finished = self._remote.pull(self._name_in_root(command.target), monitor)
                if command.resumable and not finished:
                    self._remote.pull_unfinished(self._name_in_root(command.work_folder), monitor)

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
                self.pull(monitor.part(0, 0))
                self._save_config(monitor)
            self.state = RunState.load(self.root)
            try:
                yield
            finally:
                self._push_files(monitor)

    def _save_config(self, monitor: Monitor) -> None:
        if self._remote is None:
            save_pipeline_config(self.config, self.root / CONFIG_FILE)
            return
        # Without the places in the mirror, which mean nothing anywhere else.
        save_pipeline_config(self._asked, self.root / CONFIG_FILE)
        self._remote.push_file(CONFIG_FILE, monitor)

    def _push_files(self, monitor: Monitor) -> None:
        if self._remote is None:
            return
        # Also after a stop, and when the work has failed: that is what is told first.
        quiet = Monitor()
        for name in (RUN_FILE, MESSAGES_FILE):
            if (self.root / name).exists():
                with suppress(RvError):
                    self._remote.push_file(name, quiet)

    def publish(self, command: Command, monitor: Monitor) -> None:
        """Sends the finished outputs of a command to a run folder that lies elsewhere.

        Raises:
            StorageError: They cannot be sent; the next run sends them.
        """
        if self._remote is None or self.root not in command.target.parents:
            return
        if self._remote.push(self._name_in_root(command.target), monitor) and command.resumable:
            self._remote.remove(self._name_in_root(command.work_folder), monitor)
        self._remote.push_file(RUN_FILE, monitor)

    def publish_unfinished(self, command: Command, monitor: Monitor) -> None:
        """Sends what a stopped command has done to a run folder that lies elsewhere.

        Any machine can then go on with it.

        Raises:
            StorageError: It cannot be sent.
        """
        if self._remote is not None and self.root in command.target.parents:
            self._remote.push_unfinished(self._name_in_root(command.work_folder), monitor)

    def public(self, text: str) -> str:
        """A path as other machines find it; any other text as it is."""
        if self._remote is None or not text.startswith(str(self.root)):
            return text
        return self._remote.uri + Path(text).as_posix()[len(self.root.as_posix()) :]

    def _name_in_root(self, folder: Path) -> str:
        return folder.relative_to(self.root).as_posix()

    def note_finished(self, command: Command, fingerprint: str) -> None:
        """Mends the state of a command that ended well but could not say so any more."""
        if not self.state.is_finished(command.name, fingerprint):
            self.state.begin(command.name, fingerprint)
            self.state.end(command.name, "finished")

    def result(self) -> dict[str, Any]:
        """Where the outputs are."""
        result: dict[str, Any] = map_texts(self.pipeline.result(), self.public)
        return result
