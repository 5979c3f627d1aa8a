"""The table of architectures; it is read without importing torch."""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass
from typing import Any

_TIMM_NAME = re.compile(r"tu-[A-Za-z0-9_.]+")


@dataclass(frozen=True)
class Architecture:
    """A family of networks.

    Attributes:
        builder: The function that builds one, as "module:function". It takes `backbone`,
            `num_channels`, `num_classes`, `pretrained` and the user's extra arguments, and returns
            a torch module.
        backbones: Names of the backbones.
        any_timm_backbone: Takes "tu-<name>" too, for every model of the package timm.
        size_multiple_px: Height and width of the images must be a multiple of it.
        min_batch_sz: Chips in the smallest batch that can be trained with.
    """

    builder: str
    backbones: tuple[str, ...]
    any_timm_backbone: bool = False
    size_multiple_px: int = 1
    min_batch_sz: int = 1

    def takes(self, backbone: str) -> bool:
        """Whether there is such a backbone."""
        if self.any_timm_backbone and _TIMM_NAME.fullmatch(backbone):
            return True
        return backbone in self.backbones

    def build(self, **arguments: Any) -> Any:
        """What the builder returns."""
        module, _, function = self.builder.partition(":")
        return getattr(importlib.import_module(module), function)(**arguments)


# The encoders of segmentation_models_pytorch 0.5 and later, less the "timm-" names, which it calls
# deprecated in favour of "tu-".
_SMP_ENCODERS = (
    *("resnet18", "resnet34", "resnet50", "resnet101", "resnet152"),
    *("resnext50_32x4d", "resnext101_32x4d", "resnext101_32x8d", "resnext101_32x16d"),
    *("resnext101_32x32d", "resnext101_32x48d"),
    *("dpn68", "dpn68b", "dpn92", "dpn98", "dpn107", "dpn131"),
    *("vgg11", "vgg11_bn", "vgg13", "vgg13_bn", "vgg16", "vgg16_bn", "vgg19", "vgg19_bn"),
    *("senet154", "se_resnet50", "se_resnet101", "se_resnet152"),
    *("se_resnext50_32x4d", "se_resnext101_32x4d"),
    *("densenet121", "densenet169", "densenet201", "densenet161"),
    *("inceptionresnetv2", "inceptionv4", "xception", "mobilenet_v2"),
    *(f"efficientnet-b{size}" for size in range(8)),
    *(f"mit_b{size}" for size in range(6)),
    *(f"mobileone_s{size}" for size in range(5)),
)

SEGMENTATION_ARCHITECTURES: dict[str, Architecture] = {
    "deeplabv3": Architecture(
        "rv_engine.learner.models.deeplabv3:build_deeplabv3",
        ("resnet50", "resnet101"),
        # Its pooling branch normalises one value a channel and chip, so one chip has no spread.
        min_batch_sz=2,
    ),
    "unet": Architecture(
        "rv_engine.learner.models.unet:build_unet",
        _SMP_ENCODERS,
        any_timm_backbone=True,
        size_multiple_px=32,
    ),
}
