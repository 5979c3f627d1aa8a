"""Config of the evaluation of semantic segmentation."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rv_engine.config.class_config import ClassConfig
from rv_engine.evaluate.evaluator_config import EvaluatorConfig

if TYPE_CHECKING:
    from rv_engine.evaluate.semantic_segmentation_evaluator import SemanticSegmentationEvaluator


class SemanticSegmentationEvaluatorConfig(EvaluatorConfig):
    """Precision, recall, F1 and IoU of each class, counted in pixels."""

    type_hint: ClassVar[str] = "semantic_segmentation_evaluator"

    error_maps: bool = True
    """Also write where the errors are: a raster of the errors, and blocks with how wrong they are."""

    def build(self, class_config: ClassConfig) -> SemanticSegmentationEvaluator:
        """The evaluator."""
        from rv_engine.evaluate.semantic_segmentation_evaluator import (
            SemanticSegmentationEvaluator,
        )

        return SemanticSegmentationEvaluator(class_config, error_maps=self.error_maps)
