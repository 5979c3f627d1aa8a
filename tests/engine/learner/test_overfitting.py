"""Networks learn eight chips by heart: gradients reach all that must learn.

All families are in `benchmarks/overfit.py`; here are those that take a few seconds.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks.overfit import Family, learn_by_heart
from rv_engine.learner import (
    ClassificationModelConfig,
    ModelConfig,
    SemanticSegmentationModelConfig,
)
from rv_engine.learner.models.semantic_segmentation_architectures import (
    SEMANTIC_SEGMENTATION_ARCHITECTURES,
)

# A few wide layers more would take most of the time.
NARROW: dict[str, Any] = {
    "unet": {"decoder_channels": [64, 32, 16, 16, 8]},
    "unetplusplus": {"decoder_channels": [32, 32, 16, 16, 8]},
    "manet": {"decoder_channels": [64, 32, 16, 16, 8]},
    "upernet": {"decoder_channels": 64},
    "segformer": {"decoder_segmentation_channels": 64},
    "fpn": {"decoder_pyramid_channels": 64, "decoder_segmentation_channels": 32},
    "deeplabv3plus": {"decoder_channels": 64},
}
# Torchvision's two have no backbone that is small enough: test_training has them, with four chips.
SEGMENTATION = sorted({*SEMANTIC_SEGMENTATION_ARCHITECTURES} - {"deeplabv3", "fcn"})
# A ConvNeXt is in test_classification_training.
CLASSIFICATION = (
    *("mnasnet0_5", "mobilenet_v2", "mobilenet_v3_small", "regnet_x_400mf", "resnet18"),
    *("shufflenet_v2_x0_5", "tu-test_vit"),
)


@pytest.mark.slow
@pytest.mark.parametrize("architecture", SEGMENTATION)
def test_each_family_for_pixels_learns_eight_chips_by_heart(
    tmp_path: Path, architecture: str
) -> None:
    model = SemanticSegmentationModelConfig(
        architecture=architecture,
        backbone="tu-test_resnet",
        pretrained=False,
        extra_args=NARROW.get(architecture, {}),
    )
    lr = 1e-2 if architecture == "linknet" else 5e-3
    outcome = learn_by_heart(Family(architecture, model, steps=45, lr=lr), tmp_path)
    assert outcome.losses[0] > 0.4
    assert outcome.losses[-1] < 0.1
    assert outcome.right > 0.9


@pytest.mark.slow
@pytest.mark.parametrize("backbone", CLASSIFICATION)
def test_each_family_for_chips_learns_eight_of_them_by_heart(tmp_path: Path, backbone: str) -> None:
    model: ModelConfig = ClassificationModelConfig(backbone=backbone, pretrained=False)
    outcome = learn_by_heart(Family(backbone, model, steps=18, lr=5e-3, size_px=32), tmp_path)
    assert outcome.losses[0] > 0.4
    assert outcome.losses[-1] < 0.05
