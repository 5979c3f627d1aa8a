"""Predicts batches of windows with a detection network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from rv_engine.errors import ModelError
from rv_engine.learner.detections import Detections
from rv_engine.learner.devices import choose_device
from rv_engine.learner.memory_errors import memory_errors
from rv_engine.learner.precision import autocast
from rv_engine.learner.tensors import images_to_tensor, place
from rv_engine.types import Array

_MEMORY_HINT = "Lower the batch size (batch_sz) or the chip size (chip_sz) of the prediction."


class DetectionPredictor:
    """A network that is ready to predict.

    Args:
        network: From float32 pixel values (B, C, H, W) to the objects in each image.
        num_channels: Bands that it takes.
        num_classes: Classes that it tells apart.
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
        device: torch.device | str | None = None,
        input_dtype: np.dtype[Any] | None = None,
        precision: torch.dtype | None = None,
    ) -> None:
        self.num_channels = num_channels
        self.num_classes = num_classes
        self.device = device if isinstance(device, torch.device) else choose_device(device)
        self.input_dtype = input_dtype
        self._precision = precision
        self._network = place(network.eval(), self.device)

    def predict_boxes(self, images: Array) -> list[Detections]:
        """The objects in each image.

        Args:
            images: Pixel values, shape (B, H, W, num_channels), in the type of the training.

        Raises:
            ModelError: The images do not fit the model, or the memory does not suffice.
        """
        self._check(images)
        with torch.inference_mode(), memory_errors(_MEMORY_HINT):
            with autocast(self.device, self._precision):
                answers = self._network(images_to_tensor(images, self.device))
            return to_detections(answers)

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
