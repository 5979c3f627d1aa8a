"""Trains on several devices and machines: torchrun starts one process for each device."""

from __future__ import annotations

import os
import signal
import subprocess  # nosec B404
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rv_engine.config.json_file import to_json
from rv_engine.config.plugin_reference import references_for
from rv_engine.errors import ModelError, RvError
from rv_engine.learner.learner_config import LearnerConfig
from rv_engine.messages import Artifact, Failure, Log, Message, Metric, Progress, decode
from rv_engine.monitor import Monitor

_WORKER = "rv_engine.learner.train_worker"
# The others wait while the first machine cuts chips.
_PATIENCE_S = 24 * 3600


@dataclass(frozen=True)
class Placement:
    """Where a training runs.

    Attributes:
        devices: Processes on each machine, one a graphics card.
        nodes: Machines. The same command is started on each; all see the folders of the run.
        rendezvous: "host:port" of the first machine, which all can reach; for several machines.
        node_rank: The number of this machine; the first one is 0.
    """

    devices: int = 1
    nodes: int = 1
    rendezvous: str | None = None
    node_rank: int = 0

    @property
    def is_single(self) -> bool:
        """Whether it is one process."""
        return self.devices * self.nodes == 1

    @property
    def is_first(self) -> bool:
        """Whether this machine speaks and writes; the others only calculate."""
        return self.node_rank == 0

    @classmethod
    def of_environment(cls) -> Placement:
        """As `RV_DEVICES`, `RV_NODES`, `RV_RENDEZVOUS` and `RV_NODE_RANK` say.

        `rv run` sets them. The number of the machine may also be SLURM's.
        """
        nodes = int(os.environ.get("RV_NODES", "1"))
        rank = os.environ.get("RV_NODE_RANK") or os.environ.get("SLURM_NODEID") or "0"
        return cls(
            int(os.environ.get("RV_DEVICES", "1")),
            nodes,
            os.environ.get("RV_RENDEZVOUS"),
            int(rank) if nodes > 1 else 0,
        )


def train_together(
    config: LearnerConfig, placement: Placement, device: str | None, monitor: Monitor
) -> None:
    """Trains in several processes, as one process would with the same batches.

    Args:
        config: What is trained; it says where the outcome goes.
        placement: Where.
        device: "cpu" or "cuda"; the best there is when None.
        monitor: Hears what the first process says, and may stop all.

    Raises:
        RvError: What the first process says; or a process ended without a word.
    """
    # With the plugins that it needs, which the other processes have not loaded.
    plugins = [reference.model_dump(mode="json") for reference in references_for(config)]
    content = {"plugins": plugins, "learner": config.to_document()}
    run_together(_WORKER, content, placement, device, monitor)


def run_together(
    worker: str,
    content: Mapping[str, Any],
    placement: Placement,
    device: str | None,
    monitor: Monitor,
) -> None:
    """Runs a module in several processes; see `train_together`.

    Args:
        worker: The module; it hands its arguments to `train_worker.run_worker`.
        content: JSON values for it, with the references of plugins under "plugins".
        placement: Where.
        device: "cpu" or "cuda"; the best there is when None.
        monitor: Hears what the first process says, and may stop all.
    """
    with tempfile.TemporaryDirectory(prefix="rv-training-") as folder:
        path = Path(folder, "training.json")
        path.write_text(to_json(content), encoding="utf-8")
        _run(_command(placement, worker, path, device), placement, monitor)


def _run(command: list[str], placement: Placement, monitor: Monitor) -> None:
    process = subprocess.Popen(  # nosec B603
        command,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )
    failure: Failure | None = None
    try:
        for line in process.stdout or ():
            message = _decoded(line)
            if isinstance(message, Failure):
                failure = message
            elif message is not None:
                _pass_on(message, monitor)
            monitor.check()
        status = process.wait()
    finally:
        _stop(process)
        if process.stdout is not None:
            process.stdout.close()
    if failure is not None:
        raise RvError(failure.message, hint=failure.hint or "", where=failure.where or "")
    if status:
        raise ModelError(
            f"The training on {placement.devices} devices of {placement.nodes} machines ended "
            f"without a word (status {status}).",
            hint="The lines above it on stderr may say why. Try --devices 1.",
        )


def _command(placement: Placement, worker: str, config: Path, device: str | None) -> list[str]:
    command = [
        sys.executable,
        "-m",
        "torch.distributed.run",
        f"--nproc-per-node={placement.devices}",
    ]
    if placement.nodes == 1:
        command.append("--standalone")
    else:
        host, _, port = (placement.rendezvous or "").rpartition(":")
        if not host or not port.isdecimal():
            raise ModelError(
                f"{placement.nodes} machines were asked for, but not where they meet.",
                hint="Give --rendezvous HOST:PORT of the first machine, the same on each.",
            )
        if placement.node_rank >= placement.nodes:
            raise ModelError(
                f"This is machine {placement.node_rank}, but there are {placement.nodes}, counted "
                "from 0.",
                hint="Give each machine its --node-rank.",
            )
        command += [
            f"--nnodes={placement.nodes}",
            f"--node-rank={placement.node_rank}",
            f"--master-addr={host}",
            f"--master-port={port}",
            f"--rdzv-conf=timeout={_PATIENCE_S}",
        ]
    return [*command, "-m", worker, str(config), *([device] if device else [])]


def _decoded(line: str) -> Message | None:
    try:
        return decode(line)
    except RvError:
        return None


def _pass_on(message: Message, monitor: Monitor) -> None:
    match message:
        case Progress():
            monitor.progress(message.done, message.total, message.unit, message.what)
        case Metric():
            value = float("nan") if message.value is None else message.value
            monitor.metric(message.name, value, message.step, message.class_name)
        case Log():
            monitor.log(message.message, message.level)
        case Artifact():
            monitor.artifact(message.artifact, message.path, message.title)


def _stop(process: subprocess.Popen[str]) -> None:
    if process.poll() is not None:
        return
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGTERM)
    else:
        process.terminate()
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
