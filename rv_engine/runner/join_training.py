"""What the second and further machines do while the first one runs a pipeline: help in TRAIN."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rv_engine.errors import ConfigError
from rv_engine.learner.launch import Placement
from rv_engine.monitor import Monitor
from rv_engine.pipeline import RVPipelineConfig


def is_first_machine() -> bool:
    """Whether this machine runs the commands."""
    return Placement.of_environment().is_first


def join_training(
    configs: Sequence[RVPipelineConfig], commands: Sequence[str], monitor: Monitor
) -> dict[str, Any]:
    """Waits for the first machine to begin TRAIN, and calculates with it.

    Raises:
        ConfigError: There is no training to join.
        ModelError: It is not said where the machines meet, or the training failed.
    """
    if len(configs) != 1 or "train" not in (commands or ["train"]):
        raise ConfigError(
            "Several machines can only train one pipeline.",
            hint="Leave --nodes out, or run TRAIN of one config.",
        )
    config = configs[0]
    config.update()
    pipeline = config.build()
    (train,) = [command for command in pipeline.commands() if command.name == "train"]
    rank = Placement.of_environment().node_rank
    monitor.log(f"Machine {rank} waits for TRAIN to begin on the first one.")
    pipeline.backend.train(config.folder("chip"), train.work_folder, monitor)
    return {"root": config.root_uri, "node_rank": rank}
