"""Config of the evaluation of object detection."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from rv_engine.config import display
from rv_engine.config.class_config import ClassConfig
from rv_engine.evaluate.evaluator_config import EvaluatorConfig

if TYPE_CHECKING:
    from rv_engine.evaluate.object_detection_evaluator import ObjectDetectionEvaluator


class ObjectDetectionEvaluatorConfig(EvaluatorConfig):
    """Found, missed and wrongly found objects of each class, and COCO's mean average precision."""

    type_hint: ClassVar[str] = "object_detection_evaluator"

    iou_thresh: float = Field(0.5, gt=0, le=1, json_schema_extra=display(advanced=True))
    """A predicted box finds an object when what both share is at least this part of what they cover
    together."""

    def build(self, class_config: ClassConfig) -> ObjectDetectionEvaluator:
        """The evaluator."""
        from rv_engine.evaluate.object_detection_evaluator import ObjectDetectionEvaluator

        return ObjectDetectionEvaluator(class_config, self.iou_thresh)
