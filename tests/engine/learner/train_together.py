"""One of several processes that train together: `train_together.py CHIPS OUT`, by torchrun."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import torch
from torch import nn

from rv_engine.learner import SemanticSegmentationModelConfig, SolverConfig
from rv_engine.learner.processes import leave
from rv_engine.learner.semantic_segmentation import (
    SegmentationNetwork,
    SemanticSegmentationLearner,
)
from tests.engine.learner.chip_folders import image_data


def make_learner(chips: Path, out: Path) -> SemanticSegmentationLearner:
    """A network without batch normalisation, which looks at each process's part alone."""
    learner = SemanticSegmentationLearner(
        model=SemanticSegmentationModelConfig(architecture="unet", backbone="resnet18"),
        solver=SolverConfig(
            lr=1e-2, num_epochs=3, batch_sz=4, mixed_precision="no", ema_decay=0.9, pictures=False
        ),
        data=image_data(chips, num_workers=0),
        output_dir=out,
        device="cpu",
    )

    def build(*_: Any) -> SegmentationNetwork:
        body = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 2, 1))
        return SegmentationNetwork(body, 3, 2)

    learner.build_network = build  # type: ignore[method-assign]
    learner.empty_network = build  # type: ignore[method-assign]
    return learner


if __name__ == "__main__":
    torch.set_num_threads(1)
    make_learner(Path(sys.argv[1]), Path(sys.argv[2])).train()
    leave(0)
