"""Three ways to train, from a first look to the best map, for each task."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rv_engine.pipeline.chip_classification_from_layers import ChipClassificationChoices
from rv_engine.pipeline.learning_choices import LearningChoices
from rv_engine.pipeline.object_detection_from_layers import ObjectDetectionChoices
from rv_engine.pipeline.pipeline_config import RVPipelineConfig
from rv_engine.pipeline.semantic_segmentation_from_layers import TrainingChoices

PRESETS = ("quick", "balanced", "thorough")

_FIRST: dict[str, LearningChoices] = {
    "semantic_segmentation": TrainingChoices(),
    "chip_classification": ChipClassificationChoices(),
    "object_detection": ObjectDetectionChoices(),
}
_CHANGES: dict[str, dict[str, Any]] = {
    "quick": {"epochs": 5},
    "balanced": {},
    "thorough": {"epochs": 60, "encoder": "resnet50"},
}
# With fewer labels than this there are few chips, and so few steps in each epoch.
_FEW_LABELS = 30


def choices_of(task: str, preset: str, num_labels: int) -> Any:
    """How to train for a task.

    Args:
        task: "semantic_segmentation", "chip_classification" or "object_detection".
        preset: One of `PRESETS`.
        num_labels: Features; with few of them there are more epochs. 0 when nobody knows.
    """
    choices = replace(_FIRST[task], **_CHANGES[preset])
    if 0 < num_labels < _FEW_LABELS and preset != "quick":
        choices = replace(choices, epochs=2 * choices.epochs)
    return choices


def with_preset(config: RVPipelineConfig, preset: str, num_labels: int) -> RVPipelineConfig:
    """A config as another preset would have it: the same chips, another model and more epochs.

    Args:
        config: Stays as it is.
        preset: One of `PRESETS`.
        num_labels: See `choices_of`.
    """
    choices = choices_of(config.type_hint, preset, num_labels)
    changed = config.model_copy(deep=True)
    model, solver = (getattr(changed.backend, name, None) for name in ("model", "solver"))
    if model is not None:
        model.backbone = choices.encoder
    if solver is not None:
        solver.num_epochs = choices.epochs
    return changed
