"""Semantic segmentation with PyTorch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rv_engine.backend.backend import MODEL_FOLDER
from rv_engine.backend.chip_writer import SPLITS
from rv_engine.backend.geo_data_config import SemanticSegmentationGeoDataConfig
from rv_engine.backend.pytorch_backend import PyTorchBackend
from rv_engine.backend.semantic_segmentation_chip_writer import SemanticSegmentationChipWriter
from rv_engine.backend.semantic_segmentation_prediction import SegmentationModel
from rv_engine.monitor import Monitor
from rv_engine.scene import SemanticSegmentationChipOptions
from rv_engine.scene.scene import Scene

if TYPE_CHECKING:
    from rv_engine.backend.pytorch_semantic_segmentation_config import (
        PyTorchSemanticSegmentationConfig,
    )
    from rv_engine.learner.learner import Learner


# The part of the whole time that looking at all windows is worth.
_LOOKING = 0.05


class PyTorchSemanticSegmentation(PyTorchBackend):
    """Cuts chips, trains on them, and loads what was trained."""

    config: PyTorchSemanticSegmentationConfig

    def chip_writer(
        self, folder: Path, options: SemanticSegmentationChipOptions
    ) -> SemanticSegmentationChipWriter:
        return SemanticSegmentationChipWriter(folder, options, self.class_config)

    def learner(self, chips: Path, folder: Path) -> Learner:
        from rv_engine.learner.semantic_segmentation.semantic_segmentation_learner import (
            SemanticSegmentationLearner,
        )

        data = self.config.data.model_copy(
            update={"uri": str(chips), "class_config": self.class_config}
        )
        return SemanticSegmentationLearner(
            model=self.config.model,
            solver=self.config.solver,
            data=data,
            output_dir=folder,
            device=self.config.device,
        )

    @property
    def reads_scenes(self) -> bool:
        data = self.config.data
        return isinstance(data, SemanticSegmentationGeoDataConfig) and not data.cut_chips

    def train_on_scenes(
        self, scenes: Mapping[str, Sequence[Scene]], options: Any, folder: Path, monitor: Monitor
    ) -> None:
        from rv_engine.backend.semantic_segmentation_scene_samples import SceneSamples

        writer = self.chip_writer(folder, options)
        learner = self.learner(folder, folder)
        learner.given_sources = {
            split: SceneSamples(
                split, scenes[split], writer, self.config.data.img_sz, monitor.part(0, _LOOKING)
            )
            for split in SPLITS
            if scenes.get(split)
        }
        self.run_learner(learner, folder, monitor.part(_LOOKING, 1))

    def load_model(self, folder: Path) -> SegmentationModel:
        from rv_engine.learner.semantic_segmentation.saved_model import load_model

        return load_model(folder / MODEL_FOLDER, device=self.config.device)
