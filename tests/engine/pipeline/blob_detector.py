"""A backend without any learning, for scenes of `squares`: it sees what is bright, and no more.

What a window's border cuts it sees in part, as a trained model does.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import ClassVar

import numpy as np
from scipy import ndimage

from rv_engine.backend import BackendConfig
from rv_engine.backend.backend import MODEL_FOLDER, Backend
from rv_engine.backend.object_detection_chip_writer import ObjectDetectionChipWriter
from rv_engine.config.registry import default_registry
from rv_engine.learner.detections import Detections
from rv_engine.types import Array


class BlobDetectorConfig(BackendConfig):
    """Finds bright blobs."""

    type_hint: ClassVar[str] = "blob_detector_backend"
    tasks: ClassVar[tuple[str, ...]] = ("object_detection",)

    @property
    def chip_px(self) -> int:
        return 64

    def build(self, class_config) -> BlobDetector:
        return BlobDetector(class_config)


class BlobDetector(Backend):
    def __init__(self, class_config) -> None:
        self.class_config = class_config

    def chip_writer(self, folder, options):
        return ObjectDetectionChipWriter(folder, options, self.class_config)

    def train(self, chips: Path, folder: Path, monitor) -> None:
        labels = json.loads((chips / "train" / "labels.json").read_text())
        (folder / MODEL_FOLDER).mkdir(parents=True)
        content = json.dumps({"chips": len(labels["images"])})
        (folder / MODEL_FOLDER / "model.json").write_text(content)

    def load_model(self, folder: Path) -> BlobModel:
        return BlobModel()


class BlobModel:
    num_channels = 3
    num_classes = 2

    def predict_boxes(self, batch: Array) -> list[Detections]:
        return [self._find(image) for image in batch]

    @staticmethod
    def _find(image: Array) -> Detections:
        blobs, count = ndimage.label(image.max(axis=2) > 100)
        boxes, class_ids = [], []
        for rows, columns in ndimage.find_objects(blobs, count):
            boxes.append((columns.start, rows.start, columns.stop, rows.stop))
            red, green, _ = image[rows.start, columns.start]
            class_ids.append(int(green > red))
        table = np.array(boxes, np.float32).reshape(-1, 4)
        sides = table[:, 2:] - table[:, :2]
        # The more it sees of an object, the surer it is.
        scores = 0.5 + 0.4 * np.minimum(sides[:, 0] * sides[:, 1] / 260, 1)
        return Detections(table, np.array(class_ids, np.int64), scores.astype(np.float32))


default_registry().add_config(BlobDetectorConfig)
