"""The base of all runners."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from rv_engine.config import Problem
from rv_engine.config.problems import problems_to_error
from rv_engine.errors import ConfigError
from rv_engine.monitor import Monitor
from rv_engine.pipeline import RVPipelineConfig
from rv_engine.pipeline.validation import find_problems
from rv_engine.runner.executor import Executor
from rv_engine.runner.pipeline_run import PipelineRun
from rv_engine.runner.scheduler import Scheduler

_VALIDATION_SHARE = 0.01


class Runner(ABC):
    """Runs what is not up to date of pipelines, in their order.

    A runner of one's own says in `executor` where parts of commands run, and is registered by
    `registry.add_runner(name, factory)`. The factory's keyword arguments are the options of
    `rv run` that it knows, such as `jobs`.
    """

    @abstractmethod
    def executor(self) -> Executor:
        """What runs parts of commands, for one run."""

    def run(
        self,
        configs: Sequence[RVPipelineConfig],
        commands: Sequence[str] | None,
        monitor: Monitor,
        *,
        rerun: bool = False,
    ) -> list[dict[str, Any]]:
        """Runs commands of one or several pipelines.

        Args:
            configs: The pipelines, each with a run folder of its own.
            commands: Their names, in any order; None runs all.
            monitor: Told of everything.
            rerun: Run also what is up to date.

        Returns:
            Where the outputs of each pipeline are.

        Raises:
            ConfigError: A config has problems; all of them are told, and nothing was run.
            RvError: A command failed; the outputs of those before it stay.
        """
        runs = prepare_runs(configs, commands)
        _validate(runs, monitor.part(0, _VALIDATION_SHARE))
        with ExitStack() as stack:
            for run in runs:
                stack.enter_context(run.open(monitor))
            with self.executor() as executor:
                Scheduler(runs, executor, monitor, start=_VALIDATION_SHARE, rerun=rerun).run()
            return [run.result() for run in runs]


def prepare_runs(
    configs: Sequence[RVPipelineConfig], commands: Sequence[str] | None
) -> list[PipelineRun]:
    """The pipelines, ready to be planned; nothing is written.

    Raises:
        ConfigError: There is no such command, or two have the same run folder.
    """
    several = len(configs) > 1
    runs = []
    for config in configs:
        title = f"{Path(config.root_uri or '').name}: " if several else ""
        runs.append(PipelineRun(config, commands, title))
    roots = [run.root for run in runs]
    for root in roots:
        if roots.count(root) > 1:
            raise ConfigError(
                f"Two pipelines have the run folder '{root}'.",
                hint="Give each a root_uri of its own.",
                where="root_uri",
            )
    return runs


def _validate(runs: Sequence[PipelineRun], monitor: Monitor) -> None:
    problems: list[Problem] = []
    for index, run in enumerate(runs):
        part = monitor.part(index / len(runs), (index + 1) / len(runs))
        found = find_problems(run.config, part)
        if len(runs) > 1:
            found = [Problem(f"{run.root}: {p.path}", p.message, p.hint) for p in found]
        problems += found
    if problems:
        raise problems_to_error(problems)
