"""Config of the PyTorch backend for semantic segmentation."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from rv_engine.backend.pytorch_backend_config import PyTorchBackendConfig
from rv_engine.config.class_config import ClassConfig
from rv_engine.learner.semantic_segmentation_config import (
    SemanticSegmentationImageDataConfig,
    SemanticSegmentationModelConfig,
)

if TYPE_CHECKING:
    from rv_engine.backend.pytorch_semantic_segmentation import PyTorchSemanticSegmentation


class PyTorchSemanticSegmentationConfig(PyTorchBackendConfig):
    """Semantic segmentation with PyTorch."""

    type_hint: ClassVar[str] = "pytorch_semantic_segmentation_backend"
    tasks: ClassVar[tuple[str, ...]] = ("semantic_segmentation",)

    model: SemanticSegmentationModelConfig = Field(default_factory=SemanticSegmentationModelConfig)
    """The model."""

    data: SemanticSegmentationImageDataConfig = Field(
        default_factory=SemanticSegmentationImageDataConfig
    )
    """How chips are loaded."""

    def build(self, class_config: ClassConfig) -> PyTorchSemanticSegmentation:
        """The backend; torch is not imported yet."""
        from rv_engine.backend.pytorch_semantic_segmentation import PyTorchSemanticSegmentation

        return PyTorchSemanticSegmentation(self, class_config)
