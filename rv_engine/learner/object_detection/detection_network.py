"""A detector of torchvision that takes raw pixel values at any size and answers class ids."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import cast

import torch
from torch import Tensor, nn

from rv_engine.learner.init_weights import load_init_weights
from rv_engine.learner.input_normalization import InputNormalization
from rv_engine.learner.models.object_detection_architectures import (
    DEFAULT_ANCHOR_SIZES_PX,
    OBJECT_DETECTION_ARCHITECTURES,
)
from rv_engine.learner.object_detection_config import ObjectDetectionModelConfig
from rv_engine.learner.pretrained import build_with_pretrained
from rv_engine.monitor import Monitor

Objects = dict[str, Tensor]
"""The objects in an image: "boxes" (N, 4), "labels" (N,) class ids, and as an answer "scores"."""


class DetectionNetwork(nn.Module):
    """Normalises the input and speaks of classes as everybody else does.

    Args:
        detector: A detector of torchvision.
        num_channels: Bands that it takes.
        num_classes: Classes that it tells apart.
        first_label: What the detector calls class 0: 1 where its own 0 is background.

    Shape:
        (B, num_channels, H, W) of pixel values, and in training the objects of each image, to the
        losses by name; else to the objects that are seen in each image.
    """

    def __init__(
        self, detector: nn.Module, num_channels: int, num_classes: int, first_label: int
    ) -> None:
        super().__init__()
        self.normalization = InputNormalization(num_channels)
        self.detector = detector
        detector.add_module("backbone", _PreciseFeatures(detector.get_submodule("backbone")))
        self.num_channels = num_channels
        self.num_classes = num_classes
        self.first_label = first_label

    def forward(
        self, images: Tensor, targets: Sequence[Objects] | None = None
    ) -> dict[str, Tensor] | list[Objects]:
        kind = images.device.type
        backbone = cast("_PreciseFeatures", self.detector.get_submodule("backbone"))
        backbone.precision = (
            torch.get_autocast_dtype(kind) if torch.is_autocast_enabled(kind) else None
        )
        if targets is not None:
            targets = [{**one, "labels": one["labels"] + self.first_label} for one in targets]
        # Boxes of objects a few pixels wide do not survive 16-bit arithmetic.
        with torch.autocast(kind, enabled=False):
            answer = self.detector(list(self.normalization(images)), targets)
        if self.training:
            losses: dict[str, Tensor] = answer
            return losses
        return [{**one, "labels": one["labels"] - self.first_label} for one in answer]


class _PreciseFeatures(nn.Module):
    """The backbone, whose features are 32-bit numbers even when it calculates with 16."""

    def __init__(self, body: nn.Module) -> None:
        super().__init__()
        self.body = body
        self.out_channels = body.out_channels
        self.precision: torch.dtype | None = None

    def forward(self, images: Tensor) -> OrderedDict[str, Tensor]:
        enabled = self.precision is not None
        with torch.autocast(images.device.type, dtype=self.precision, enabled=enabled):
            features = self.body(images)
        return OrderedDict((name, level.float()) for name, level in features.items())


def build_network(
    config: ObjectDetectionModelConfig, num_channels: int, num_classes: int, monitor: Monitor
) -> DetectionNetwork:
    """The network of a config; see `ObjectDetectionModelConfig.build`."""
    architecture = OBJECT_DETECTION_ARCHITECTURES[config.architecture]

    def build(pretrained: bool) -> DetectionNetwork:
        detector = architecture.build(
            backbone=config.backbone,
            num_channels=num_channels,
            num_classes=num_classes,
            pretrained=pretrained,
            anchor_sizes=config.anchor_sizes or DEFAULT_ANCHOR_SIZES_PX,
            **config.extra_args,
        )
        # Of torchvision's detectors, only this one counts background as a class.
        first_label = 1 if config.architecture == "faster_rcnn" else 0
        return DetectionNetwork(detector, num_channels, num_classes, first_label)

    network = build_with_pretrained(config, build, monitor)
    load_init_weights(network, config, monitor)
    return network
