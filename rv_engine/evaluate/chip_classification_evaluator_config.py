"""Config of the evaluation of chip classification."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from rv_engine.config import display
from rv_engine.config.class_config import ClassConfig
from rv_engine.evaluate.evaluator_config import EvaluatorConfig

if TYPE_CHECKING:
    from rv_engine.evaluate.chip_classification_evaluator import ChipClassificationEvaluator


class ChipClassificationEvaluatorConfig(EvaluatorConfig):
    """Precision, recall and F1 of each class, counted in cells."""

    type_hint: ClassVar[str] = "chip_classification_evaluator"

    multi_label: bool = Field(False, json_schema_extra=display(advanced=True))
    """A cell can have several classes, each of which is compared by itself; within a pipeline as
    the model has it."""

    def build(self, class_config: ClassConfig) -> ChipClassificationEvaluator:
        """The evaluator."""
        from rv_engine.evaluate.chip_classification_evaluator import ChipClassificationEvaluator

        return ChipClassificationEvaluator(class_config, multi_label=self.multi_label)
