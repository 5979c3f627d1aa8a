"""Trains in a process of its own that kills itself: `train_in_child.py CHIPS OUT KILL_AT THREADS`.

KILL_AT is "after EPOCH", right after its checkpoint, or "in EPOCH", in its first step.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import torch

from rv_engine.learner import SemanticSegmentationModelConfig, SolverConfig
from rv_engine.learner.semantic_segmentation import SemanticSegmentationLearner
from rv_engine.messages import Message, Metric, Progress
from rv_engine.monitor import Monitor
from tests.engine.learner.chip_folders import image_data


def make_learner(chips: Path, out: Path) -> SemanticSegmentationLearner:
    """A training whose network draws random numbers itself (drop connect)."""
    return SemanticSegmentationLearner(
        model=SemanticSegmentationModelConfig(
            architecture="unet", backbone="efficientnet-b0", pretrained=False
        ),
        solver=SolverConfig(lr=1e-3, num_epochs=4, batch_sz=2, pictures=False),
        data=image_data(chips),
        output_dir=out,
        device="cpu",
    )


def main(chips: str, out: str, kill_at: str, threads: str) -> None:
    """Trains until it is time to die."""
    torch.set_num_threads(int(threads))
    when, epoch = kill_at.split()

    def send(message: Message) -> None:
        in_epoch = isinstance(message, Progress) and f"epoch {epoch} of" in message.what
        after_epoch = isinstance(message, Metric) and message.step == int(epoch)
        if (in_epoch and when == "in") or (after_epoch and when == "after"):
            os.kill(os.getpid(), signal.SIGKILL)

    make_learner(Path(chips), Path(out)).train(Monitor(send))


if __name__ == "__main__":
    main(*sys.argv[1:])
