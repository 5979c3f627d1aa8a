"""A training from the images themselves as JSON values, which other processes read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rv_engine.backend.backend_config import BackendConfig
from rv_engine.config.class_config import ClassConfig
from rv_engine.config.plugin_reference import references_for
from rv_engine.scene import ChipOptions, SceneConfig

WORKER = "rv_engine.backend.scene_train_worker"


def scene_training_content(
    backend: BackendConfig,
    classes: ClassConfig,
    scenes: Mapping[str, Sequence[SceneConfig]],
    options: ChipOptions,
    folder: Path,
) -> dict[str, Any]:
    """What `scene_train_worker` needs, with the plugins that it uses."""
    configs = [backend, classes, options, *(scene for some in scenes.values() for scene in some)]
    return {
        "plugins": [reference.model_dump(mode="json") for reference in references_for(configs)],
        "backend": backend.to_dict(),
        "classes": classes.to_dict(),
        "scenes": {split: [scene.to_dict() for scene in some] for split, some in scenes.items()},
        "options": options.to_dict(),
        "folder": str(folder),
    }
