"""Config of the PyTorch backend for chip classification."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from rv_engine.backend.pytorch_backend_config import PyTorchBackendConfig
from rv_engine.config.class_config import ClassConfig
from rv_engine.learner.chip_classification_config import (
    ClassificationImageDataConfig,
    ClassificationModelConfig,
)

if TYPE_CHECKING:
    from rv_engine.backend.pytorch_chip_classification import PyTorchChipClassification


class PyTorchChipClassificationConfig(PyTorchBackendConfig):
    """Chip classification with PyTorch."""

    type_hint: ClassVar[str] = "pytorch_chip_classification_backend"
    tasks: ClassVar[tuple[str, ...]] = ("chip_classification",)

    model: ClassificationModelConfig = Field(default_factory=ClassificationModelConfig)
    """The model."""

    data: ClassificationImageDataConfig = Field(default_factory=ClassificationImageDataConfig)
    """How chips are loaded."""

    def build(self, class_config: ClassConfig) -> PyTorchChipClassification:
        """The backend; torch is not imported yet."""
        from rv_engine.backend.pytorch_chip_classification import PyTorchChipClassification

        return PyTorchChipClassification(self, class_config)
