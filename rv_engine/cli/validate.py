"""`rv validate`: all problems of a config at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from rv_engine.cli.session import Session, engine_command


@click.command()
@click.argument("config", type=click.Path(path_type=Path))
@engine_command
def validate(session: Session, config: Path) -> dict[str, Any]:
    """Check the pipeline CONFIG and its data, without running anything."""
    from rv_engine.config.problems import problems_to_error
    from rv_engine.pipeline.config_file import load_pipeline_config
    from rv_engine.pipeline.validation import find_problems

    pipeline_config = load_pipeline_config(config)
    pipeline_config.update()
    problems = find_problems(pipeline_config, session.monitor)
    if problems:
        raise problems_to_error(problems, str(config))
    return {"problems": []}
