"""How fast batch normalisation follows the data."""

from __future__ import annotations

from torch import nn

# What most networks have. Torchvision's MNASNet has 0.0003 and its MobileNetV3 0.01, for trainings
# of a hundred thousand steps: a short one would end before the statistics have arrived.
_LEAST_MOMENTUM = 0.1


def let_statistics_follow(network: nn.Module) -> None:
    """Gives the statistics of all batch normalisations time to arrive in a short training."""
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d) and module.momentum is not None:
            module.momentum = max(module.momentum, _LEAST_MOMENTUM)
