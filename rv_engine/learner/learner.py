"""The base of all learners."""

from __future__ import annotations

from pathlib import Path

import torch

from rv_engine.learner.data_config import DataConfig
from rv_engine.learner.devices import choose_device
from rv_engine.learner.learning_task import LearningTask
from rv_engine.learner.memory_errors import memory_errors
from rv_engine.learner.model_config import ModelConfig
from rv_engine.learner.solver_config import SolverConfig
from rv_engine.learner.training import Training
from rv_engine.learner.training_result import TrainingResult
from rv_engine.monitor import Monitor
from rv_engine.storage import check_writable


class Learner(LearningTask):
    """Trains a model of a task.

    Args:
        model: The network.
        solver: How it is trained.
        data: What it is trained with.
        output_dir: Receives `log.csv`, `checkpoints/` and, at the end, `model/`.
        device: "cpu", "cuda", "cuda:1" or "mps"; the best there is when None.

    Raises:
        ModelError: There is no such device.
    """

    def __init__(
        self,
        *,
        model: ModelConfig,
        solver: SolverConfig,
        data: DataConfig,
        output_dir: Path,
        device: str | None = None,
    ) -> None:
        self.model = model
        self.solver = solver
        self.data = data
        self.output_dir = output_dir
        self.device = choose_device(device)

    def train(self, monitor: Monitor | None = None) -> TrainingResult:
        """Trains, goes on with an interrupted training, or returns a finished one.

        Raises:
            LabelError: The samples are missing or not sound.
            ModelError: The network cannot be built, the loss is no number any more, or the memory
                does not suffice.
            ConfigError: The configs do not fit the samples.
            OutputError: The output folder cannot be written.
            Cancelled: The monitor said so; the next call goes on after the last whole epoch.
        """
        check_writable(self.output_dir)
        hint = f"Lower the batch size (batch_sz is {self.solver.batch_sz}), or img_sz."
        devices = [self.device] if self.device.type == "cuda" else []
        with memory_errors(hint), torch.random.fork_rng(devices):
            torch.manual_seed(self.solver.seed)
            return Training(self, self.output_dir, monitor or Monitor()).run()
