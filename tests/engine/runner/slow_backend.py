"""A plugin: a backend whose model needs no training and takes its time."""

from __future__ import annotations

import json
import os
import time
from typing import ClassVar

import numpy as np

from rv_engine.backend.backend import MODEL_FOLDER, Backend
from rv_engine.backend.backend_config import BackendConfig
from rv_engine.backend.semantic_segmentation_chip_writer import SemanticSegmentationChipWriter
from rv_engine.storage import write_text, writing


class SlowBackendConfig(BackendConfig):
    """Answers by a pixel's value and its place in the window, slowly."""

    type_hint: ClassVar[str] = "slow_backend"

    delay_s: float = 0.0
    """Seconds that a batch takes."""

    dies: bool = False
    """Whether predicting ends the process."""

    def build(self, class_config):
        return SlowBackend(self, class_config)


class SlowBackend(Backend):
    def __init__(self, config, class_config):
        self.config = config
        self.class_config = class_config

    def chip_writer(self, folder, options):
        return SemanticSegmentationChipWriter(folder, options, self.class_config)

    def train(self, chips, folder, monitor):
        names = sorted(path.stem for path in (chips / "train" / "img").iterdir())
        with writing(folder / MODEL_FOLDER, folder=True) as partial:
            trained = {"chips": names, "process": os.getpid(), "worker": os.environ.get("RV_NAME")}
            write_text(partial / "model.json", json.dumps(trained))

    def load_model(self, folder):
        return SlowModel(len(self.class_config), self.config)


class SlowModel:
    num_channels = 1

    def __init__(self, num_classes, config):
        self.num_classes = num_classes
        self._config = config

    def predict_classes(self, batch):
        if self._config.dies:
            os._exit(1)
        time.sleep(self._config.delay_s)
        rows, columns = np.indices(batch.shape[1:3])
        mixed = batch[..., 0].astype(np.int64) * 7 + rows * 3 + columns * 5
        return (mixed % self.num_classes).astype(np.uint8)


def register_plugin(registry):
    registry.add_config(SlowBackendConfig)
