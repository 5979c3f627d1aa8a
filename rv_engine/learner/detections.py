"""What a model for object detection answers."""

from __future__ import annotations

from dataclasses import dataclass

from rv_engine.types import Array


@dataclass(frozen=True, eq=False)
class Detections:
    """The objects that a model sees in an image, the surest first.

    Attributes:
        boxes: Shape (N, 4), float32: xmin, ymin, xmax, ymax in pixels of the image.
        class_ids: Shape (N,), int64.
        scores: Shape (N,), float32, from 0 to 1.
    """

    boxes: Array
    class_ids: Array
    scores: Array

    def __len__(self) -> int:
        return len(self.boxes)
