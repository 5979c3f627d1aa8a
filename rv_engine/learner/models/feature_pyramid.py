"""Backbones that see an image in several sizes. Lin et al. (2017), "Feature Pyramid Networks"."""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F  # noqa: N812 - the name it has everywhere
from torch import Tensor, nn
from torchvision.models import get_model, get_model_weights
from torchvision.models.detection.backbone_utils import BackboneWithFPN
from torchvision.models.detection.image_list import ImageList
from torchvision.ops.feature_pyramid_network import LastLevelMaxPool, LastLevelP6P7

from rv_engine.learner.models.batch_norm import let_statistics_follow
from rv_engine.learner.models.first_convolution import adapt_convolution
from rv_engine.learner.models.torchvision_weights import pretrained_state

_SIZE_MULTIPLE_PX = 32
_RESNET_STAGES = ("layer1", "layer2", "layer3", "layer4")


def build_pyramid(
    backbone: str,
    num_channels: int,
    *,
    pretrained: bool,
    out_channels: int,
    from_stride_px: int,
) -> BackboneWithFPN:
    """A backbone with five levels, the finest of stride 4 or 8, each half as fine as that before.

    Args:
        backbone: A ResNet or a MobileNet of torchvision.
        num_channels: Bands of the images.
        pretrained: Begin with weights from ImageNet.
        out_channels: Channels of each level.
        from_stride_px: 4 or 8.

    Raises:
        OSError: The pretrained weights cannot be fetched.
    """
    network = get_model(backbone, weights=None)
    if pretrained:
        network.load_state_dict(pretrained_state(get_model_weights(backbone).DEFAULT))
    if backbone.startswith("resnet"):
        network.conv1 = adapt_convolution(network.conv1, num_channels, pretrained)
        body, stages = network, list(_RESNET_STAGES)
        widest = network.fc.in_features
        channels = [widest >> (len(stages) - 1 - index) for index in range(len(stages))]
    else:
        body = network.features
        body[0][0] = adapt_convolution(body[0][0], num_channels, pretrained)
        stages, channels = _mobilenet_stages(body)
    let_statistics_follow(body)
    first = 0 if from_stride_px == 4 else 1
    extra = LastLevelMaxPool() if first == 0 else LastLevelP6P7(out_channels, out_channels)
    return BackboneWithFPN(
        body,
        return_layers={name: str(level) for level, name in enumerate(stages[first:])},
        in_channels_list=channels[first:],
        out_channels=out_channels,
        extra_blocks=extra,
    )


class UnchangedImages(nn.Module):
    """Puts images of one size into a batch as they are, padded to what the pyramid needs.

    Takes the place of torchvision's own, which would resample them to 800 pixels and normalise them
    for photographs.
    """

    def forward(
        self, images: list[Tensor], targets: list[dict[str, Tensor]] | None = None
    ) -> tuple[ImageList, list[dict[str, Tensor]] | None]:
        height, width = images[0].shape[-2:]
        padding = (0, -width % _SIZE_MULTIPLE_PX, 0, -height % _SIZE_MULTIPLE_PX)
        batch = F.pad(torch.stack(images), padding)
        return ImageList(batch, [(height, width)] * len(images)), targets

    def postprocess(
        self, result: list[dict[str, Tensor]], sizes: object, original_sizes: object
    ) -> list[dict[str, Tensor]]:
        """The answers, which are in pixels of the images already."""
        return result


def _mobilenet_stages(body: Sequence[nn.Module]) -> tuple[list[str], list[int]]:
    """The last block of each stride 4, 8, 16 and 32, and its channels."""
    last: dict[int, int] = {}
    stride = 1
    for index, block in enumerate(body):
        steps = [module.stride[0] for module in block.modules() if isinstance(module, nn.Conv2d)]
        stride *= max(steps, default=1)
        last[stride] = index
    indices = [last[stride] for stride in (4, 8, 16, 32)]
    channels: list[int] = [body[index].out_channels for index in indices]  # type: ignore[misc]
    return [str(index) for index in indices], channels
