"""What all PyTorch backends share: training on chips."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rv_engine.backend.backend import Backend
from rv_engine.backend.chip_writer import SPLITS
from rv_engine.backend.geo_data_config import GeoDataConfig
from rv_engine.backend.pytorch_backend_config import PyTorchBackendConfig
from rv_engine.backend.scene_samples import SceneSamples
from rv_engine.backend.scene_training import WORKER as SCENE_WORKER
from rv_engine.backend.scene_training import scene_training_content
from rv_engine.config.class_config import ClassConfig
from rv_engine.messages import Artifact
from rv_engine.monitor import Monitor
from rv_engine.scene import ChipOptions, SceneConfig
from rv_engine.storage import remove_path

if TYPE_CHECKING:
    from rv_engine.learner.learner import Learner


# The part of the whole time that looking at all windows is worth.
_LOOKING = 0.05


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

    def show_bands(self, bands: list[int] | None) -> None:
        data = self.config.data
        if data.display_bands is None:
            data = data.model_copy(update={"display_bands": bands})
            self.config = self.config.model_copy(update={"data": data})

    @abstractmethod
    def scene_samples(self, *arguments: Any) -> SceneSamples:
        """The samples of scenes, for the arguments of `SceneSamples`."""

    @property
    def tells_of_absent_classes(self) -> bool:
        return True

    @property
    def reads_scenes(self) -> bool:
        data = self.config.data
        return isinstance(data, GeoDataConfig) and not data.cut_chips

    def train_on_scenes(
        self,
        scenes: Mapping[str, Sequence[SceneConfig]],
        options: ChipOptions,
        folder: Path,
        monitor: Monitor,
    ) -> None:
        from rv_engine.learner.launch import Placement, run_together

        placement = Placement.of_environment()
        if placement.is_single:
            self.train_here_on_scenes(scenes, options, folder, monitor)
        else:
            content = scene_training_content(
                self.config, self.class_config, scenes, options, folder
            )
            run_together(SCENE_WORKER, content, placement, self.config.device, monitor)
        if placement.is_first:
            self._remove_checkpoints(folder)

    def train_here_on_scenes(
        self,
        scenes: Mapping[str, Sequence[SceneConfig]],
        options: ChipOptions,
        folder: Path,
        monitor: Monitor,
    ) -> None:
        """Trains in this process, alone or with those that were started together with it."""
        writer = self.chip_writer(folder, options)
        learner = self.learner(folder, folder)
        learner.given_sources = {
            split: self.scene_samples(
                split,
                [scene.build(self.class_config) for scene in scenes[split]],
                writer,
                self.config.data.img_sz,
                monitor.part(0, _LOOKING),
            )
            for split in SPLITS
            if scenes.get(split)
        }
        learner.train(monitor.part(_LOOKING, 1))

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

        placement = Placement.of_environment()
        if placement.is_single:
            learner.train(monitor)
        else:
            device = self.config.device
            train_together(learner.to_config(), placement, device, monitor)
        if placement.is_first:
            self._remove_checkpoints(folder)

    def _remove_checkpoints(self, folder: Path) -> None:
        """They are for going on after an interruption, and several times as large as the model."""
        from rv_engine.learner.training import CHECKPOINTS_FOLDER

        remove_path(folder / CHECKPOINTS_FOLDER)
