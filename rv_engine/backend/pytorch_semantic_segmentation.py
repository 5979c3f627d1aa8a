"""Semantic segmentation with PyTorch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rv_engine.backend.chip_writer import SemanticSegmentationChipWriter
from rv_engine.backend.semantic_segmentation_prediction import SegmentationModel
from rv_engine.config.class_config import ClassConfig
from rv_engine.monitor import Monitor
from rv_engine.scene import SemanticSegmentationChipOptions
from rv_engine.scene.scene import Scene
from rv_engine.storage import remove_path

if TYPE_CHECKING:
    from rv_engine.backend.pytorch_semantic_segmentation_config import (
        PyTorchSemanticSegmentationConfig,
    )

_SPLITS = ("train", "valid")
MODEL_FOLDER = "model"
"""Where in the folder of TRAIN the model lies."""


class PyTorchSemanticSegmentation:
    """Cuts chips, trains on them, and loads what was trained.

    Args:
        config: Model, solver and data.
        class_config: The classes, the null class included.
    """

    def __init__(
        self, config: PyTorchSemanticSegmentationConfig, class_config: ClassConfig
    ) -> None:
        self.config = config
        self.class_config = class_config

    def chip(
        self,
        train_scenes: list[Scene],
        valid_scenes: list[Scene],
        options: SemanticSegmentationChipOptions,
        folder: Path,
        monitor: Monitor,
    ) -> None:
        """Writes the chips of both splits into an empty folder.

        Raises:
            LabelError: There is nothing to learn from.
        """
        writer = SemanticSegmentationChipWriter(folder, options, len(self.class_config))
        for index, (split, scenes) in enumerate(
            zip(_SPLITS, (train_scenes, valid_scenes), strict=True)
        ):
            if not scenes:
                continue
            count = writer.write(split, scenes, monitor.part(index / 2, (index + 1) / 2))
            monitor.log(f"{count.chips} chips for {'training' if not index else 'validation'}.")
            for name, pixels in zip(self.class_config.names, count.class_pixels, strict=True):
                if not pixels:
                    monitor.log(
                        f"Not one chip of the split '{split}' shows the class {name!r}.",
                        level="warning",
                    )

    def train(self, chips: Path, folder: Path, monitor: Monitor) -> None:
        """Trains on chips; goes on where an interrupted training stopped.

        Args:
            chips: What `chip` wrote.
            folder: Gets the model; keeps the checkpoints while training goes on.
            monitor: Told of each step.

        Raises:
            ModelError: The model cannot be built or trained.
            LabelError: The chips do not fit.
        """
        from rv_engine.learner.semantic_segmentation.semantic_segmentation_learner import (
            SemanticSegmentationLearner,
        )
        from rv_engine.learner.training import CHECKPOINTS_FOLDER

        data = self.config.data.model_copy(
            update={"uri": str(chips), "class_config": self.class_config}
        )
        learner = SemanticSegmentationLearner(
            model=self.config.model,
            solver=self.config.solver,
            data=data,
            output_dir=folder,
            device=self.config.device,
        )
        learner.train(monitor)
        # They are for going on after an interruption, and several times as large as the model.
        remove_path(folder / CHECKPOINTS_FOLDER)

    def load_model(self, folder: Path) -> SegmentationModel:
        """The model that `train` left in a folder.

        Raises:
            BundleError: There is none, or it is damaged.
            ModelError: The weights do not fit, or there is no such device.
        """
        from rv_engine.learner.semantic_segmentation.saved_model import load_model

        return load_model(folder / MODEL_FOLDER, device=self.config.device)
