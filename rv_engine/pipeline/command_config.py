"""A part of a command as a file: all that another process or machine needs to run it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from rv_engine.config.json_file import read_json
from rv_engine.config.plugin_reference import PluginReference, restore
from rv_engine.errors import ConfigError
from rv_engine.monitor import Monitor
from rv_engine.pipeline.command import Command, Part
from rv_engine.pipeline.origin import read_origin
from rv_engine.pipeline.pipeline_config import RVPipelineConfig
from rv_engine.version import __version__


class CommandConfig(BaseModel):
    """One part of one command of a pipeline.

    Attributes:
        engine_version: Of the engine that made it.
        pipeline: The updated config of the pipeline, as JSON values.
        command: The name of the command.
        part: The name of the part; None for the finishing of the command.
        folder: The work folder, in which the outputs are made.
        fingerprint: What the outputs in it are made from; see `Origin`.
        plugins: The plugins that the config uses; they are loaded before it is read.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    engine_version: str = __version__
    pipeline: dict[str, Any]
    command: str
    part: str | None
    folder: str
    fingerprint: str
    plugins: tuple[PluginReference, ...] = ()

    @classmethod
    def from_file(cls, path: str | Path) -> CommandConfig:
        """The command config in a file.

        Raises:
            ConfigError: It cannot be read, or is none.
        """
        content = read_json(path, "command config")
        try:
            return cls.model_validate(content)
        except ValidationError as error:
            raise ConfigError(
                f"'{path}' is no command config.",
                hint="These files are made by `rv run`, not by people.",
                where=str(path),
            ) from error

    def build(self) -> CommandRun:
        """What runs it; plugins are loaded and the pipeline is built.

        Raises:
            PluginError: A plugin is missing or another one here.
            ConfigError: It is of another version of the engine.
        """
        if self.engine_version != __version__:
            raise ConfigError(
                f"The run was started by RV Studio {self.engine_version}, but this worker is "
                f"{__version__}.",
                hint="Install the same version everywhere.",
            )
        restore(self.plugins)
        config = RVPipelineConfig.from_dict(self.pipeline)
        commands = {command.name: command for command in config.build().commands()}
        return CommandRun(commands[self.command])


class CommandRun:
    """A command in a process that does parts of it; it keeps what the next part needs, too.

    Args:
        command: The command.
    """

    def __init__(self, command: Command) -> None:
        self.command = command
        self._parts: dict[str, Part] = {}

    def run(self, config: CommandConfig, monitor: Monitor) -> None:
        """Does a part, or finishes the command.

        Raises:
            ConfigError: The work folder is not of this run any more.
            RvError: The part failed.
        """
        folder = Path(config.folder)
        if read_origin(folder).fingerprint != config.fingerprint:
            raise ConfigError(
                f"The folder '{folder}' is not there, or belongs to another run.",
                hint="Let all workers reach the run folder by the same path, and start the run "
                "again.",
                where=config.folder,
            )
        if config.part is not None and not self._parts:
            self._parts = {part.name: part for part in self.command.parts()}
        part = None if config.part is None else self._parts[config.part]
        self.command.do(part, folder, monitor)
