"""Three ways to train, from a first look to the best map, for each task."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rv_engine.pipeline.chip_classification_from_layers import ChipClassificationChoices
from rv_engine.pipeline.learning_choices import LearningChoices
from rv_engine.pipeline.object_detection_from_layers import ObjectDetectionChoices
from rv_engine.pipeline.pipeline_config import RVPipelineConfig
from rv_engine.pipeline.semantic_segmentation_from_layers import TrainingChoices
from rv_engine.pipeline.training_length import BALANCED, QUICK, THOROUGH, fit_training_length

PRESETS = ("quick", "balanced", "thorough")

_FIRST: dict[str, LearningChoices] = {
    "semantic_segmentation": TrainingChoices(),
    "chip_classification": ChipClassificationChoices(),
    "object_detection": ObjectDetectionChoices(),
}
_CHANGES: dict[str, dict[str, Any]] = {
    "quick": {"length": QUICK},
    "balanced": {"length": BALANCED},
    "thorough": {"length": THOROUGH, "encoder": "resnet50"},
}


def choices_of(task: str, preset: str) -> Any:
    """How to train for a task.

    Args:
        task: "semantic_segmentation", "chip_classification" or "object_detection".
        preset: One of `PRESETS`.
    """
    return replace(_FIRST[task], **_CHANGES[preset])


def with_preset(config: RVPipelineConfig, preset: str, num_chips: int) -> RVPipelineConfig:
    """A config as another preset would have it: the same chips, another model and other epochs.

    Args:
        config: Stays as it is.
        preset: One of `PRESETS`.
        num_chips: Chips for training.
    """
    choices = choices_of(config.type_hint, preset)
    changed = config.model_copy(deep=True)
    model = getattr(changed.backend, "model", None)
    if model is not None:
        model.backbone = choices.encoder
    fit_training_length(changed, choices.length, num_chips)
    return changed
