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

SEMANTIC_SEGMENTATION_ARCHITECTURES: dict[str, Architecture] = {
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
