"""Configs of learners: model, solver and data together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from rv_engine.config import Config
from rv_engine.errors import ConfigError
from rv_engine.learner.data_config import SemanticSegmentationImageDataConfig
from rv_engine.learner.model_config import SemanticSegmentationModelConfig
from rv_engine.learner.solver_config import SolverConfig

if TYPE_CHECKING:
    from rv_engine.learner.semantic_segmentation.semantic_segmentation_learner import (
        SemanticSegmentationLearner,
    )


class LearnerConfig(Config, abstract=True):
    """A training: a model, how it is trained, with what, and where the outcome goes."""

    type_hint: ClassVar[str] = "learner"

    solver: SolverConfig = Field(default_factory=SolverConfig)
    """How the model is trained."""

    output_uri: str | None = None
    """The folder for checkpoints, the log and the trained model."""


class SemanticSegmentationLearnerConfig(LearnerConfig):
    """A training of a model that gives each pixel a class."""

    type_hint: ClassVar[str] = "semantic_segmentation_learner"

    model: SemanticSegmentationModelConfig = Field(default_factory=SemanticSegmentationModelConfig)
    """The neural network."""

    data: SemanticSegmentationImageDataConfig
    """The images and labels."""

    def build(self, device: str | None = None) -> SemanticSegmentationLearner:
        """The learner.

        Args:
            device: "cpu", "cuda", "cuda:1" or "mps"; the best there is when left out.

        Raises:
            ConfigError: It is not said where the outcome goes.
        """
        from rv_engine.learner.semantic_segmentation.semantic_segmentation_learner import (
            SemanticSegmentationLearner,
        )

        if self.output_uri is None:
            raise ConfigError("The learner needs a folder to write to.", hint="Set output_uri.")
        return SemanticSegmentationLearner(
            model=self.model,
            solver=self.solver,
            data=self.data,
            output_dir=Path(self.output_uri),
            device=device,
        )
