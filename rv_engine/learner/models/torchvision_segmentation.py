"""DeepLabV3 and FCN, from torchvision.

Chen et al. (2017), "Rethinking Atrous Convolution"; Long et al. (2015), "Fully Convolutional
Networks".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from torch import Tensor, nn
from torchvision.models import (
    MobileNet_V3_Large_Weights,
    ResNet50_Weights,
    ResNet101_Weights,
    WeightsEnum,
)
from torchvision.models.segmentation import (
    deeplabv3_mobilenet_v3_large,
    deeplabv3_resnet50,
    deeplabv3_resnet101,
    fcn_resnet50,
    fcn_resnet101,
)

from rv_engine.learner.models.batch_norm import let_statistics_follow
from rv_engine.learner.models.extra_args import check_extra_args
from rv_engine.learner.models.first_convolution import adapt_first_convolution
from rv_engine.learner.models.torchvision_weights import pretrained_state


class LogitsNetwork(nn.Module):
    """A network of torchvision that returns its logits alone.

    Shape:
        (B, C, H, W) to (B, num_classes, H, W), for any height and width.
    """

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, images: Tensor) -> Tensor:
        logits: Tensor = self.network(images)["out"]
        return logits


@dataclass(frozen=True)
class TorchvisionBuilder:
    """Builds the networks of one family.

    Attributes:
        name: Its name here.
        backbones: What builds it with each backbone, and the weights of that.
    """

    name: str
    backbones: dict[str, tuple[Callable[..., nn.Module], WeightsEnum]]

    def __call__(
        self,
        *,
        backbone: str,
        num_channels: int,
        num_classes: int,
        pretrained: bool,
        **extra_args: Any,
    ) -> nn.Module:
        """A network whose backbone, if `pretrained`, knows ImageNet.

        Raises:
            OSError: The pretrained weights cannot be fetched.
            ConfigError: An extra argument is unknown.
        """
        check_extra_args(extra_args, (), self.name)
        build, weights = self.backbones[backbone]
        network: Any = build(weights=None, weights_backbone=None, num_classes=num_classes)
        if pretrained:
            state = pretrained_state(weights)
            known = network.backbone.state_dict().keys()
            # MobileNet's layers are counted from 0 here, and within "features" there.
            prefix = "" if next(iter(known)) in state else "features."
            network.backbone.load_state_dict({name: state[prefix + name] for name in known})
        adapt_first_convolution(network.backbone, num_channels, pretrained)
        let_statistics_follow(network)
        return LogitsNetwork(network)


DEEPLABV3 = TorchvisionBuilder(
    "deeplabv3",
    {
        "resnet50": (deeplabv3_resnet50, ResNet50_Weights.DEFAULT),
        "resnet101": (deeplabv3_resnet101, ResNet101_Weights.DEFAULT),
        "mobilenet_v3_large": (deeplabv3_mobilenet_v3_large, MobileNet_V3_Large_Weights.DEFAULT),
    },
)
FCN = TorchvisionBuilder(
    "fcn",
    {
        "resnet50": (fcn_resnet50, ResNet50_Weights.DEFAULT),
        "resnet101": (fcn_resnet101, ResNet101_Weights.DEFAULT),
    },
)
