"""Models that look at each window in several ways and answer once: test-time augmentation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from rv_engine.backend.object_detection_predict_options import ObjectDetectionPredictOptions
from rv_engine.backend.predict_options import PredictOptions
from rv_engine.backend.views import View, views_of
from rv_engine.labels.object_detection_labels import ObjectDetectionLabels
from rv_engine.labels.object_detection_merger import suppressed
from rv_engine.learner.detections import Detections
from rv_engine.types import Array, FloatArray

if TYPE_CHECKING:
    from rv_engine.backend.chip_classification_prediction import ClassificationModel
    from rv_engine.backend.object_detection_prediction import DetectionModel
    from rv_engine.backend.scene_prediction import PredictionModel
    from rv_engine.backend.semantic_segmentation_prediction import SegmentationModel


class _ViewedModel:
    """What is said of all of them.

    Args:
        model: Looks at windows.
        views: The ways to look.
    """

    def __init__(self, model: PredictionModel, views: Sequence[View]) -> None:
        self.num_channels = model.num_channels
        self.num_classes = model.num_classes
        self.takes_nan = bool(getattr(model, "takes_nan", False))
        self._views = views

    def _mean(self, answer: Callable[[View], FloatArray]) -> FloatArray:
        total = np.array(answer(self._views[0]), np.float32)
        for view in self._views[1:]:
            total += answer(view)
        total /= len(self._views)
        return total


class ViewedSegmentationModel(_ViewedModel):
    """Means of the probabilities of each pixel."""

    def __init__(self, model: SegmentationModel, views: Sequence[View]) -> None:
        super().__init__(model, views)
        self._model = model

    def predict_probabilities(self, batch: Array) -> FloatArray:
        """(B, num_classes, H, W) float32 for (B, H, W, C) chips."""
        return self._mean(lambda view: view.back(self._model.predict_probabilities(view.of(batch))))

    def predict_classes(self, batch: Array) -> Array:
        """(B, H, W) uint8 of class ids; of equally likely ones the lowest."""
        ids: Array = self.predict_probabilities(batch).argmax(axis=1).astype(np.uint8)
        return ids


class ViewedClassificationModel(_ViewedModel):
    """Means of the probabilities of each chip."""

    def __init__(self, model: ClassificationModel, views: Sequence[View]) -> None:
        super().__init__(model, views)
        self.multi_label = bool(getattr(model, "multi_label", False))
        self._model = model

    def predict_probabilities(self, batch: Array) -> FloatArray:
        """(B, num_classes) float32 for (B, H, W, C) chips."""
        return self._mean(lambda view: self._model.predict_probabilities(view.of(batch)))


class ViewedDetectionModel(_ViewedModel):
    """The objects of all views, of which that with the highest score stands for those on it.

    Args:
        model: Looks at windows.
        views: The ways to look.
        options: When two boxes are of one object.
    """

    def __init__(
        self, model: DetectionModel, views: Sequence[View], options: ObjectDetectionPredictOptions
    ) -> None:
        super().__init__(model, views)
        self._model = model
        self._options = options

    def predict_boxes(self, batch: Array) -> list[Detections]:
        """The objects in each of (B, H, W, C) chips, the surest first."""
        found: list[list[ObjectDetectionLabels]] = [[] for _ in batch]
        for view in self._views:
            seen = view.of(batch)
            for number, answer in enumerate(self._model.predict_boxes(seen)):
                back = view.objects_back(answer, seen.shape[1:3])
                found[number].append(
                    ObjectDetectionLabels.of(back.boxes, back.class_ids, back.scores)
                )
        return [self._merged(ObjectDetectionLabels.joined(parts)) for parts in found]

    def _merged(self, labels: ObjectDetectionLabels) -> Detections:
        options = self._options
        kept = suppressed(labels, options.merge_thresh, class_agnostic=options.class_agnostic_nms)
        return Detections(
            kept.boxes.astype(np.float32), kept.class_ids, kept.scores.astype(np.float32)
        )


def viewed_segmentation(model: SegmentationModel, options: PredictOptions) -> SegmentationModel:
    """The model as the options want it to look."""
    views = views_of(options.test_time_augmentation)
    return model if len(views) == 1 else ViewedSegmentationModel(model, views)


def viewed_classification(
    model: ClassificationModel, options: PredictOptions
) -> ClassificationModel:
    """The model as the options want it to look."""
    views = views_of(options.test_time_augmentation)
    return model if len(views) == 1 else ViewedClassificationModel(model, views)


def viewed_detection(
    model: DetectionModel, options: ObjectDetectionPredictOptions
) -> DetectionModel:
    """The model as the options want it to look."""
    views = views_of(options.test_time_augmentation)
    return model if len(views) == 1 else ViewedDetectionModel(model, views, options)
