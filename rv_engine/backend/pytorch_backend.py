"""What all PyTorch backends share: training on chips."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING

from rv_engine.backend.backend import Backend
from rv_engine.backend.pytorch_backend_config import PyTorchBackendConfig
from rv_engine.config.class_config import ClassConfig
from rv_engine.messages import Artifact
from rv_engine.monitor import Monitor
from rv_engine.storage import remove_path

if TYPE_CHECKING:
    from rv_engine.learner.learner import Learner


class PyTorchBackend(Backend):
    """Trains a learner of its task; torch is imported when that begins.

    Args:
        config: Model, solver and data.
        class_config: The classes, the null class included.
    """

    def __init__(self, config: PyTorchBackendConfig, class_config: ClassConfig) -> None:
        self.config = config
        self.class_config = class_config

    @abstractmethod
    def learner(self, chips: Path, folder: Path) -> Learner:
        """The learner that reads chips and writes into a folder."""

    def train(self, chips: Path, folder: Path, monitor: Monitor) -> None:
        self.run_learner(self.learner(chips, folder), folder, monitor)

    def training_artifacts(self, folder: Path) -> tuple[Artifact, ...]:
        return (
            Artifact("curves", str(folder / "curves.svg"), "Training curves"),
            Artifact("samples", str(folder / "samples.png"), "Training samples"),
            Artifact(
                "validation_samples", str(folder / "validation_samples.png"), "Validation samples"
            ),
        )

    def run_learner(self, learner: Learner, folder: Path, monitor: Monitor) -> None:
        """Trains, here or on several devices."""
        from rv_engine.learner.launch import Placement, train_together
        from rv_engine.learner.training import CHECKPOINTS_FOLDER

        placement = Placement.of_environment()
        if placement.is_single or learner.given_sources is not None:
            learner.train(monitor)
        else:
            device = self.config.device
            train_together(learner.to_config(), placement, device, monitor)
        if not placement.is_first:
            return
        # They are for going on after an interruption, and several times as large as the model.
        remove_path(folder / CHECKPOINTS_FOLDER)
