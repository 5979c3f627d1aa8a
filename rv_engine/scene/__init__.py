"""Scenes: images with labels and areas of interest."""

from rv_engine.scene.chip_classification_chip_options import ChipClassificationChipOptions
from rv_engine.scene.dataset_config import (
    TEST_SCENES,
    TRAIN_SCENES,
    VALIDATION_SCENES,
    DatasetConfig,
)
from rv_engine.scene.object_detection_chip_options import (
    ObjectDetectionChipOptions,
    ObjectDetectionWindowSamplingConfig,
)
from rv_engine.scene.scene_config import SceneConfig
from rv_engine.scene.window_sampling_config import (
    ChipOptions,
    SemanticSegmentationChipOptions,
    WindowSamplingConfig,
    WindowSamplingMethod,
)

__all__ = [
    "TEST_SCENES",
    "TRAIN_SCENES",
    "VALIDATION_SCENES",
    "ChipClassificationChipOptions",
    "ChipOptions",
    "DatasetConfig",
    "ObjectDetectionChipOptions",
    "ObjectDetectionWindowSamplingConfig",
    "SceneConfig",
    "SemanticSegmentationChipOptions",
    "WindowSamplingConfig",
    "WindowSamplingMethod",
]
