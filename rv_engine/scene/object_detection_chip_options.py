"""Config of how chips for object detection are taken from a scene."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from rv_engine.config import display
from rv_engine.scene.window_sampling_config import ChipOptions, WindowSamplingConfig


class ObjectDetectionWindowSamplingConfig(WindowSamplingConfig):
    """How windows are placed on a scene with objects, and which objects they show."""

    type_hint: ClassVar[str] = "object_detection_window_sampling"

    ioa_thresh: float = Field(0.8, ge=0, le=1, json_schema_extra=display(advanced=True))
    """A window shows an object when at least this share of its box is inside. Of other objects that
    it touches it is not known whether they can be seen: they are neither learnt nor counted."""

    clip: bool = Field(False, json_schema_extra=display(advanced=True))
    """Cut the boxes at the window's border. A model never sees more than that; otherwise whole boxes
    are written, for other programs."""

    neg_ratio: float | None = Field(None, ge=0, json_schema_extra=display(advanced=True))
    """How many windows without objects come on each one with objects; 1 for as many. Random
    windows: when left out, they are placed without regard to objects. Sliding windows: when left
    out, all are kept."""

    neg_ioa_thresh: float = Field(0.2, gt=0, le=1, json_schema_extra=display(advanced=True))
    """A window is without objects when it shows less than this share of each one's box."""


class ObjectDetectionChipOptions(ChipOptions):
    """How CHIP cuts chips for object detection."""

    type_hint: ClassVar[str] = "object_detection_chip_options"

    sampling: (  # type: ignore[assignment] # narrower than in the base, on purpose
        ObjectDetectionWindowSamplingConfig | dict[str, ObjectDetectionWindowSamplingConfig]
    )
    """How windows are placed; or for each scene id how on that scene."""

    def sampling_of(self, scene_id: str) -> ObjectDetectionWindowSamplingConfig:
        sampling = super().sampling_of(scene_id)
        if not isinstance(sampling, ObjectDetectionWindowSamplingConfig):
            raise TypeError(type(sampling))  # the field's type does not let this happen
        return sampling
