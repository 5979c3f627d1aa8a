"""Models and their training on images and labels, with no geography. Importing this needs no torch."""

from rv_engine.learner.augmentor_config import (
    AugmentorConfig,
    BlurConfig,
    BrightnessContrastConfig,
    GaussianBlurConfig,
    GaussNoiseConfig,
    HorizontalFlipConfig,
    RandomRotate90Config,
    RandomScaleConfig,
    RGBShiftConfig,
    ToGrayConfig,
    VerticalFlipConfig,
)
from rv_engine.learner.chip_classification_config import (
    ClassificationImageDataConfig,
    ClassificationLearnerConfig,
    ClassificationModelConfig,
)
from rv_engine.learner.data_config import DataConfig
from rv_engine.learner.external_module_config import ExternalModuleConfig
from rv_engine.learner.learner_config import LearnerConfig
from rv_engine.learner.loss_config import (
    CombinedLossConfig,
    CrossEntropyLossConfig,
    DiceLossConfig,
    FocalLossConfig,
    LossConfig,
    LovaszLossConfig,
)
from rv_engine.learner.model_config import ModelConfig
from rv_engine.learner.object_detection_config import (
    ObjectDetectionImageDataConfig,
    ObjectDetectionLearnerConfig,
    ObjectDetectionModelConfig,
)
from rv_engine.learner.semantic_segmentation_config import (
    SemanticSegmentationImageDataConfig,
    SemanticSegmentationLearnerConfig,
    SemanticSegmentationModelConfig,
)
from rv_engine.learner.solver_config import SolverConfig

__all__ = [
    "AugmentorConfig",
    "BlurConfig",
    "BrightnessContrastConfig",
    "ClassificationImageDataConfig",
    "ClassificationLearnerConfig",
    "ClassificationModelConfig",
    "CombinedLossConfig",
    "CrossEntropyLossConfig",
    "DataConfig",
    "DiceLossConfig",
    "ExternalModuleConfig",
    "FocalLossConfig",
    "GaussNoiseConfig",
    "GaussianBlurConfig",
    "HorizontalFlipConfig",
    "LearnerConfig",
    "LossConfig",
    "LovaszLossConfig",
    "ModelConfig",
    "ObjectDetectionImageDataConfig",
    "ObjectDetectionLearnerConfig",
    "ObjectDetectionModelConfig",
    "RGBShiftConfig",
    "RandomRotate90Config",
    "RandomScaleConfig",
    "SemanticSegmentationImageDataConfig",
    "SemanticSegmentationLearnerConfig",
    "SemanticSegmentationModelConfig",
    "SolverConfig",
    "ToGrayConfig",
    "VerticalFlipConfig",
]
