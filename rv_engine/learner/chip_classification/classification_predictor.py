"""Predicts batches of windows with a classifier."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from rv_engine.errors import ModelError
from rv_engine.learner.chip_classification.resize import resized
from rv_engine.learner.chip_classification_config import ClassificationModelConfig
from rv_engine.learner.devices import choose_device
from rv_engine.learner.memory_errors import memory_errors
from rv_engine.learner.precision import autocast, choose_precision
from rv_engine.learner.saved_model import load_network
from rv_engine.learner.tensors import images_to_tensor, place
from rv_engine.types import Array

_MEMORY_HINT = "Lower the batch size (batch_sz) of the prediction."


class ClassificationPredictor:
    """A network that is ready to predict.

    Args:
        network: From float32 pixel values (B, C, H, W) to logits (B, num_classes).
        num_channels: Bands that it takes.
        num_classes: Classes that it tells apart.
        size_px: The height and width that it was trained with; others are resampled.
        multi_label: Whether an image can have several classes.
        device: Where it runs, as a device or its name; the best there is when None.
        input_dtype: Type of the pixel values that it was trained with; any when None.
        precision: The 16-bit type to calculate with; 32 bits throughout when None.

    Raises:
        ModelError: There is no such device.
    """

    def __init__(
        self,
        network: nn.Module,
        *,
        num_channels: int,
        num_classes: int,
        size_px: int,
        multi_label: bool = False,
        device: torch.device | str | None = None,
        input_dtype: np.dtype[Any] | None = None,
        precision: torch.dtype | None = None,
    ) -> None:
        self.num_channels = num_channels
        self.num_classes = num_classes
        self.size_px = size_px
        self.multi_label = multi_label
        self.device = device if isinstance(device, torch.device) else choose_device(device)
        self.input_dtype = input_dtype
        self._precision = precision
        self._network = place(network.eval(), self.device)

    def predict_probabilities(self, images: Array) -> Array:
        """How likely each class is.

        Args:
            images: Pixel values, shape (B, H, W, num_channels), in the type of the training.

        Returns:
            Shape (B, num_classes), float32, from 0 to 1. They sum to 1, unless an image can have
            several classes.

        Raises:
            ModelError: The images do not fit the model, or the memory does not suffice.
        """
        self._check(images)
        tensor = images_to_tensor(resized(images, self.size_px), self.device)
        with torch.inference_mode(), memory_errors(_MEMORY_HINT):
            with autocast(self.device, self._precision):
                logits = self._network(tensor)
            logits = logits.float()
            probabilities = logits.sigmoid() if self.multi_label else logits.softmax(dim=1)
            result: Array = probabilities.cpu().numpy()
        return result

    def _check(self, images: Array) -> None:
        if images.ndim != 4 or images.shape[3] != self.num_channels:
            raise ModelError(
                f"The model takes images with {self.num_channels} bands, but got an array of "
                f"shape {images.shape}.",
                hint="Choose the bands that the model was trained with, in the same order.",
            )
        if self.input_dtype is not None and images.dtype != self.input_dtype:
            raise ModelError(
                f"The model was trained on pixels of type {self.input_dtype}, but got "
                f"{images.dtype}.",
                hint="Use an image of the same kind, with the same transformers as in training.",
            )


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
    )
