"""The order of a run: commands by what they read, parts by what they need, in any executor."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait

from rv_engine.monitor import Monitor
from rv_engine.pipeline.command import Part
from rv_engine.runner.command_state import CommandState
from rv_engine.runner.executor import Executor
from rv_engine.runner.overall_progress import OverallProgress
from rv_engine.runner.pipeline_run import PipelineRun

# How soon a stop is noticed while nothing else happens.
_WAIT_S = 0.1


class Scheduler:
    """Runs what is not up to date of one or several pipelines.

    Whatever the executor, the same parts run with the same inputs; only when and where differs.

    Args:
        runs: The pipelines, opened.
        executor: Where parts run.
        monitor: Told of everything, and asked whether to stop.
        start: The fraction of the run that was done before.
        rerun: Run also what is up to date.
    """

    def __init__(
        self,
        runs: Sequence[PipelineRun],
        executor: Executor,
        monitor: Monitor,
        *,
        start: float = 0.0,
        rerun: bool = False,
    ) -> None:
        self._executor = executor
        self._progress = OverallProgress(monitor.send, start)
        self._monitor = monitor.saying_to(self._progress.pass_on)
        self._rerun = rerun
        self._commands = [state for run in runs for state in self._states(run)]
        self._running: dict[Future[None], tuple[CommandState, Part | None]] = {}

    def run(self) -> None:
        """Runs to the end.

        Raises:
            Cancelled: The user stopped; what can go on later stays.
            RvError: A command failed; the outputs of those before it stay.
        """
        try:
            while not all(command.is_done for command in self._commands):
                self._monitor.check()
                self._begin_commands()
                self._submit()
                self._collect()
        except BaseException as error:
            self._executor.cancel()
            for command in self._commands:
                command.abandon(error)
            raise
        count = len(self._commands)
        self._monitor.progress(count, count, "commands", "Running the pipeline")

    def _states(self, run: PipelineRun) -> list[CommandState]:
        planned = {step.name: step for step in run.plan(rerun=self._rerun)}
        states: list[CommandState] = []
        for command in run.chosen:
            # What is up to date takes no time.
            share = command.share if planned[command.name].reasons else 0.0
            progress = self._progress.add((run.root, command.name), share, run.title)
            needs = [state for state in states if command.reads_from(state.command)]
            states.append(CommandState(run, command, needs, progress))
        return states

    def _begin_commands(self) -> None:
        for command in self._commands:
            # One at a time where only one can run: its log lines come with it.
            is_busy = not self._executor.is_parallel and any(c.is_running for c in self._commands)
            if command.can_begin and not is_busy:
                command.begin(self._monitor, rerun=self._rerun, at_once=self._executor.is_parallel)

    def _submit(self) -> None:
        for command in self._commands:
            while command.is_running and (found := command.next_part()) is not None:
                (part,) = found
                work = command.work(part, self._monitor)
                if not self._executor.has_room(work):
                    break
                at_once = sum(c.parts_at_once() for c in self._commands if c.is_running)
                command.begin_part(part)
                self._running[self._executor.submit(work, at_once)] = (command, part)
                if not self._executor.is_parallel:
                    return

    def _collect(self) -> None:
        if not self._running:
            return
        done, _ = wait(self._running, timeout=_WAIT_S, return_when=FIRST_COMPLETED)
        for future in done:
            command, part = self._running.pop(future)
            future.result()
            command.end_part(part, self._monitor)
