"""Chip classification with PyTorch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from rv_engine.backend.backend import MODEL_FOLDER
from rv_engine.backend.chip_classification_chip_writer import ChipClassificationChipWriter
from rv_engine.backend.chip_classification_prediction import ClassificationModel
from rv_engine.backend.pytorch_backend import PyTorchBackend
from rv_engine.backend.scene_samples import SceneSamples
from rv_engine.scene import ChipClassificationChipOptions

if TYPE_CHECKING:
    from rv_engine.backend.pytorch_chip_classification_config import (
        PyTorchChipClassificationConfig,
    )
    from rv_engine.learner.learner import Learner


class PyTorchChipClassification(PyTorchBackend):
    """Cuts chips, trains on them, and loads what was trained."""

    config: PyTorchChipClassificationConfig

    def chip_writer(
        self, folder: Path, options: ChipClassificationChipOptions
    ) -> ChipClassificationChipWriter:
        return ChipClassificationChipWriter(folder, options, self.class_config)

    def learner(self, chips: Path, folder: Path) -> Learner:
        from rv_engine.learner.chip_classification.classification_learner import (
            ClassificationLearner,
        )

        data = self.config.data.model_copy(
            update={"uri": str(chips), "class_config": self.class_config}
        )
        return ClassificationLearner(
            model=self.config.model,
            solver=self.config.solver,
            data=data,
            output_dir=folder,
            device=self.config.device,
        )

    def scene_samples(self, *arguments: Any) -> SceneSamples:
        from rv_engine.backend.chip_classification_scene_samples import (
            ChipClassificationSceneSamples,
        )

        return ChipClassificationSceneSamples(*arguments)

    def load_model(self, folder: Path) -> ClassificationModel:
        from rv_engine.learner.chip_classification.classification_predictor import load_model

        return load_model(folder / MODEL_FOLDER, device=self.config.device)
