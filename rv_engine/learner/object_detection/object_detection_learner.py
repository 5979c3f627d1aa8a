"""Trains models that find objects."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Protocol, runtime_checkable

import torch
from torch import Tensor

from rv_engine.errors import ConfigError
from rv_engine.learner.learner import Learner
from rv_engine.learner.learning_task import Forward, Loss
from rv_engine.learner.object_detection.anchor_sizes import fitting_anchor_sizes
from rv_engine.learner.object_detection.coco_chips import CocoChips
from rv_engine.learner.object_detection.detection_meter import DetectionMeter
from rv_engine.learner.object_detection.detection_predictor import to_detections
from rv_engine.learner.object_detection_config import (
    ObjectDetectionImageDataConfig,
    ObjectDetectionModelConfig,
)
from rv_engine.learner.samples import Batch, SampleSource
from rv_engine.learner.scores import Meter
from rv_engine.learner.solver_config import SolverConfig
from rv_engine.learner.targets import IGNORED, Boxes, Target
from rv_engine.types import Array

# Boxes with lower scores are left out of pictures.
_SHOWN_FROM = 0.5


@runtime_checkable
class BoxSource(SampleSource, Protocol):
    """Samples of which all boxes are known at once."""

    def all_boxes(self) -> Array:
        """(N, 4) the boxes of all objects to learn."""


class ObjectDetectionLearner(Learner):
    """Trains a network on images and boxes; see `Learner` for arguments and outcome."""

    counted: ClassVar[str] = "boxes"
    model: ObjectDetectionModelConfig
    data: ObjectDetectionImageDataConfig

    def __init__(
        self,
        *,
        model: ObjectDetectionModelConfig,
        solver: SolverConfig,
        data: ObjectDetectionImageDataConfig,
        output_dir: Path,
        device: str | None = None,
    ) -> None:
        super().__init__(
            model=model, solver=solver, data=data, output_dir=output_dir, device=device
        )
        for name in ("class_loss_weights", "ignore_class_index"):
            if getattr(solver, name) is not None:
                raise ConfigError(
                    f"Object detection does not know {name}.",
                    hint="Remove it.",
                    where=f"solver.{name}",
                )

    def open_source(self, split: str) -> SampleSource | None:
        source = super().open_source(split)
        if (
            split == "train"
            and isinstance(source, BoxSource)
            and self.model.anchor_sizes is None
            and len(boxes := source.all_boxes())
        ):
            # They belong to the network, and are saved with it.
            sizes = fitting_anchor_sizes(boxes)
            self.model = self.model.model_copy(update={"anchor_sizes": sizes})
        return source

    def open_chips(self, split: str) -> SampleSource | None:
        if self.data.uri is None:
            raise ConfigError("It is not known where the chips are.", hint="Set data.uri.")
        folder = Path(self.data.uri, split)
        if split != "train" and not _has_files(folder / "img"):
            return None
        return CocoChips(folder, self.classes, self.data.img_sz, self.data.img_channels)

    def training_step(self, network: Forward, images: Tensor, batch: Batch) -> Loss:
        targets = [self._objects(boxes) for boxes in batch.targets_of(Boxes)]
        losses: dict[str, Tensor] = network(images, targets)
        total = torch.stack([loss.float() for loss in losses.values()]).sum()
        count = torch.tensor(float(len(images)), device=self.device)
        return total * count, count

    def validation_step(
        self, network: Forward, images: Tensor, batch: Batch, meter: Meter
    ) -> Loss | None:
        if isinstance(meter, DetectionMeter):
            meter.update(to_detections(network(images)), batch.targets_of(Boxes))
        return None

    def answers(self, network: Forward, images: Tensor) -> Sequence[Target]:
        shown = []
        for found in to_detections(network(images)):
            sure = found.scores >= _SHOWN_FROM
            shown.append(Boxes(found.boxes[sure], found.class_ids[sure]))
        return shown

    def new_meter(self) -> DetectionMeter:
        return DetectionMeter(self.classes.names, self.foreground_class_ids)

    def _objects(self, target: Boxes) -> dict[str, Tensor]:
        learned = target.class_ids != IGNORED
        return {
            "boxes": torch.from_numpy(target.boxes[learned]).to(self.device),
            "labels": torch.from_numpy(target.class_ids[learned]).to(self.device),
        }


def _has_files(folder: Path) -> bool:
    return folder.is_dir() and any(folder.iterdir())
