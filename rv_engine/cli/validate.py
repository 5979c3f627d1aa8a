"""`rv validate`: all problems of a config at once."""

from __future__ import annotations

from typing import Any

import click

from rv_engine.cli.config_argument import config_argument
from rv_engine.cli.session import Session, engine_command


@click.command()
@config_argument
@engine_command
def validate(
    session: Session, config: str, arguments: tuple[tuple[str, str], ...]
) -> dict[str, Any]:
    """Check the pipeline CONFIG and its data, without running anything.

    CONFIG is a JSON file, a Python file, or the name of a Python module.
    """
    from rv_engine.config.problems import problems_to_error
    from rv_engine.pipeline.config_source import load_configs
    from rv_engine.pipeline.validation import find_problems

    for pipeline_config in load_configs(config, arguments=arguments):
        pipeline_config.update()
        problems = find_problems(pipeline_config, session.monitor)
        if problems:
            raise problems_to_error(problems, config)
    return {"problems": []}
