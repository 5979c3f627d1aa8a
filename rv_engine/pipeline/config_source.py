"""Pipeline configs from JSON files and from Python: `get_config(runner, **arguments)`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from rv_engine.config import Config
from rv_engine.config.json_file import read_json
from rv_engine.errors import ConfigError
from rv_engine.pipeline.config_file import pipeline_config_from
from rv_engine.pipeline.config_script import CONFIG_FUNCTIONS, ConfigScript
from rv_engine.pipeline.pipeline_config import RVPipelineConfig
from rv_engine.pipeline.script_arguments import call_arguments

_MODULE = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")


def load_configs(
    source: str,
    runner_name: str = "inprocess",
    arguments: Iterable[tuple[str, str]] = (),
) -> list[RVPipelineConfig]:
    """The pipeline configs that a source describes.

    Args:
        source: A JSON file with one config or a list of them, a `.py` file, or the name of a Python
            module. Python has a function `get_config(runner, ...)`, which returns one config, or
            `get_configs(runner, ...)`, which returns several. Files may be URIs.
        runner_name: What the function gets as `runner`.
        arguments: Names and texts for its other parameters; see `call_arguments`.

    Raises:
        ConfigError: The source cannot be read or fails, an argument does not fit, or a config has
            problems; all of them are told.
    """
    pairs = list(arguments)
    script = _script(source)
    if script is not None:
        configs = _from_script(script, runner_name, pairs)
    elif pairs:
        raise ConfigError(
            f"'{source}' takes no arguments, but {pairs[0][0]!r} was given.",
            hint="Arguments are for configs in Python.",
            where=source,
        )
    else:
        configs = _from_json(source)
    _check_folders(configs, source)
    return configs


def load_single_config(source: str, arguments: Iterable[tuple[str, str]] = ()) -> RVPipelineConfig:
    """The only config that a source describes; see `load_configs`.

    Raises:
        ConfigError: As `load_configs`, and when there are several.
    """
    configs = load_configs(source, arguments=arguments)
    if len(configs) > 1:
        raise ConfigError(
            f"'{source}' describes {len(configs)} pipelines, but this is done with one.",
            hint="Write the one that is meant to a file of its own.",
            where=source,
        )
    return configs[0]


def _script(source: str) -> ConfigScript | None:
    if source.lower().partition("?")[0].endswith(".py"):
        return ConfigScript.from_file(source)
    if _MODULE.fullmatch(source) and not source.lower().endswith(".json"):
        return ConfigScript.from_module(source)
    return None


def _from_json(source: str) -> list[RVPipelineConfig]:
    content = read_json(source)
    if not isinstance(content, list):
        return [pipeline_config_from(content, source)]
    if not content:
        raise ConfigError(f"'{source}' holds an empty list: there is nothing to run.", where=source)
    return [
        pipeline_config_from(part, f"{source}, config {number}")
        for number, part in enumerate(content, start=1)
    ]


def _from_script(
    script: ConfigScript, runner_name: str, pairs: Sequence[tuple[str, str]]
) -> list[RVPipelineConfig]:
    name, function = script.config_function()
    values = call_arguments(function, pairs, f"{name} of '{script.source}'")
    made = script.call(function, runner_name, values)
    several = name == CONFIG_FUNCTIONS[1]
    if several and (isinstance(made, (str, Config)) or not isinstance(made, Iterable)):
        raise ConfigError(
            f"get_configs of '{script.source}' returned {_kind(made)}, but it returns a list of "
            "configs.",
            hint="Call it get_config if it returns one config.",
            where=script.source,
        )
    configs = script.listed(made) if several else [made]
    if not configs:
        raise ConfigError(
            f"get_configs of '{script.source}' returned an empty list: there is nothing to run.",
            where=script.source,
        )
    numbers = [f", config {number}" for number in range(1, len(configs) + 1)]
    return [
        _checked(config, f"{script.source}{number if several else ''}", name)
        for config, number in zip(configs, numbers, strict=True)
    ]


def _checked(config: Any, where: str, function: str) -> RVPipelineConfig:
    """The config by way of JSON: what a script put in without a check is checked here."""
    if not isinstance(config, RVPipelineConfig):
        forgotten = " Was `return` forgotten?" if config is None else ""
        raise ConfigError(
            f"{function} of '{where}' returned {_kind(config)}, which is no pipeline config."
            f"{forgotten}",
            hint="It returns such as a SemanticSegmentationConfig.",
            where=where,
        )
    return type(config).from_dict(config.to_dict(), where=where)


def _kind(value: Any) -> str:
    return "nothing" if value is None else f"a {type(value).__name__}"


def _check_folders(configs: Sequence[RVPipelineConfig], source: str) -> None:
    roots = [config.root_uri for config in configs if config.root_uri is not None]
    double = sorted({root for root in roots if roots.count(root) > 1})
    if double:
        raise ConfigError(
            f"Several configs of '{source}' have the run folder '{double[0]}'.",
            hint="Give each a root_uri of its own.",
            where=source,
        )
