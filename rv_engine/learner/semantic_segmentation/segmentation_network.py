"""A segmentation network that takes raw pixel values at any size."""

from __future__ import annotations

import torch.nn.functional as F  # noqa: N812 - the name it has everywhere
from torch import Tensor, nn

from rv_engine.learner.init_weights import load_init_weights
from rv_engine.learner.input_normalization import InputNormalization
from rv_engine.learner.models.semantic_segmentation_architectures import (
    SEMANTIC_SEGMENTATION_ARCHITECTURES,
)
from rv_engine.learner.pretrained import build_with_pretrained
from rv_engine.learner.semantic_segmentation_config import SemanticSegmentationModelConfig
from rv_engine.monitor import Monitor


class SegmentationNetwork(nn.Module):
    """Normalises the input, pads it to the size that the network needs, and cuts the output back.

    Args:
        body: The network.
        num_channels: Bands that it takes.
        num_classes: Classes that it tells apart.
        size_multiple_px: The height and width that it takes are multiples of this,
        min_size_px: and at least this.

    Shape:
        (B, num_channels, H, W) of pixel values to logits (B, num_classes, H, W).
    """

    def __init__(
        self,
        body: nn.Module,
        num_channels: int,
        num_classes: int,
        size_multiple_px: int = 1,
        min_size_px: int = 1,
    ) -> None:
        super().__init__()
        self.normalization = InputNormalization(num_channels)
        self.body = body
        self.num_channels = num_channels
        self.num_classes = num_classes
        self.size_multiple_px = size_multiple_px
        self.min_size_px = min_size_px

    def forward(self, images: Tensor) -> Tensor:
        height, width = images.shape[-2:]
        top, bottom = self._padding(height)
        left, right = self._padding(width)
        normalized = self.normalization(images)
        if top or bottom or left or right:
            # Mirrored borders look more natural than repeated ones, but need enough to mirror.
            reflects = max(top, bottom) < height and max(left, right) < width
            mode = "reflect" if reflects else "replicate"
            normalized = F.pad(normalized, (left, right, top, bottom), mode=mode)
        logits: Tensor = self.body(normalized)
        return logits[..., top : top + height, left : left + width]

    def _padding(self, size_px: int) -> tuple[int, int]:
        wanted = max(size_px, self.min_size_px)
        wanted += -wanted % self.size_multiple_px
        missing = wanted - size_px
        return missing // 2, missing - missing // 2


def build_network(
    config: SemanticSegmentationModelConfig, num_channels: int, num_classes: int, monitor: Monitor
) -> SegmentationNetwork:
    """The network of a config; see `SemanticSegmentationModelConfig.build`."""
    architecture = SEMANTIC_SEGMENTATION_ARCHITECTURES[config.architecture]

    def build(pretrained: bool) -> SegmentationNetwork:
        body = architecture.build(
            backbone=config.backbone,
            num_channels=num_channels,
            num_classes=num_classes,
            pretrained=pretrained,
            **config.extra_args,
        )
        return SegmentationNetwork(
            body,
            num_channels,
            num_classes,
            architecture.size_multiple_px,
            architecture.min_size_px,
        )

    network = build_with_pretrained(config, build, monitor)
    load_init_weights(network, config, monitor)
    return network
