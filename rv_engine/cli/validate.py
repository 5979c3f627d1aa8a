"""`rv validate`: all problems of a config at once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from rv_engine.cli.config_argument import config_argument
from rv_engine.cli.session import Session, engine_command

if TYPE_CHECKING:
    from rv_engine.config import Problem


@click.command()
@config_argument
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print the problems as a JSON list of path, message, hint and severity.",
)
@engine_command
def validate(
    session: Session, config: str, arguments: tuple[tuple[str, str], ...], as_json: bool
) -> dict[str, Any]:
    """Check the pipeline CONFIG and its data, without running anything.

    CONFIG is a JSON file, a Python file, or the name of a Python module. The exit status is 0 when
    it can be run, and 1 when it cannot; warnings do not count.
    """
    from rv_engine.config.problems import problems_to_error

    problems = _problems(session, config, arguments)
    values = [problem.to_dict() for problem in problems]
    errors = [problem for problem in problems if problem.severity == "error"]
    if as_json:
        session.write(json.dumps(values, indent=2, ensure_ascii=False) + "\n")
    else:
        for problem in problems:
            if problem.severity == "warning":
                session.monitor.log(str(problem), level="warning")
        if not problems:
            session.write("No problems.\n")
    if errors:
        error = problems_to_error(errors, config)
        error.problems = values
        raise error
    return {"problems": values}


def _problems(
    session: Session, config: str, arguments: tuple[tuple[str, str], ...]
) -> list[Problem]:
    from dataclasses import replace

    from rv_engine.config import Problem
    from rv_engine.errors import ConfigError
    from rv_engine.pipeline.config_source import load_configs
    from rv_engine.pipeline.validation import check_config

    try:
        configs = load_configs(config, arguments=arguments)
    except ConfigError as error:
        if not error.problems:
            raise
        told = [Problem(**problem) for problem in error.problems]  # type: ignore[arg-type]
        return told + _data_problems(config)
    found: list[Problem] = []
    for number, pipeline_config in enumerate(configs):
        pipeline_config.update()
        problems = check_config(pipeline_config, session.monitor)
        # With several configs, a path begins with the number of one, as in a list.
        prefix = f"{number}." if len(configs) > 1 else ""
        found += [replace(problem, path=prefix + problem.path) for problem in problems]
    return found


def _data_problems(config: str) -> list[Problem]:
    """What is wrong with the data of a config that is itself wrong, as far as it can be read."""
    from rv_engine.config import default_registry
    from rv_engine.config.json_file import read_json
    from rv_engine.errors import ConfigError
    from rv_engine.pipeline.validation import problems_of_parts

    try:
        content = read_json(config)
        if not isinstance(content, dict):
            return []
        return problems_of_parts(default_registry().upgrades.apply(content, config))
    except ConfigError:  # no JSON, but Python: there are no parts to look at
        return []
