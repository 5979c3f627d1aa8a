"""Runners by their names, with the options that a person gave."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from rv_engine.config.registry import default_registry
from rv_engine.errors import ConfigError
from rv_engine.runner.runner import Runner


def make_runner(name: str, options: Mapping[str, Any]) -> Runner:
    """The runner of a name.

    Args:
        name: As it was registered.
        options: What `rv run` was given; None where nothing was said.

    Raises:
        PluginError: There is no such runner.
        ConfigError: It does not know an option.
    """
    factory = default_registry().runner(name)
    given = {key: value for key, value in options.items() if value is not None}
    parameters = inspect.signature(factory).parameters.values()
    takes_all = any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters)
    known = {parameter.name for parameter in parameters}
    for key in given:
        if key not in known and not takes_all:
            raise ConfigError(
                f"The runner {name!r} has no option --{key.replace('_', '-')}.",
                hint="Leave it out, or choose another --runner.",
            )
    runner: Runner = factory(**given)
    return runner
