"""Config of the PyTorch backend for semantic segmentation."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from rv_engine.backend.backend_config import BackendConfig
from rv_engine.config import display
from rv_engine.config.class_config import ClassConfig
from rv_engine.learner.semantic_segmentation_config import (
    SemanticSegmentationImageDataConfig,
    SemanticSegmentationModelConfig,
)
from rv_engine.learner.solver_config import SolverConfig

if TYPE_CHECKING:
    from rv_engine.backend.pytorch_semantic_segmentation import PyTorchSemanticSegmentation


class PyTorchSemanticSegmentationConfig(BackendConfig):
    """Semantic segmentation with PyTorch."""

    type_hint: ClassVar[str] = "pytorch_semantic_segmentation_backend"

    model: SemanticSegmentationModelConfig = Field(default_factory=SemanticSegmentationModelConfig)
    """The model."""

    solver: SolverConfig = Field(default_factory=SolverConfig)
    """How it is trained."""

    data: SemanticSegmentationImageDataConfig = Field(
        default_factory=SemanticSegmentationImageDataConfig
    )
    """How chips are loaded."""

    device: str | None = Field(None, json_schema_extra=display(advanced=True))
    """Where to compute: "cuda", "mps" or "cpu"; the fastest one there is when left out."""

    def build(self, class_config: ClassConfig) -> PyTorchSemanticSegmentation:
        """The backend; torch is not imported yet."""
        from rv_engine.backend.pytorch_semantic_segmentation import PyTorchSemanticSegmentation

        return PyTorchSemanticSegmentation(self, class_config)
