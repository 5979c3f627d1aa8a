"""Object detection with PyTorch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from rv_engine.backend.backend import MODEL_FOLDER
from rv_engine.backend.object_detection_chip_writer import ObjectDetectionChipWriter
from rv_engine.backend.object_detection_prediction import DetectionModel
from rv_engine.backend.pytorch_backend import PyTorchBackend
from rv_engine.backend.scene_samples import SceneSamples
from rv_engine.scene import ObjectDetectionChipOptions

if TYPE_CHECKING:
    from rv_engine.backend.pytorch_object_detection_config import PyTorchObjectDetectionConfig
    from rv_engine.learner.learner import Learner


class PyTorchObjectDetection(PyTorchBackend):
    """Cuts chips, trains on them, and loads what was trained."""

    config: PyTorchObjectDetectionConfig

    def chip_writer(
        self, folder: Path, options: ObjectDetectionChipOptions
    ) -> ObjectDetectionChipWriter:
        return ObjectDetectionChipWriter(folder, options, self.class_config)

    def learner(self, chips: Path, folder: Path) -> Learner:
        from rv_engine.learner.object_detection.object_detection_learner import (
            ObjectDetectionLearner,
        )

        data = self.config.data.model_copy(
            update={"uri": str(chips), "class_config": self.class_config}
        )
        return ObjectDetectionLearner(
            model=self.config.model,
            solver=self.config.solver,
            data=data,
            output_dir=folder,
            device=self.config.device,
        )

    def scene_samples(self, *arguments: Any) -> SceneSamples:
        from rv_engine.backend.object_detection_scene_samples import ObjectDetectionSceneSamples

        return ObjectDetectionSceneSamples(*arguments)

    def load_model(self, folder: Path) -> DetectionModel:
        from rv_engine.learner.object_detection.saved_model import load_model

        return load_model(folder / MODEL_FOLDER, device=self.config.device)
