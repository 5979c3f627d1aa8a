"""The command `rv`, whose subcommands are imported only when they are called."""

from __future__ import annotations

import difflib
import importlib
from typing import TYPE_CHECKING

import click

from rv_engine.builtin_commands import COMMANDS
from rv_engine.config.plugin_search import add_option, find_plugins
from rv_engine.errors import PluginError
from rv_engine.process_settings import apply_process_settings
from rv_engine.version import __version__

if TYPE_CHECKING:
    from rv_engine.config.registry import Registry


class _LazyGroup(click.Group):
    """Knows the commands that are built in and those of plugins."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        # Without plugins, nothing more than their search is needed.
        plugin_commands = _registry().commands() if find_plugins().origins else []
        return sorted({*COMMANDS, *plugin_commands})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in COMMANDS:
            module_name, _, attribute = COMMANDS[cmd_name].partition(":")
            command: click.Command = getattr(importlib.import_module(module_name), attribute)
            return command
        registry = _registry()
        return _plugin_command(registry, cmd_name) if cmd_name in registry.commands() else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            message = error.message
            near = difflib.get_close_matches(args[0], self.list_commands(ctx), n=1)
            if near and "Did you mean" not in message:
                message += f" Did you mean {near[0]!r}?"
            problems = [str(problem) for problem in _registry().problems]
            raise click.UsageError("\n".join([message, *problems]), ctx) from error


def _registry() -> Registry:
    from rv_engine.config.registry import default_registry

    return default_registry()


def _plugin_command(registry: Registry, name: str) -> click.Command:
    """A command of a plugin; when it cannot be imported, one that says so."""
    try:
        command = registry.command(name)
        if not isinstance(command, click.Command):
            raise PluginError(
                f"The command {name!r} is {command!r}, not a click.Command.",
                hint="Decorate its function with @click.command().",
            )
    except PluginError as error:
        message = str(error)

        def fail() -> None:
            raise click.ClickException(message)

        return click.Command(name, callback=fail, help=message)
    return command


def _ask_for_plugins(_: click.Context, __: click.Parameter, names: tuple[str, ...]) -> None:
    for name in names:
        add_option(name)


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="RV Studio engine")
@click.option(
    "--plugin",
    metavar="PATH|MODULE",
    multiple=True,
    # Before --help, which shows the commands of plugins.
    is_eager=True,
    expose_value=False,
    callback=_ask_for_plugins,
    help="Load this plugin too: a Python file, its address, or a module. Can be repeated.",
)
def cli() -> None:
    """Deep learning on maps: train on labelled images, predict, and measure the result."""


def main() -> None:
    """Runs the command line."""
    apply_process_settings()
    cli(prog_name="rv")
