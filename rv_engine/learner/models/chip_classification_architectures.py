"""The table of networks for chip classification; it is read without importing torch."""

from __future__ import annotations

from rv_engine.learner.models.architecture import Architecture

_BUILDER = "rv_engine.learner.models.classifier:build_classifier"

# All of torchvision 0.17 and later, less two (vit_h_14, regnet_y_128gf) that are too large to train.
_WITH_BATCH_NORM = (
    *("resnet18", "resnet34", "resnet50", "resnet101", "resnet152"),
    *("resnext50_32x4d", "resnext101_32x8d", "resnext101_64x4d"),
    *("wide_resnet50_2", "wide_resnet101_2"),
    *("shufflenet_v2_x0_5", "shufflenet_v2_x1_0", "shufflenet_v2_x1_5", "shufflenet_v2_x2_0"),
    *("mobilenet_v2", "mobilenet_v3_small", "mobilenet_v3_large"),
    *("mnasnet0_5", "mnasnet0_75", "mnasnet1_0", "mnasnet1_3"),
    *(f"efficientnet_b{size}" for size in range(8)),
    *("efficientnet_v2_s", "efficientnet_v2_m", "efficientnet_v2_l"),
    *("densenet121", "densenet161", "densenet169", "densenet201"),
    *(f"regnet_x_{size}" for size in ("400mf", "800mf", "1_6gf", "3_2gf", "8gf", "16gf", "32gf")),
    *(f"regnet_y_{size}" for size in ("400mf", "800mf", "1_6gf", "3_2gf", "8gf", "16gf", "32gf")),
    *("vgg11_bn", "vgg13_bn", "vgg16_bn", "vgg19_bn"),
    "googlenet",
)
_WITHOUT_BATCH_NORM = (
    *("convnext_tiny", "convnext_small", "convnext_base", "convnext_large"),
    *("squeezenet1_0", "squeezenet1_1", "vgg11", "vgg13", "vgg16", "vgg19"),
    *("swin_t", "swin_s", "swin_b", "swin_v2_t", "swin_v2_s", "swin_v2_b"),
)
_VISION_TRANSFORMERS = ("vit_b_16", "vit_b_32", "vit_l_16", "vit_l_32")

# One chip has no spread where a network normalises over a batch.
_FREE_WITH_BATCH_NORM = Architecture(
    _BUILDER, _WITH_BATCH_NORM, any_timm_backbone=True, min_batch_sz=2
)

CHIP_CLASSIFICATION_BACKBONES: dict[str, Architecture] = {
    **dict.fromkeys(_WITH_BATCH_NORM, _FREE_WITH_BATCH_NORM),
    **dict.fromkeys(_WITHOUT_BATCH_NORM, Architecture(_BUILDER, _WITHOUT_BATCH_NORM)),
    **dict.fromkeys(
        _VISION_TRANSFORMERS, Architecture(_BUILDER, _VISION_TRANSFORMERS, fixed_size_px=224)
    ),
    "alexnet": Architecture(_BUILDER, ("alexnet",), min_size_px=64),
    "inception_v3": Architecture(_BUILDER, ("inception_v3",), min_size_px=75, min_batch_sz=2),
    "maxvit_t": Architecture(_BUILDER, ("maxvit_t",), fixed_size_px=224, min_batch_sz=2),
}


def chip_classification_architecture(backbone: str) -> Architecture | None:
    """What is known about a backbone; None when there is no such one."""
    if _FREE_WITH_BATCH_NORM.takes(backbone):
        return _FREE_WITH_BATCH_NORM
    return CHIP_CLASSIFICATION_BACKBONES.get(backbone)
