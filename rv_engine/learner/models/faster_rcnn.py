"""Faster R-CNN, from torchvision. Ren et al. (2015), "Faster R-CNN"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from torch import nn
from torchvision.models.detection import FasterRCNN
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.faster_rcnn import FastRCNNPredictor, TwoMLPHead
from torchvision.ops import MultiScaleRoIAlign

from rv_engine.learner.models.extra_args import check_extra_args
from rv_engine.learner.models.feature_pyramid import UnchangedImages, build_pyramid

_EXTRA_ARGS = (
    "box_batch_size_per_image",
    "detections_per_img",
    "fpn_channels",
    "representation_size",
)
_ROI_SIDE = 7


def build_faster_rcnn(
    *,
    backbone: str,
    num_channels: int,
    num_classes: int,
    pretrained: bool,
    anchor_sizes: Sequence[float],
    **extra_args: Any,
) -> nn.Module:
    """A Faster R-CNN whose backbone, if `pretrained`, knows ImageNet; class 0 is background.

    Raises:
        OSError: The pretrained weights cannot be fetched.
        ConfigError: An extra argument is unknown.
    """
    check_extra_args(extra_args, _EXTRA_ARGS, "faster_rcnn")
    pyramid = build_pyramid(
        backbone,
        num_channels,
        pretrained=pretrained,
        out_channels=extra_args.get("fpn_channels", 256),
        from_stride_px=4,
    )
    size = extra_args.get("representation_size", 1024)
    detector: nn.Module = FasterRCNN(
        pyramid,
        rpn_anchor_generator=AnchorGenerator(
            tuple((side,) for side in anchor_sizes), ((0.5, 1.0, 2.0),) * len(anchor_sizes)
        ),
        box_roi_pool=MultiScaleRoIAlign(["0", "1", "2", "3"], _ROI_SIDE, sampling_ratio=2),
        box_head=TwoMLPHead(pyramid.out_channels * _ROI_SIDE**2, size),
        box_predictor=FastRCNNPredictor(size, num_classes + 1),
        box_batch_size_per_image=extra_args.get("box_batch_size_per_image", 256),
        box_detections_per_img=extra_args.get("detections_per_img", 300),
    )
    detector.transform = UnchangedImages()
    return detector
