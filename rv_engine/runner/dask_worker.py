"""What runs on a worker of a Dask cluster."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict

from rv_engine.messages import Message, encode
from rv_engine.monitor import Monitor
from rv_engine.pipeline.command_config import CommandConfig, CommandRun
from rv_engine.process_settings import apply_process_settings
from rv_engine.runner.local_runner import count_cores

TOPIC = "rv-messages-"
"""Messages go to the topic of this name and the run."""

# In a worker's process, by run: a worker outlives runs, and may work for several.
_CANCELLED: dict[str, threading.Event] = {}
_LOCK = threading.Lock()
# The commands of which this process has done a part last: models stay loaded between parts.
_COMMANDS: OrderedDict[tuple[str, str], CommandRun] = OrderedDict()
_MOST_COMMANDS = 2


def run_work(config_json: str, run_id: str, work: str, threads: int | None) -> None:
    """Runs a part of a command in the process of a worker.

    Args:
        config_json: A `CommandConfig`.
        run_id: Of the run, for its messages and for `cancel_run`.
        work: Names the part in the messages.
        threads: For calculations; None shares the worker's cores among its tasks.

    Raises:
        RvError: It failed.
        Cancelled: The run was cancelled.
    """
    from distributed import get_worker

    worker = get_worker()
    # Dask gives each process one, as if there were a process for each core. It counts from the
    # first import of torch on, which is later.
    threads = threads or max(1, count_cores() // max(worker.state.nthreads, 1))
    os.environ["OMP_NUM_THREADS"] = str(threads)
    apply_process_settings()
    cancelled = _cancelled(run_id)

    def send(message: Message) -> None:
        worker.log_event(TOPIC + run_id, {"work": work, "message": encode(message)})

    monitor = Monitor(send, cancelled)
    monitor.check()
    config = CommandConfig.model_validate_json(config_json)
    _command(config, run_id).run(config, monitor)


def cancel_run(run_id: str) -> None:
    """Stops all parts of a run in this process, those that run and those that are to come."""
    _cancelled(run_id).set()


def _cancelled(run_id: str) -> threading.Event:
    with _LOCK:
        return _CANCELLED.setdefault(run_id, threading.Event())


def _command(config: CommandConfig, run_id: str) -> CommandRun:
    key = (run_id, config.fingerprint)
    with _LOCK:
        if key in _COMMANDS:
            _COMMANDS.move_to_end(key)
            return _COMMANDS[key]
        run = _COMMANDS[key] = config.build()
        while len(_COMMANDS) > _MOST_COMMANDS:
            _COMMANDS.popitem(last=False)
        return run
