"""Config of how a scene is predicted when objects are looked for."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from rv_engine.backend.predict_options import PredictOptions
from rv_engine.config import display


class ObjectDetectionPredictOptions(PredictOptions):
    """How windows slide over a scene, and how what they see becomes one box for each object.

    Objects should be smaller than half a window: then some window sees each of them whole. Of larger
    ones the parts that windows see are joined, as far as the model recognises parts.
    """

    type_hint: ClassVar[str] = "object_detection_predict_options"

    stride: int | None = Field(
        default=None, gt=0, json_schema_extra=display(unit="px", advanced=True)
    )
    """From one window to the next, in pixels; half the size of a window when left out, so that most
    objects are seen whole by one of them."""

    merge_thresh: float = Field(0.5, gt=0, le=1, json_schema_extra=display(advanced=True))
    """Two boxes are of one object when what they share is more than this part of what they cover
    together."""

    score_thresh: float = Field(0.5, ge=0, le=1)
    """How sure the model must be, from 0 to 1: lower it to find more objects and more false ones."""

    class_agnostic_nms: bool = Field(False, json_schema_extra=display(advanced=True))
    """Let boxes of different classes be of one object, of which the surest class is kept."""

    @property
    def stride_px(self) -> int:
        """From one window to the next."""
        return max(self.chip_sz // 2, 1) if self.stride is None else self.stride
