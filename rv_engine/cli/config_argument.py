"""The argument CONFIG and the option -a, which several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def config_argument(command: Command) -> Command:
    """Adds CONFIG and `-a KEY VALUE`: the parameters `config` and `arguments` of `load_configs`."""
    option = click.option(
        "-a",
        "--arg",
        "arguments",
        nargs=2,
        multiple=True,
        metavar="KEY VALUE",
        help="An argument for the function of a Python config; may repeat.",
    )
    return click.argument("config")(option(command))
