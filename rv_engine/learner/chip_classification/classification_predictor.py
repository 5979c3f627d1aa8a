"""Predicts batches of windows with a classifier."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from rv_engine.learner.chip_classification.resize import resized
from rv_engine.learner.chip_classification_config import ClassificationModelConfig
from rv_engine.learner.devices import choose_device
from rv_engine.learner.memory_errors import memory_errors
from rv_engine.learner.network_predictor import NetworkPredictor
from rv_engine.learner.precision import choose_precision
from rv_engine.learner.saved_model import load_network
from rv_engine.types import Array

_MEMORY_HINT = "Lower the batch size (batch_sz) of the prediction."


class ClassificationPredictor(NetworkPredictor):
    """Predicts with a network that answers logits (B, num_classes).

    Args:
        network: From float32 pixel values (B, C, H, W).
        size_px: The height and width that it was trained with; others are resampled.
        multi_label: Whether an image can have several classes.
        settings: See `NetworkPredictor`.
    """

    def __init__(
        self, network: nn.Module, *, size_px: int, multi_label: bool = False, **settings: Any
    ) -> None:
        super().__init__(network, **settings)
        self.size_px = size_px
        self.multi_label = multi_label

    def predict_probabilities(self, images: Array) -> Array:
        """How likely each class is.

        Args:
            images: Pixel values, shape (B, H, W, num_channels), in the type of the training.

        Returns:
            Shape (B, num_classes), float32, from 0 to 1. They sum to 1, unless an image can have
            several classes.

        Raises:
            ModelError: The images do not fit the model, its answer is no number, or the memory does
                not suffice.
        """
        self.check(images)
        with torch.inference_mode(), memory_errors(_MEMORY_HINT):
            logits = self.logits(resized(images, self.size_px, self.input_dtype)).float()
            probabilities = logits.sigmoid() if self.multi_label else logits.softmax(dim=1)
            result: Array = probabilities.cpu().numpy()
        return result


def load_model(
    folder: Path, device: str | None = None, *, mixed_precision: str = "auto"
) -> ClassificationPredictor:
    """A predictor with a saved model. No code in the folder is ever executed.

    Args:
        folder: What the learner wrote.
        device: "cpu", "cuda", "cuda:1" or "mps"; the best there is when None.
        mixed_precision: As in `SolverConfig`; "no" for 32-bit numbers throughout.

    Raises:
        BundleError: Something is missing or damaged, or the model is for another task.
        ModelError: The weights are damaged or of another network, or there is no such device.
    """
    network, description = load_network(folder, ClassificationModelConfig.task)
    model = description.model
    chosen = choose_device(device)
    return ClassificationPredictor(
        network,
        num_channels=description.num_channels,
        num_classes=len(description.class_config),
        size_px=description.chip_sz_px,
        multi_label=isinstance(model, ClassificationModelConfig) and model.multi_label,
        device=chosen,
        input_dtype=np.dtype(description.input_dtype),
        precision=choose_precision(mixed_precision, chosen),
        takes_nan=description.takes_nan,
    )
