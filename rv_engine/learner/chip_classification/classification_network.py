"""A classifier that takes raw pixel values at any size."""

from __future__ import annotations

import torch.nn.functional as F  # noqa: N812 - the name it has everywhere
from torch import Tensor, nn

from rv_engine.learner.chip_classification_config import ClassificationModelConfig
from rv_engine.learner.init_weights import load_init_weights
from rv_engine.learner.input_normalization import InputNormalization
from rv_engine.learner.pretrained import build_with_pretrained
from rv_engine.monitor import Monitor


class ClassificationNetwork(nn.Module):
    """Normalises the input, and enlarges or reduces it where the network needs another size.

    Args:
        body: The network.
        num_channels: Bands that it takes.
        num_classes: Classes that it tells apart.
        min_size_px: The smallest height and width that it takes.
        fixed_size_px: The only height and width that it takes; None for any.

    Shape:
        (B, num_channels, H, W) of pixel values to logits (B, num_classes).
    """

    def __init__(
        self,
        body: nn.Module,
        num_channels: int,
        num_classes: int,
        *,
        min_size_px: int = 1,
        fixed_size_px: int | None = None,
    ) -> None:
        super().__init__()
        self.normalization = InputNormalization(num_channels)
        self.body = body
        self.num_channels = num_channels
        self.num_classes = num_classes
        self.min_size_px = min_size_px
        self.fixed_size_px = fixed_size_px

    def forward(self, images: Tensor) -> Tensor:
        normalized = self.normalization(images)
        height, width = images.shape[-2:]
        size = (max(height, self.min_size_px), max(width, self.min_size_px))
        if self.fixed_size_px is not None:
            size = (self.fixed_size_px, self.fixed_size_px)
        if size != (height, width):
            normalized = F.interpolate(
                normalized, size, mode="bilinear", antialias=True, align_corners=False
            )
        logits: Tensor = self.body(normalized)
        return logits


def build_network(
    config: ClassificationModelConfig, num_channels: int, num_classes: int, monitor: Monitor
) -> ClassificationNetwork:
    """The network of a config; see `ClassificationModelConfig.build`."""
    architecture = config.architecture

    def build(pretrained: bool) -> ClassificationNetwork:
        body = architecture.build(
            backbone=config.backbone,
            num_channels=num_channels,
            num_classes=num_classes,
            pretrained=pretrained,
            **config.extra_args,
        )
        return ClassificationNetwork(
            body,
            num_channels,
            num_classes,
            min_size_px=architecture.min_size_px,
            fixed_size_px=architecture.fixed_size_px,
        )

    network = build_with_pretrained(config, build, monitor)
    load_init_weights(network, config, monitor)
    return network
