"""U-Net, from segmentation_models_pytorch. Ronneberger et al. (2015), "U-Net"."""

from __future__ import annotations

from typing import Any

import segmentation_models_pytorch as smp
from torch import nn

from rv_engine.errors import ConfigError
from rv_engine.learner.models.extra_args import check_extra_args
from rv_engine.learner.models.hub import hub_access

_EXTRA_ARGS = (
    "decoder_attention_type",
    "decoder_channels",
    "decoder_interpolation",
    "decoder_use_norm",
    "encoder_depth",
)


def build_unet(
    *, backbone: str, num_channels: int, num_classes: int, pretrained: bool, **extra_args: Any
) -> nn.Module:
    """A U-Net whose encoder, if `pretrained`, knows ImageNet.

    Shape:
        (B, C, H, W) to (B, num_classes, H, W); height and width are multiples of 32.

    Raises:
        OSError: The pretrained weights cannot be fetched.
        ConfigError: The encoder or an extra argument is unknown.
    """
    check_extra_args(extra_args, _EXTRA_ARGS, "unet")
    arguments = {"in_channels": num_channels, "classes": num_classes, **extra_args}
    weights = _weights_name(backbone) if pretrained else None
    try:
        with hub_access():
            network: nn.Module = smp.Unet(backbone, encoder_weights=weights, **arguments)
    except (RuntimeError, TypeError, ValueError, KeyError) as error:
        if isinstance(error, OSError):
            raise
        raise ConfigError(
            f"No U-Net can be built with the backbone {backbone!r}: {error}",
            hint="Choose another backbone, for instance resnet18, or correct extra_args.",
            where="backbone",
        ) from error
    return network


def _weights_name(backbone: str) -> str | bool:
    if backbone.startswith("tu-"):
        return True
    names = list(smp.encoders.encoders[backbone]["pretrained_settings"])
    return "imagenet" if "imagenet" in names else str(names[0])
