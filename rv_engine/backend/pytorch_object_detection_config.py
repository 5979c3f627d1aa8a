"""Config of the PyTorch backend for object detection."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from rv_engine.backend.pytorch_backend_config import PyTorchBackendConfig
from rv_engine.config.class_config import ClassConfig
from rv_engine.learner.object_detection_config import (
    ObjectDetectionImageDataConfig,
    ObjectDetectionModelConfig,
)

if TYPE_CHECKING:
    from rv_engine.backend.pytorch_object_detection import PyTorchObjectDetection


class PyTorchObjectDetectionConfig(PyTorchBackendConfig):
    """Object detection with PyTorch."""

    type_hint: ClassVar[str] = "pytorch_object_detection_backend"
    tasks: ClassVar[tuple[str, ...]] = ("object_detection",)

    model: ObjectDetectionModelConfig = Field(default_factory=ObjectDetectionModelConfig)
    """The model."""

    data: ObjectDetectionImageDataConfig = Field(default_factory=ObjectDetectionImageDataConfig)
    """How chips are loaded."""

    def build(self, class_config: ClassConfig) -> PyTorchObjectDetection:
        """The backend; torch is not imported yet."""
        from rv_engine.backend.pytorch_object_detection import PyTorchObjectDetection

        return PyTorchObjectDetection(self, class_config)
