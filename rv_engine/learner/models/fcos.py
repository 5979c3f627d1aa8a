"""FCOS, from torchvision. Tian et al. (2019), "FCOS: Fully Convolutional One-Stage Detection"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from torch import nn
from torchvision.models.detection import FCOS
from torchvision.models.detection.anchor_utils import AnchorGenerator

from rv_engine.errors import ConfigError
from rv_engine.learner.models.extra_args import check_extra_args
from rv_engine.learner.models.feature_pyramid import UnchangedImages, build_pyramid
from rv_engine.learner.models.retinanet import FINE_BELOW_PX

_EXTRA_ARGS = ("detections_per_img", "fpn_channels")
# Torchvision gives a level the objects of up to 16 times its "anchor", measured across.
_SIDES_PER_ANCHOR = 4.0
# The group normalisation of its heads; a group of a single channel has no spread.
_GROUPS = 32


def build_fcos(
    *,
    backbone: str,
    num_channels: int,
    num_classes: int,
    pretrained: bool,
    anchor_sizes: Sequence[float],
    **extra_args: Any,
) -> nn.Module:
    """An FCOS whose backbone, if `pretrained`, knows ImageNet.

    It has no anchors: `anchor_sizes` say which level looks for objects of which size.

    Raises:
        OSError: The pretrained weights cannot be fetched.
        ConfigError: An extra argument is unknown.
    """
    check_extra_args(extra_args, _EXTRA_ARGS, "fcos")
    channels = extra_args.get("fpn_channels", 256)
    if channels % _GROUPS or channels < 2 * _GROUPS:
        raise ConfigError(
            f"fpn_channels is {channels}, but 'fcos' normalises {_GROUPS} groups of them.",
            hint=f"Use a multiple of {_GROUPS} from {2 * _GROUPS} on.",
            where="extra_args",
        )
    pyramid = build_pyramid(
        backbone,
        num_channels,
        pretrained=pretrained,
        out_channels=channels,
        from_stride_px=4 if min(anchor_sizes) < FINE_BELOW_PX else 8,
    )
    sizes = tuple((side / _SIDES_PER_ANCHOR,) for side in anchor_sizes)
    detector: nn.Module = FCOS(
        pyramid,
        num_classes=num_classes,
        anchor_generator=AnchorGenerator(sizes, ((1.0,),) * len(sizes)),
        score_thresh=0.05,
        nms_thresh=0.5,
        detections_per_img=extra_args.get("detections_per_img", 300),
    )
    detector.transform = UnchangedImages()
    return detector
