"""Objects with the boxes around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rv_engine.geo import Box
from rv_engine.labels.box_overlap import intersections, ioa, of_window
from rv_engine.types import Array, BoolArray, FloatArray


@dataclass(frozen=True, eq=False)
class ObjectDetectionLabels:
    """Boxes in pixel coordinates of an image, with classes and scores.

    Attributes:
        boxes: (N, 4) float64 of xmin, ymin, xmax, ymax.
        class_ids: (N,) int64.
        scores: (N,) float64 from 0 to 1; 1 for labels that people made.
    """

    boxes: FloatArray
    class_ids: Array
    scores: FloatArray

    @classmethod
    def of(
        cls, boxes: Array, class_ids: Array, scores: Array | None = None
    ) -> ObjectDetectionLabels:
        """The labels in arrays or sequences of any number type; scores are 1 when left out."""
        boxes = np.asarray(boxes, np.float64).reshape(-1, 4)
        ids = np.asarray(class_ids, np.int64).reshape(-1)
        values = np.ones(len(boxes)) if scores is None else np.asarray(scores, np.float64)
        return cls(boxes, ids, values.reshape(-1))

    @classmethod
    def empty(cls) -> ObjectDetectionLabels:
        """No objects."""
        return cls.of(np.empty((0, 4)), np.empty(0))

    @classmethod
    def joined(cls, parts: Sequence[ObjectDetectionLabels]) -> ObjectDetectionLabels:
        """All labels of several."""
        parts = [*parts, cls.empty()]
        return cls(
            np.concatenate([part.boxes for part in parts]),
            np.concatenate([part.class_ids for part in parts]),
            np.concatenate([part.scores for part in parts]),
        )

    def __len__(self) -> int:
        return len(self.boxes)

    def where(self, chosen: Array | BoolArray | slice) -> ObjectDetectionLabels:
        """Only some, by a mask, by indices or by a slice."""
        return ObjectDetectionLabels(
            self.boxes[chosen], self.class_ids[chosen], self.scores[chosen]
        )

    def with_boxes(self, boxes: FloatArray) -> ObjectDetectionLabels:
        """The same objects with other boxes."""
        return ObjectDetectionLabels(boxes, self.class_ids, self.scores)

    def clipped(self, window: Box) -> ObjectDetectionLabels:
        """With boxes cut at the border of a window."""
        return self.with_boxes(intersections(self.boxes, of_window(window)))

    def shares_in(self, window: Box) -> FloatArray:
        """(N,) the share of each box that lies in a window."""
        return ioa(self.boxes, of_window(window))

    def shifted(self, x_px: float, y_px: float) -> ObjectDetectionLabels:
        """With boxes moved to the right and down."""
        return self.with_boxes(self.boxes + np.array([x_px, y_px, x_px, y_px]))
