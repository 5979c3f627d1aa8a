from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch

from rv_engine.learner import SemanticSegmentationModelConfig, SolverConfig
from rv_engine.learner.semantic_segmentation import SemanticSegmentationLearner
from tests.engine.learner.chip_folders import image_data, write_chips
from tests.engine.learner.recording import RecordingMonitor


@pytest.fixture(autouse=True, scope="session")
def _one_thread() -> None:
    """For networks this small, threads that wait for each other cost more than they bring."""
    torch.set_num_threads(1)


@pytest.fixture
def tmp_path(tmp_path: Path) -> Iterator[Path]:
    """Removed at once: checkpoints are large."""
    yield tmp_path
    shutil.rmtree(tmp_path, ignore_errors=True)


@pytest.fixture
def chips(tmp_path: Path) -> Path:
    return write_chips(tmp_path / "chips")


@pytest.fixture
def monitor() -> RecordingMonitor:
    return RecordingMonitor()


@pytest.fixture
def small_unet() -> SemanticSegmentationModelConfig:
    return SemanticSegmentationModelConfig(
        architecture="unet",
        backbone="resnet18",
        pretrained=False,
        extra_args={"encoder_depth": 3, "decoder_channels": [32, 16, 16]},
    )


@pytest.fixture
def make_learner(
    tmp_path: Path, small_unet: SemanticSegmentationModelConfig
) -> Callable[..., SemanticSegmentationLearner]:
    """A learner on the CPU; keyword arguments are those of its solver."""

    def make(
        chips: Path,
        model: SemanticSegmentationModelConfig = small_unet,
        output_dir: Path = tmp_path / "train",
        data: dict[str, object] | None = None,
        **solver: object,
    ) -> SemanticSegmentationLearner:
        values = {"lr": 1e-3, "num_epochs": 2, "batch_sz": 2, "pictures": False, **solver}
        return SemanticSegmentationLearner(
            model=model,
            solver=SolverConfig(**values),
            data=image_data(chips, **(data or {})),
            output_dir=output_dir,
            device="cpu",
        )

    return make
