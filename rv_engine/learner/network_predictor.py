"""A network that is ready to predict, for every task."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from rv_engine.errors import ModelError
from rv_engine.learner.devices import choose_device
from rv_engine.learner.input_normalization import knows_nodata
from rv_engine.learner.precision import autocast
from rv_engine.learner.tensors import images_to_tensor, place
from rv_engine.types import Array


class NetworkPredictor:
    """Gives batches of windows to a network; a task says what the answers mean.

    Args:
        network: Takes float32 pixel values (B, C, H, W).
        num_channels: Bands that it takes.
        num_classes: Classes that it tells apart.
        device: Where it runs, as a device or its name; the best there is when None.
        input_dtype: Type of the pixel values that it was trained with; any when None.
        precision: The 16-bit type to calculate with; 32 bits throughout when None.
        takes_nan: Whether it was trained with NaN where images have no value; with 0 else.

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
        takes_nan: bool = False,
    ) -> None:
        self.num_channels = num_channels
        self.num_classes = num_classes
        self.device = device if isinstance(device, torch.device) else choose_device(device)
        self.input_dtype = input_dtype
        self.takes_nan = takes_nan and knows_nodata(network)
        self._precision = precision
        self._network = place(network.eval(), self.device)

    def answers(self, images: Array) -> Any:
        """What the network answers, on the device.

        Args:
            images: Pixel values, shape (B, H, W, num_channels), as `check` wants them.
        """
        with autocast(self.device, self._precision):
            return self._network(images_to_tensor(images, self.device))

    def logits(self, images: Array) -> Tensor:
        """What a network that answers one tensor does, on the device.

        Args:
            images: See `answers`.

        Raises:
            ModelError: It is no number somewhere; no class would be right there.
        """
        logits: Tensor = self.answers(images)
        if not torch.isfinite(logits.sum(dtype=torch.float32)):
            raise ModelError(
                "The model answers with what is no number, so there is no map.",
                hint="Check that the values of the image are like those that it was trained with. "
                "If they are, train the model again.",
            )
        return logits

    def check(self, images: Array) -> None:
        """Raises `ModelError` when images are not of the kind that the network was trained with."""
        if images.ndim != 4 or images.shape[3] != self.num_channels:
            raise ModelError(
                f"The model takes images with {self.num_channels} bands, but got an array of "
                f"shape {images.shape}.",
                hint="Choose the bands that the model was trained with, in the same order.",
            )
        is_marked = self.takes_nan and images.dtype == np.float32 and np.isnan(images).any()
        if self.input_dtype is not None and images.dtype != self.input_dtype and not is_marked:
            raise ModelError(
                f"The model was trained on pixels of type {self.input_dtype}, but got "
                f"{images.dtype}.",
                hint="Use an image of the same kind, with the same transformers as in training.",
            )
