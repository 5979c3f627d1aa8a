"""The table of networks for semantic segmentation; it is read without importing torch."""

from __future__ import annotations

from rv_engine.learner.models.architecture import Architecture

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

# Their pooling cannot be replaced by dilation, which some decoders need.
_NOT_DILATED = ("vgg", "densenet", "inception", "xception")


def _without(*beginnings: str) -> tuple[str, ...]:
    return tuple(name for name in _SMP_ENCODERS if not name.startswith(beginnings))


_SMP = "rv_engine.learner.models.smp_networks"
_TORCHVISION = "rv_engine.learner.models.torchvision_segmentation"


def _smp(
    builder: str,
    backbones: tuple[str, ...] = _SMP_ENCODERS,
    *,
    min_batch_sz: int = 1,
    min_size_px: int = 1,
) -> Architecture:
    return Architecture(
        f"{_SMP}:{builder}",
        backbones,
        any_timm_backbone=True,
        size_multiple_px=32,
        min_batch_sz=min_batch_sz,
        min_size_px=min_size_px,
    )


SEMANTIC_SEGMENTATION_ARCHITECTURES: dict[str, Architecture] = {
    # Where the smallest batch is 2, a branch normalises one value a channel and chip, and one chip
    # has no spread.
    "deeplabv3": Architecture(
        f"{_TORCHVISION}:DEEPLABV3",
        ("resnet50", "resnet101", "mobilenet_v3_large"),
        min_batch_sz=2,
    ),
    "deeplabv3plus": _smp("DEEPLABV3_PLUS", _without(*_NOT_DILATED), min_batch_sz=2),
    "fcn": Architecture(f"{_TORCHVISION}:FCN", ("resnet50", "resnet101")),
    "fpn": _smp("FPN"),
    "linknet": _smp("LINKNET", _without("mit_b")),
    "manet": _smp("MANET"),
    "pan": _smp("PAN", _without(*_NOT_DILATED), min_batch_sz=2, min_size_px=128),
    "segformer": _smp("SEGFORMER"),
    "unet": _smp("UNET"),
    "unetplusplus": _smp("UNET_PLUS_PLUS", _without("mit_b")),
    "upernet": _smp("UPERNET", min_batch_sz=2),
}
