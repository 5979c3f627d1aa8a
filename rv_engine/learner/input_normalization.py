"""The first layer of every network: from pixel values to numbers that are easy to learn from."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn


class InputNormalization(nn.Module):
    """Subtracts each band's mean and divides by its spread.

    Both are in the units of the pixel values, whatever their type, and are saved with the weights.
    Afterwards a band has mean 0 and spread 1, which is also what ImageNet weights expect. What is
    not a finite number becomes the mean: places without a value, too, which come as NaN.

    Attributes:
        is_learned: Mean and spread came with weights and shall stay.

    Shape:
        (B, C, H, W) of any type to float32 of the same shape.
    """

    mean: Tensor
    std: Tensor

    def __init__(self, num_channels: int) -> None:
        super().__init__()
        self.is_learned = False
        self.register_buffer("mean", torch.zeros(num_channels))
        self.register_buffer("std", torch.ones(num_channels))

    def set_statistics(self, means: Sequence[float], stds: Sequence[float]) -> None:
        """Sets mean and spread of each band; a band without spread is only shifted."""
        self.mean.copy_(torch.tensor(means, dtype=torch.float64))
        self.std.copy_(torch.tensor([std if std > 0 else 1.0 for std in stds], dtype=torch.float64))

    def forward(self, images: Tensor) -> Tensor:
        normalized = (images.float() - self.mean[:, None, None]) / self.std[:, None, None]
        return torch.nan_to_num_(normalized, nan=0.0, posinf=0.0, neginf=0.0)


def knows_nodata(network: nn.Module) -> bool:
    """Whether a network has a place for what has no value; others must be given 0."""
    return isinstance(getattr(network, "normalization", None), InputNormalization)
