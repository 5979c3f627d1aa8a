"""Networks learn eight chips by heart: gradients reach all that must learn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rv_engine.learner import SemanticSegmentationModelConfig
from rv_engine.learner.semantic_segmentation import SemanticSegmentationLearner
from tests.engine.learner.chip_folders import write_chips
from tests.engine.learner.recording import RecordingMonitor

# unet and deeplabv3 are in test_training.
FAMILIES = ("deeplabv3plus", "fpn", "linknet", "segformer")


@pytest.mark.slow
@pytest.mark.parametrize("architecture", FAMILIES)
def test_each_family_learns_eight_chips_by_heart(
    tmp_path: Path,
    make_learner: Callable[..., SemanticSegmentationLearner],
    monitor: RecordingMonitor,
    architecture: str,
) -> None:
    chips = write_chips(tmp_path / "chips", train=8, valid=0, size_px=64)
    model = SemanticSegmentationModelConfig(
        architecture=architecture, backbone="resnet18", pretrained=False
    )
    learner = make_learner(
        chips,
        model=model,
        data={"augmentors": [], "img_sz": 64},
        batch_sz=8,
        num_epochs=30,
        lr=2e-3,
        scheduler="cosine",
    )
    learner.train(monitor)
    losses = [metric.value or 0.0 for metric in monitor.metrics if metric.name == "train_loss"]
    assert losses[0] > 0.4
    assert losses[-1] < 0.1
