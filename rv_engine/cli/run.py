"""`rv run`, and one command for each step of a pipeline."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from rv_engine.cli.config_argument import config_argument
from rv_engine.cli.session import Session, engine_command

if TYPE_CHECKING:
    from rv_engine.pipeline import RVPipelineConfig

_DEFAULT_RUNNER = "inprocess"


def _run(
    session: Session,
    config: str,
    commands: tuple[str, ...] = (),
    *,
    first: str | None = None,
    last: str | None = None,
    runner: str = _DEFAULT_RUNNER,
    dry_run: bool = False,
    rerun: bool = False,
    arguments: tuple[tuple[str, str], ...] = (),
    devices: int | None = None,
    nodes: int | None = None,
    rendezvous: str | None = None,
    node_rank: int | None = None,
    **options: Any,
) -> dict[str, Any]:
    from rv_engine.pipeline import COMMANDS
    from rv_engine.pipeline.config_source import load_configs
    from rv_engine.runner.pipeline_run import MESSAGES_FILE
    from rv_engine.runner.runner_options import make_runner
    from rv_engine.runner.selection import choose_commands

    _place_training(
        RV_DEVICES=devices, RV_NODES=nodes, RV_RENDEZVOUS=rendezvous, RV_NODE_RANK=node_rank
    )
    configs = load_configs(config, runner, arguments)
    chosen = choose_commands(COMMANDS, commands, first, last)
    if nodes is not None and nodes > 1:
        from rv_engine.runner.join_training import is_first_machine, join_training

        if not is_first_machine():
            return join_training(configs, chosen, session.monitor)
    chosen_runner = make_runner(runner, options)
    if dry_run:
        return _plan(session, configs, chosen, rerun=rerun)
    session.record_to(
        *(c.root_folder.absolute() / MESSAGES_FILE for c in configs if c.root_uri is not None)
    )
    results = chosen_runner.run(configs, chosen, session.monitor, rerun=rerun)
    return results[0] if len(results) == 1 else {"pipelines": results}


def _place_training(**settings: int | str | None) -> None:
    # By way of the environment, which the processes of all runners take over.
    os.environ.update({name: str(value) for name, value in settings.items() if value is not None})


def _plan(
    session: Session, configs: list[RVPipelineConfig], commands: tuple[str, ...], *, rerun: bool
) -> dict[str, Any]:
    from rv_engine.runner.plan import plan_table
    from rv_engine.runner.runner import prepare_runs

    plans = []
    for run in prepare_runs(configs, commands):
        run.pull(session.monitor)
        plan = run.plan(rerun=rerun)
        session.write(f"{run.title}\n{plan_table(plan)}".lstrip("\n"))
        plans.append({"root": run.config.root_uri, "commands": [step.to_dict() for step in plan]})
    return {"plan": plans}


_OPTIONS = (
    click.option("--rerun", is_flag=True, help="Run also what is up to date."),
    click.option(
        "--dry-run", is_flag=True, help="Say what would run, and why; run and write nothing."
    ),
    click.option(
        "--runner",
        default=_DEFAULT_RUNNER,
        show_default=True,
        help="How: inprocess, local (several processes), dask (a cluster), or one that a plugin "
        "brings.",
    ),
    click.option(
        "--jobs",
        type=click.IntRange(1),
        help="The processes of the runners local and dask; half the cores when left out.",
    ),
    click.option(
        "--address",
        help="The scheduler of a Dask cluster that runs already: tcp://HOST:PORT, or its scheduler "
        "file.",
    ),
    click.option(
        "--devices", type=click.IntRange(1), help="TRAIN on so many graphics cards of a machine."
    ),
    click.option(
        "--nodes",
        type=click.IntRange(1),
        help="TRAIN on so many machines: start the same command on each of them. All must see the "
        "run's folder.",
    ),
    click.option(
        "--rendezvous",
        metavar="HOST:PORT",
        help="For several machines: an address of the first one, the same on each.",
    ),
    click.option(
        "--node-rank",
        type=click.IntRange(0),
        help="For several machines: the number of this one, from 0; SLURM tells it by itself. The "
        "first one runs the commands, the others help it in TRAIN.",
    ),
)


def _with_options(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.command()
@config_argument
@click.argument("commands", nargs=-1)
@click.option("--from", "first", metavar="COMMAND", help="Begin with this command.")
@click.option("--to", "last", metavar="COMMAND", help="End with this command.")
@_with_options
@engine_command
def run(session: Session, config: str, commands: tuple[str, ...], **options: Any) -> dict[str, Any]:
    """Run the commands of the pipeline CONFIG.

    CONFIG is a JSON file, a Python file, or the name of a Python module; Python has a function
    get_config(runner, ...), whose other parameters are given with -a.

    COMMANDS are some of analyze, chip, train, predict, eval and bundle; all six when left out. They
    run in this order, however they are given. What is up to date is not run again.
    """
    return _run(session, config, commands, **options)


def _single(name: str, help_text: str) -> click.Command:
    @engine_command
    def work(session: Session, config: str, **options: Any) -> dict[str, Any]:
        return _run(session, config, (name,), **options)

    return click.command(name, help=help_text)(config_argument(_with_options(work)))


analyze = _single("analyze", "Measure the images of the pipeline CONFIG.")
chip = _single("chip", "Cut the training chips of the pipeline CONFIG.")
train = _single("train", "Train the model of the pipeline CONFIG.")
predict = _single("predict", "Map the scenes of the pipeline CONFIG.")
eval_ = _single("eval", "Compare the maps of the pipeline CONFIG with the labels.")
bundle = _single("bundle", "Pack the trained model of the pipeline CONFIG.")
