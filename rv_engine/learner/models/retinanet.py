"""RetinaNet, from torchvision. Lin et al. (2017), "Focal Loss for Dense Object Detection"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from torch import nn
from torchvision.models.detection import RetinaNet
from torchvision.models.detection.anchor_utils import AnchorGenerator

from rv_engine.learner.models.extra_args import check_extra_args
from rv_engine.learner.models.feature_pyramid import UnchangedImages, build_pyramid

_EXTRA_ARGS = ("detections_per_img", "fpn_channels")
# Objects smaller than this are lost on the level of stride 8, where most such networks begin.
FINE_BELOW_PX = 16.0


def build_retinanet(
    *,
    backbone: str,
    num_channels: int,
    num_classes: int,
    pretrained: bool,
    anchor_sizes: Sequence[float],
    **extra_args: Any,
) -> nn.Module:
    """A RetinaNet whose backbone, if `pretrained`, knows ImageNet.

    Raises:
        OSError: The pretrained weights cannot be fetched.
        ConfigError: An extra argument is unknown.
    """
    check_extra_args(extra_args, _EXTRA_ARGS, "retinanet")
    pyramid = build_pyramid(
        backbone,
        num_channels,
        pretrained=pretrained,
        out_channels=extra_args.get("fpn_channels", 256),
        from_stride_px=4 if min(anchor_sizes) < FINE_BELOW_PX else 8,
    )
    # Three sizes an octave, as in the paper.
    sizes = tuple((side, side * 2 ** (1 / 3), side * 2 ** (2 / 3)) for side in anchor_sizes)
    detector: nn.Module = RetinaNet(
        pyramid,
        num_classes=num_classes,
        anchor_generator=AnchorGenerator(sizes, ((0.5, 1.0, 2.0),) * len(sizes)),
        detections_per_img=extra_args.get("detections_per_img", 300),
    )
    detector.transform = UnchangedImages()
    return detector
