"""Arrays of pixels as tensors on a device."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from rv_engine.types import Array


def images_to_tensor(images: Array, device: torch.device) -> Tensor:
    """A batch of images as a network takes them.

    Args:
        images: Shape (B, H, W, C), any type of number.
        device: Where the tensor shall be.

    Returns:
        Shape (B, C, H, W), float32 with the pixel values; its memory is in channels-last order.
    """
    # Bytes cross to a graphics card as bytes; torch knows the other types only in part.
    if images.dtype != np.uint8:
        images = images.astype(np.float32, copy=False)
    tensor = torch.from_numpy(np.ascontiguousarray(images)).to(device, non_blocking=True)
    return tensor.permute(0, 3, 1, 2).float()


def place(network: nn.Module, device: torch.device) -> nn.Module:
    """Moves a network to a device, in the memory order that is fastest there.

    With channels last, a training step of U-Net (ResNet-18, 8 chips of 256 px) took 1.19 s instead
    of 1.99 s on two CPU cores, and 0.47 s instead of 0.73 s with bf16.
    """
    network.to(device)
    if device.type != "mps":
        network.to(memory_format=torch.channels_last)
    return network
