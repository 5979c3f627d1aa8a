"""DeepLabV3, from torchvision. Chen et al. (2017), "Rethinking Atrous Convolution"."""

from __future__ import annotations

from typing import Any

from torch import Tensor, nn
from torchvision.models import ResNet50_Weights, ResNet101_Weights
from torchvision.models.segmentation import deeplabv3_resnet50, deeplabv3_resnet101

from rv_engine.learner.models.extra_args import check_extra_args
from rv_engine.learner.models.first_convolution import adapt_convolution
from rv_engine.learner.models.torchvision_weights import pretrained_state

_BUILDERS = {
    "resnet50": (deeplabv3_resnet50, ResNet50_Weights.DEFAULT),
    "resnet101": (deeplabv3_resnet101, ResNet101_Weights.DEFAULT),
}


class DeepLabV3Network(nn.Module):
    """DeepLabV3 that returns its logits alone.

    Shape:
        (B, C, H, W) to (B, num_classes, H, W), for any height and width.
    """

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, images: Tensor) -> Tensor:
        logits: Tensor = self.network(images)["out"]
        return logits


def build_deeplabv3(
    *, backbone: str, num_channels: int, num_classes: int, pretrained: bool, **extra_args: Any
) -> nn.Module:
    """A DeepLabV3 whose backbone, if `pretrained`, knows ImageNet.

    Raises:
        OSError: The pretrained weights cannot be fetched.
        ConfigError: An extra argument is unknown.
    """
    build, weights = _BUILDERS[backbone]
    check_extra_args(extra_args, (), "deeplabv3")
    network = build(weights=None, weights_backbone=None, num_classes=num_classes)
    if pretrained:
        state = pretrained_state(weights)
        known = network.backbone.state_dict().keys()
        network.backbone.load_state_dict({name: state[name] for name in known})
    network.backbone.conv1 = adapt_convolution(network.backbone.conv1, num_channels, pretrained)
    return DeepLabV3Network(network)
