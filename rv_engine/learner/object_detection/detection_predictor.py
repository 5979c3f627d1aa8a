"""Predicts batches of windows with a detection network."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from rv_engine.learner.detections import Detections
from rv_engine.learner.memory_errors import memory_errors
from rv_engine.learner.network_predictor import NetworkPredictor
from rv_engine.types import Array

_MEMORY_HINT = "Lower the batch size (batch_sz) or the chip size (chip_sz) of the prediction."


class DetectionPredictor(NetworkPredictor):
    """Predicts with a network that answers the objects in each image."""

    def predict_boxes(self, images: Array) -> list[Detections]:
        """The objects in each image.

        Args:
            images: Pixel values, shape (B, H, W, num_channels), in the type of the training.

        Raises:
            ModelError: The images do not fit the model, or the memory does not suffice.
        """
        self.check(images)
        with torch.inference_mode(), memory_errors(_MEMORY_HINT):
            return to_detections(self.answers(images))


def to_detections(answers: Sequence[dict[str, Tensor]]) -> list[Detections]:
    """The answers of a `DetectionNetwork` as arrays."""
    return [
        Detections(
            answer["boxes"].float().cpu().numpy(),
            answer["labels"].cpu().numpy().astype(np.int64),
            answer["scores"].float().cpu().numpy(),
        )
        for answer in answers
    ]
