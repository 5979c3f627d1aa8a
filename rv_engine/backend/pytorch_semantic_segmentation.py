"""Semantic segmentation with PyTorch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from rv_engine.backend.backend import MODEL_FOLDER
from rv_engine.backend.pytorch_backend import PyTorchBackend
from rv_engine.backend.scene_samples import SceneSamples
from rv_engine.backend.semantic_segmentation_chip_writer import SemanticSegmentationChipWriter
from rv_engine.backend.semantic_segmentation_prediction import SegmentationModel
from rv_engine.scene import SemanticSegmentationChipOptions

if TYPE_CHECKING:
    from rv_engine.backend.pytorch_semantic_segmentation_config import (
        PyTorchSemanticSegmentationConfig,
    )
    from rv_engine.learner.learner import Learner


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

    def scene_samples(self, *arguments: Any) -> SceneSamples:
        from rv_engine.backend.semantic_segmentation_scene_samples import (
            SemanticSegmentationSceneSamples,
        )

        return SemanticSegmentationSceneSamples(*arguments)

    def load_model(self, folder: Path) -> SegmentationModel:
        from rv_engine.learner.semantic_segmentation.saved_model import load_model

        return load_model(folder / MODEL_FOLDER, device=self.config.device)
