"""Lets a network for three bands take any number of them."""

from __future__ import annotations

import torch
from torch import Tensor, nn


def adapt_convolution(convolution: nn.Conv2d, num_channels: int, pretrained: bool) -> nn.Conv2d:
    """A first convolution for `num_channels` bands.

    What was learned is kept: the filters of the three bands are repeated for further bands, and
    scaled so that their answers stay as strong as before. This is the rule of timm and of
    segmentation_models_pytorch.

    Args:
        convolution: The first convolution of the network, for three bands.
        num_channels: Bands that it shall take.
        pretrained: Whether its weights were learned, and not random.

    Returns:
        The same convolution when the number of bands fits, else a new one.
    """
    known = convolution.in_channels
    if num_channels == known:
        return convolution
    kernel_size, stride, padding = convolution.kernel_size, convolution.stride, convolution.padding
    adapted = nn.Conv2d(
        num_channels,
        convolution.out_channels,
        kernel_size=(kernel_size[0], kernel_size[1]),
        stride=(stride[0], stride[1]),
        padding=padding if isinstance(padding, str) else (padding[0], padding[1]),
        bias=convolution.bias is not None,
    )
    if not pretrained:
        return adapted
    with torch.no_grad():
        adapted.weight.copy_(adapted_weight(convolution.weight, num_channels))
        if convolution.bias is not None and adapted.bias is not None:
            adapted.bias.copy_(convolution.bias)
    return adapted


def adapted_weight(weight: Tensor, num_channels: int) -> Tensor:
    """The filters of a first convolution for another number of bands; see `adapt_convolution`."""
    known = weight.shape[1]
    if num_channels == 1:
        return weight.sum(dim=1, keepdim=True)
    bands = torch.arange(num_channels) % known
    return weight[:, bands] * (known / num_channels)


def adapt_first_convolution(network: nn.Module, num_channels: int, pretrained: bool) -> None:
    """Gives a network's first convolution, in the order of its parts, another number of bands."""
    name, convolution = next(
        (name, part) for name, part in network.named_modules() if isinstance(part, nn.Conv2d)
    )
    owner_name, _, own_name = name.rpartition(".")
    setattr(
        network.get_submodule(owner_name),
        own_name,
        adapt_convolution(convolution, num_channels, pretrained),
    )
