"""Trains models that give each pixel a class."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import numpy as np
import torch
from torch import Tensor

from rv_engine.errors import ConfigError
from rv_engine.learner.learner import Learner
from rv_engine.learner.learning_task import Forward, Loss
from rv_engine.learner.loss_config import CrossEntropyLossConfig
from rv_engine.learner.samples import Batch, SampleSource
from rv_engine.learner.scores import Meter
from rv_engine.learner.semantic_segmentation.image_chips import ImageChips
from rv_engine.learner.semantic_segmentation.most_likely_class import most_likely_class
from rv_engine.learner.semantic_segmentation.segmentation_meter import SegmentationMeter
from rv_engine.learner.semantic_segmentation_config import (
    SemanticSegmentationImageDataConfig,
    SemanticSegmentationModelConfig,
)
from rv_engine.learner.solver_config import SolverConfig
from rv_engine.learner.targets import NO_LABEL, Mask, Target


class SemanticSegmentationLearner(Learner):
    """Trains a network on images and label images; see `Learner` for arguments and outcome."""

    counted: ClassVar[str] = "pixels"
    data: SemanticSegmentationImageDataConfig

    def __init__(
        self,
        *,
        model: SemanticSegmentationModelConfig,
        solver: SolverConfig,
        data: SemanticSegmentationImageDataConfig,
        output_dir: Path,
        device: str | None = None,
    ) -> None:
        super().__init__(
            model=model, solver=solver, data=data, output_dir=output_dir, device=device
        )
        loss = solver.loss or CrossEntropyLossConfig()
        self._loss = loss.build(solver.class_loss_weights)

    def open_chips(self, split: str) -> SampleSource | None:
        if self.data.uri is None:
            raise ConfigError("It is not known where the chips are.", hint="Set data.uri.")
        folder = Path(self.data.uri, split)
        if split != "train" and not _has_files(folder):
            return None
        return ImageChips(
            folder, len(self.classes), self.data.img_sz, num_channels=self.data.img_channels
        )

    def training_step(self, network: Forward, images: Tensor, batch: Batch) -> Loss:
        return self._loss(network(images).float(), self._targets(batch))

    def validation_step(
        self, network: Forward, images: Tensor, batch: Batch, meter: Meter
    ) -> Loss | None:
        logits, targets = network(images).float(), self._targets(batch)
        if isinstance(meter, SegmentationMeter):
            meter.update(logits, targets)
        return self._loss(logits, targets)

    def answers(self, network: Forward, images: Tensor) -> Sequence[Target]:
        class_ids = most_likely_class(network(images).float()).cpu().numpy()
        return [Mask(ids) for ids in class_ids]

    def new_meter(self) -> SegmentationMeter:
        return SegmentationMeter(self.classes.names, self.foreground_class_ids)

    def _targets(self, batch: Batch) -> Tensor:
        """Class ids, shape (B, H, W), on the device; `NO_LABEL` where nothing is learned."""
        class_ids = np.stack([mask.class_ids for mask in batch.targets_of(Mask)])
        masks = torch.from_numpy(class_ids).to(self.device, non_blocking=True)
        ignored = self.ignored_class_id
        return masks if ignored is None else masks.masked_fill(masks == ignored, NO_LABEL)


def _has_files(folder: Path) -> bool:
    images = folder / "img"
    return images.is_dir() and any(images.iterdir())
