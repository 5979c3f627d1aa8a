"""A scene through a model that finds objects: windows read ahead, batched, and predicted.

Each tile's detections are kept as they are; the store merges those of all tiles at the end, so that
the result does not depend on the division.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from rv_engine.backend.object_detection_predict_options import ObjectDetectionPredictOptions
from rv_engine.backend.scene_prediction import PredictionModel, ScenePrediction, shown_to
from rv_engine.backend.viewed_models import viewed_detection
from rv_engine.backend.window_stream import read_ahead
from rv_engine.geo import Box, axis_starts
from rv_engine.labels.box_overlap import areas, of_window, share_of_mask
from rv_engine.labels.object_detection_label_store import ObjectDetectionLabelStore
from rv_engine.labels.object_detection_labels import ObjectDetectionLabels
from rv_engine.labels.object_detection_merger import Merging, WindowDetections
from rv_engine.learner.detections import Detections
from rv_engine.monitor import Monitor
from rv_engine.scene.scene import Scene
from rv_engine.types import Array, BoolArray

_READ_THREADS = 2
# EVAL draws its curves from all that a model takes for possible, however unsure.
_LEAST_SCORE = 0.05


class DetectionModel(PredictionModel, Protocol):
    """What a trained model for object detection can do."""

    def predict_boxes(self, batch: Array) -> list[Detections]:
        """The objects in each of (B, H, W, C) chips."""


@dataclass(frozen=True)
class _Chip:
    """What is read for a window.

    Attributes:
        image: (H, W, C) pixels; None when none of them counts.
        valid: (H, W) pixels that count.
    """

    image: Array | None
    valid: BoolArray


class ObjectDetectionPrediction(ScenePrediction):
    """Predicts one scene.

    An object belongs to the tile in which the window that shows it begins.

    Args:
        scene: The scene.
        model: The trained model.
        options: The windows, and how their detections are merged.
        store: Where the detections go; what is there already is not predicted again.
        extent: The part of the image to predict; None takes the scene's whole extent.
    """

    def __init__(
        self,
        scene: Scene,
        model: DetectionModel,
        options: ObjectDetectionPredictOptions,
        store: ObjectDetectionLabelStore,
        extent: Box | None = None,
    ) -> None:
        image = scene.raster_source.extent
        # What lies on the border of a part of an image is looked at from both sides.
        seen = None if extent is None else extent.grown(options.chip_sz // 2).intersection(image)
        super().__init__(scene, model, options, seen)
        self.model = viewed_detection(model, options)
        self.options = options
        self.store = store
        self._merging = Merging(
            options.merge_thresh,
            options.score_thresh,
            options.class_agnostic_nms,
            None if extent is None else extent.to_tuple(),
        )

    def run_tile(self, tile: Box, monitor: Monitor) -> None:
        what = f"Predicting '{self.scene.id}'"
        if self.store.has(tile):
            return
        windows = list(dict.fromkeys(self._windows(tile)))
        found: list[WindowDetections] = []
        batch: list[tuple[Box, _Chip]] = []
        batch_sz = self.options.batch_sz
        chips = read_ahead(windows, self._read, threads=_READ_THREADS, ahead=2 * batch_sz)
        # Closed at once on a stop, so that no thread reads after this returns.
        with closing(chips):
            for done, (window, chip) in enumerate(chips):
                monitor.progress(done, len(windows), "windows", what)
                if chip.image is not None:
                    batch.append((window, chip))
                if len(batch) == batch_sz:
                    found += self._predict(batch)
                    batch = []
        found += self._predict(batch)
        self.store.write(tile, WindowDetections.joined(found), self._merging)
        monitor.progress(len(windows), len(windows), "windows", what)

    def _windows(self, tile: Box) -> Iterator[Box]:
        """The windows that begin in a tile.

        Where one would reach over an edge of the image it is moved inside, because a model sees
        worse with pixels in view that have no value.
        """
        size, stride = self.options.chip_sz, self.options.stride_px
        image, extent = self.scene.raster_source.extent, self.extent
        for y in axis_starts(extent.ymin, extent.ymax, size, stride):
            for x in axis_starts(extent.xmin, extent.xmax, size, stride):
                if tile.ymin <= y < tile.ymax and tile.xmin <= x < tile.xmax:
                    top = max(min(y, image.ymax - size), image.ymin)
                    left = max(min(x, image.xmax - size), image.xmin)
                    yield Box.of_size(top, left, size, size)

    def _read(self, window: Box) -> _Chip:
        aoi = self.scene.aoi if self.options.within_aoi else None
        if aoi is not None and not aoi.touches(window):
            return _Chip(None, np.zeros(window.size, bool))
        chip = self.scene.raster_source.read(window)
        valid = chip.valid_pixels
        if aoi is not None:
            valid = valid & aoi.mask(window)
        return _Chip(shown_to(self.model, chip) if valid.any() else None, valid)

    def _predict(self, batch: list[tuple[Box, _Chip]]) -> list[WindowDetections]:
        if not batch:
            return []
        images = [chip.image for _, chip in batch if chip.image is not None]
        answers = self.model.predict_boxes(np.stack(images))
        return [
            self._on_image(window, chip.valid, answer)
            for (window, chip), answer in zip(batch, answers, strict=True)
        ]

    def _on_image(self, window: Box, valid: BoolArray, answer: Detections) -> WindowDetections:
        """What counts of an answer, in pixels of the image."""
        labels = ObjectDetectionLabels.of(answer.boxes, answer.class_ids, answer.scores)
        labels = labels.shifted(window.xmin, window.ymin).clipped(self.scene.raster_source.extent)
        counts = labels.scores >= min(_LEAST_SCORE, self.options.score_thresh)
        counts &= areas(labels.boxes) > 0
        labels = labels.where(counts)
        windows = np.repeat(of_window(window), len(labels), axis=0)
        return WindowDetections(labels, windows, share_of_mask(labels.boxes, valid, window))
