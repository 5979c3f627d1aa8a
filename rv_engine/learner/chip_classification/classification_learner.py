"""Trains models that give each chip a class, or several."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - the name it has everywhere
from torch import Tensor, nn

from rv_engine.errors import ConfigError
from rv_engine.learner.chip_classification.classification_loss import ClassificationLoss
from rv_engine.learner.chip_classification.classification_meter import ClassificationMeter
from rv_engine.learner.chip_classification.classified_images import ClassifiedImages, has_images
from rv_engine.learner.chip_classification_config import (
    ClassificationImageDataConfig,
    ClassificationModelConfig,
)
from rv_engine.learner.learner import Learner
from rv_engine.learner.learning_task import Forward, Loss
from rv_engine.learner.samples import Batch, SampleSource
from rv_engine.learner.scores import Meter
from rv_engine.learner.solver_config import SolverConfig
from rv_engine.learner.survey import Survey
from rv_engine.learner.targets import ClassLabel, Target
from rv_engine.monitor import Monitor


class ClassificationLearner(Learner):
    """Trains a network on images in folders; see `Learner` for arguments and outcome."""

    model: ClassificationModelConfig
    data: ClassificationImageDataConfig

    def __init__(
        self,
        *,
        model: ClassificationModelConfig,
        solver: SolverConfig,
        data: ClassificationImageDataConfig,
        output_dir: Path,
        device: str | None = None,
    ) -> None:
        super().__init__(
            model=model, solver=solver, data=data, output_dir=output_dir, device=device
        )
        self._loss = ClassificationLoss(solver.class_loss_weights, self.ignored_class_id)

    def open_chips(self, split: str) -> SampleSource | None:
        if self.data.uri is None:
            raise ConfigError("It is not known where the chips are.", hint="Set data.uri.")
        folder = Path(self.data.uri, split)
        if split != "train" and not has_images(folder):
            return None
        return ClassifiedImages(
            folder,
            self.classes.names,
            self.data.img_sz,
            num_channels=self.data.img_channels,
            multi_label=self.model.multi_label,
        )

    def prepare(self, network: nn.Module, source: SampleSource, monitor: Monitor) -> Survey:
        found = super().prepare(network, source, monitor)
        wanted = self.data.img_sz
        sizes: set[tuple[int, int]] = getattr(source, "sizes_px", set())
        if sizes - {(wanted, wanted)}:
            height, width = max(sizes)
            monitor.log(
                f"Chips of {width} x {height} pixels are shown to the model as {wanted} x {wanted}."
            )
        return found

    def training_step(self, network: Forward, images: Tensor, batch: Batch) -> Loss:
        return self._loss_of(network(images).float(), self._present(batch))

    def validation_step(
        self, network: Forward, images: Tensor, batch: Batch, meter: Meter
    ) -> Loss | None:
        logits, present = network(images).float(), self._present(batch)
        if isinstance(meter, ClassificationMeter):
            meter.update(self._answers(logits), present.bool())
        return self._loss_of(logits, present)

    def answers(self, network: Forward, images: Tensor) -> Sequence[Target]:
        present = self._answers(network(images).float()).cpu().numpy()
        if self.model.multi_label:
            return [ClassLabel(row.astype(np.int64)) for row in present]
        return [ClassLabel(int(row.argmax())) for row in present]

    def new_meter(self) -> ClassificationMeter:
        return ClassificationMeter(
            self.classes.names, self.foreground_class_ids, self.ignored_class_id
        )

    def _loss_of(self, logits: Tensor, present: Tensor) -> Loss:
        if self.model.multi_label:
            return self._loss.several_classes(logits, present)
        return self._loss.one_class(logits, present.argmax(dim=1))

    def _answers(self, logits: Tensor) -> Tensor:
        if self.model.multi_label:
            return logits >= 0
        return F.one_hot(logits.argmax(dim=1), logits.shape[1]).bool()

    def _present(self, batch: Batch) -> Tensor:
        """Which classes the chips have, uint8 (B, num_classes), on the device."""
        count = len(self.classes)
        rows = [
            label.class_id
            if isinstance(label.class_id, np.ndarray)
            else np.arange(count) == label.class_id
            for label in batch.targets_of(ClassLabel)
        ]
        return torch.from_numpy(np.stack(rows).astype(np.uint8)).to(self.device)
