"""One of several processes that train from images: `python -m ... TRAINING.json [DEVICE]`.

See `rv_engine.learner.train_worker`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from rv_engine.backend.backend_config import BackendConfig
from rv_engine.backend.pytorch_backend import PyTorchBackend
from rv_engine.config.class_config import ClassConfig
from rv_engine.learner.processes import leave
from rv_engine.learner.train_worker import run_worker
from rv_engine.monitor import Monitor
from rv_engine.scene import ChipOptions, SceneConfig


def train(content: dict[str, Any], device: str | None, monitor: Monitor) -> None:
    """Trains what `scene_training_content` describes."""
    config = BackendConfig.from_dict(content["backend"])
    config.device = device or config.device
    backend = config.build(ClassConfig.from_dict(content["classes"]))
    if not isinstance(backend, PyTorchBackend):
        raise TypeError(f"{type(backend).__name__} does not train in several processes.")
    scenes = {
        split: [SceneConfig.from_dict(scene) for scene in some]
        for split, some in content["scenes"].items()
    }
    options = ChipOptions.from_dict(content["options"])
    backend.train_here_on_scenes(scenes, options, Path(content["folder"]), monitor)


if __name__ == "__main__":
    leave(run_worker(train, *sys.argv[1:]))
