"""The command `rv`, whose subcommands are imported only when they are called."""

from __future__ import annotations

import importlib
import os

import click

from rv_engine.builtin_commands import COMMANDS
from rv_engine.version import __version__

# What the libraries are told, unless the user has told them otherwise.
_ENVIRONMENT = {
    # GDAL takes a part of all memory by default; the engine reads each window once.
    "GDAL_CACHEMAX": "128",
    # Threads that wait for each other by spinning make a training step seven times slower as soon
    # as another program needs a core; sleeping costs 15 % where none does (measured with U-Net on
    # ResNet18, 2 cores).
    "OMP_WAIT_POLICY": "PASSIVE",
}


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module_name, _, attribute = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module_name), attribute)
        return command


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="RV Studio engine")
def cli() -> None:
    """Deep learning on maps: train on labelled images, predict, and measure the result."""


def main() -> None:
    """Runs the command line."""
    for name, value in _ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    cli(prog_name="rv")
