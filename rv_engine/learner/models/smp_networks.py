"""Networks of segmentation_models_pytorch for segmentation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import segmentation_models_pytorch as smp
from torch import nn

from rv_engine.errors import ConfigError
from rv_engine.learner.models.batch_norm import let_statistics_follow
from rv_engine.learner.models.extra_args import check_extra_args
from rv_engine.learner.models.hub import hub_access


@dataclass(frozen=True)
class SmpBuilder:
    """Builds the networks of one family.

    Attributes:
        name: Its name here.
        network_class: Its class there.
        extra_args: What a user may hand through to the class.
    """

    name: str
    network_class: type[nn.Module]
    extra_args: tuple[str, ...]

    def __call__(
        self,
        *,
        backbone: str,
        num_channels: int,
        num_classes: int,
        pretrained: bool,
        **extra_args: Any,
    ) -> nn.Module:
        """A network whose encoder, if `pretrained`, knows ImageNet.

        Shape:
            (B, C, H, W) to (B, num_classes, H, W); height and width are multiples of 32.

        Raises:
            OSError: The pretrained weights cannot be fetched.
            ConfigError: The encoder or an extra argument is unknown.
        """
        check_extra_args(extra_args, self.extra_args, self.name)
        arguments = {"in_channels": num_channels, "classes": num_classes, **extra_args}
        weights = _weights_name(backbone) if pretrained else None
        try:
            with hub_access():
                network = self.network_class(backbone, encoder_weights=weights, **arguments)
        except (RuntimeError, TypeError, ValueError, KeyError) as error:
            if isinstance(error, OSError):
                raise
            raise ConfigError(
                f"No {self.name!r} can be built with the backbone {backbone!r}: {error}",
                hint="Choose another backbone, for instance resnet18, or correct extra_args.",
                where="backbone",
            ) from error
        let_statistics_follow(network)
        return network


_UNET_ARGS = (
    "decoder_attention_type",
    "decoder_channels",
    "decoder_interpolation",
    "decoder_use_norm",
    "encoder_depth",
)

# Ronneberger et al. (2015), "U-Net".
UNET = SmpBuilder("unet", smp.Unet, _UNET_ARGS)
# Zhou et al. (2018), "UNet++".
UNET_PLUS_PLUS = SmpBuilder("unetplusplus", smp.UnetPlusPlus, _UNET_ARGS)
# Kirillov et al. (2019), "Panoptic Feature Pyramid Networks", the part for segmentation.
FPN = SmpBuilder(
    "fpn",
    smp.FPN,
    (
        "decoder_dropout",
        "decoder_interpolation",
        "decoder_merge_policy",
        "decoder_pyramid_channels",
        "decoder_segmentation_channels",
        "encoder_depth",
    ),
)
# Chen et al. (2018), "Encoder-Decoder with Atrous Separable Convolution".
DEEPLABV3_PLUS = SmpBuilder(
    "deeplabv3plus",
    smp.DeepLabV3Plus,
    (
        "decoder_aspp_dropout",
        "decoder_aspp_separable",
        "decoder_atrous_rates",
        "decoder_channels",
        "encoder_depth",
        "encoder_output_stride",
    ),
)
# Xie et al. (2021), "SegFormer".
SEGFORMER = SmpBuilder(
    "segformer", smp.Segformer, ("decoder_segmentation_channels", "encoder_depth")
)
# Xiao et al. (2018), "Unified Perceptual Parsing".
UPERNET = SmpBuilder(
    "upernet", smp.UPerNet, ("decoder_channels", "decoder_use_norm", "encoder_depth")
)
# Fan et al. (2020), "MA-Net".
MANET = SmpBuilder(
    "manet",
    smp.MAnet,
    (
        "decoder_channels",
        "decoder_interpolation",
        "decoder_pab_channels",
        "decoder_use_norm",
        "encoder_depth",
    ),
)
# Li et al. (2018), "Pyramid Attention Network".
PAN = SmpBuilder(
    "pan",
    smp.PAN,
    ("decoder_channels", "decoder_interpolation", "encoder_depth", "encoder_output_stride"),
)
# Chaurasia and Culurciello (2017), "LinkNet".
LINKNET = SmpBuilder("linknet", smp.Linknet, ("decoder_use_norm", "encoder_depth"))


def _weights_name(backbone: str) -> str | bool:
    if backbone.startswith("tu-"):
        return True
    names = list(smp.encoders.encoders[backbone]["pretrained_settings"])
    return "imagenet" if "imagenet" in names else str(names[0])
