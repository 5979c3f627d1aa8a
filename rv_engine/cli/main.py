"""The command `rv`, whose subcommands are imported only when they are called."""

from __future__ import annotations

import importlib
import os

import click

from rv_engine.version import __version__

# The tasks of a pipeline share one module, which makes a command for each.
_COMMANDS = {
    "analyze": "rv_engine.cli.run:analyze",
    "bundle": "rv_engine.cli.run:bundle",
    "chip": "rv_engine.cli.run:chip",
    "doctor": "rv_engine.cli.doctor:doctor",
    "eval": "rv_engine.cli.run:eval_",
    "new": "rv_engine.cli.new:new",
    "predict": "rv_engine.cli.run:predict",
    "predict-bundle": "rv_engine.cli.predict_bundle:predict_bundle",
    "run": "rv_engine.cli.run:run",
    "sample-data": "rv_engine.cli.sample_data:sample_data",
    "train": "rv_engine.cli.run:train",
    "validate": "rv_engine.cli.validate:validate",
}
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
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module_name, _, attribute = _COMMANDS[cmd_name].partition(":")
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
