"""Models and their training on images and labels, with no geography. Importing this needs no torch."""

from rv_engine.learner.data_config import DataConfig, SemanticSegmentationImageDataConfig
from rv_engine.learner.learner_config import LearnerConfig, SemanticSegmentationLearnerConfig
from rv_engine.learner.model_config import ModelConfig, SemanticSegmentationModelConfig
from rv_engine.learner.solver_config import SolverConfig

__all__ = [
    "DataConfig",
    "LearnerConfig",
    "ModelConfig",
    "SemanticSegmentationImageDataConfig",
    "SemanticSegmentationLearnerConfig",
    "SemanticSegmentationModelConfig",
    "SolverConfig",
]
