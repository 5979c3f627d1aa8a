"""`rv run`, and one command for each step of a pipeline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from rv_engine.cli.config_argument import config_argument
from rv_engine.cli.session import Session, engine_command


def _run(
    session: Session,
    config: str,
    commands: tuple[str, ...],
    rerun: bool,
    arguments: tuple[tuple[str, str], ...],
) -> dict[str, Any]:
    from rv_engine.errors import ConfigError
    from rv_engine.pipeline.config_source import load_configs
    from rv_engine.runner import InProcessRunner

    configs = load_configs(config, "inprocess", arguments)
    if len(configs) > 1:
        raise ConfigError(f"'{config}' holds {len(configs)} configs; one at a time can be run.")
    pipeline_config = configs[0]
    if pipeline_config.root_uri is not None:
        session.record_to(Path(pipeline_config.root_uri).absolute() / "messages.jsonl")
    return InProcessRunner().run([pipeline_config], commands, session.monitor, rerun=rerun)[0]


_rerun_option = click.option("--rerun", is_flag=True, help="Run also what is up to date.")


@click.command()
@config_argument
@click.argument("commands", nargs=-1)
@_rerun_option
@engine_command
def run(
    session: Session,
    config: str,
    commands: tuple[str, ...],
    rerun: bool,
    arguments: tuple[tuple[str, str], ...],
) -> dict[str, Any]:
    """Run the commands of the pipeline CONFIG.

    CONFIG is a JSON file, a Python file, or the name of a Python module; Python has a function
    get_config(runner, ...), whose other parameters are given with -a.

    COMMANDS are some of analyze, chip, train, predict, eval and bundle; all six when left out. What
    is up to date is not run again.
    """
    return _run(session, config, commands, rerun, arguments)


def _single(name: str, help_text: str) -> click.Command:
    @engine_command
    def work(
        session: Session, config: str, rerun: bool, arguments: tuple[tuple[str, str], ...]
    ) -> dict[str, Any]:
        return _run(session, config, (name,), rerun, arguments)

    return click.command(name, help=help_text)(config_argument(_rerun_option(work)))


analyze = _single("analyze", "Measure the images of the pipeline CONFIG.")
chip = _single("chip", "Cut the training chips of the pipeline CONFIG.")
train = _single("train", "Train the model of the pipeline CONFIG.")
predict = _single("predict", "Map the scenes of the pipeline CONFIG.")
eval_ = _single("eval", "Compare the maps of the pipeline CONFIG with the labels.")
bundle = _single("bundle", "Pack the trained model of the pipeline CONFIG.")
