"""Trains models that give each pixel a class."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import ConfigError
from rv_engine.learner.data_config import SemanticSegmentationImageDataConfig
from rv_engine.learner.learner import Learner
from rv_engine.learner.model_config import SemanticSegmentationModelConfig
from rv_engine.learner.models.architectures import SEGMENTATION_ARCHITECTURES
from rv_engine.learner.samples import NO_LABEL, Batch, SampleSource
from rv_engine.learner.semantic_segmentation.image_chips import ImageChips
from rv_engine.learner.semantic_segmentation.pixel_cross_entropy import PixelCrossEntropy
from rv_engine.learner.semantic_segmentation.saved_model import ModelDescription, save_model
from rv_engine.learner.semantic_segmentation.segmentation_meter import SegmentationMeter
from rv_engine.learner.semantic_segmentation.segmentation_network import SegmentationNetwork
from rv_engine.learner.solver_config import SolverConfig
from rv_engine.learner.survey import survey
from rv_engine.monitor import Monitor


class SemanticSegmentationLearner(Learner):
    """Trains a network on images and label images; see `Learner` for what it writes.

    Args:
        model: The network.
        solver: How it is trained.
        data: The folder with the chips, and the classes.
        output_dir: Where the outcome goes.
        device: "cpu", "cuda", "cuda:1" or "mps"; the best there is when None.

    Raises:
        ModelError: There is no such device.
        ConfigError: The configs do not fit each other.
    """

    model: SemanticSegmentationModelConfig
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
        self._classes = _required_classes(data)
        self._ignored = _ignored_class(solver, len(self._classes))
        _check_batch_size(model, solver)
        _check_class_weights(solver, self._classes)
        self._cross_entropy = PixelCrossEntropy(solver.class_loss_weights)

    def open_source(self, split: str) -> SampleSource | None:
        if self.data.uri is None:
            raise ConfigError("It is not known where the chips are.", hint="Set data.uri.")
        folder = Path(self.data.uri, split)
        if split != "train" and not _has_files(folder):
            return None
        return ImageChips(
            folder, len(self._classes), self.data.img_sz, num_channels=self.data.img_channels
        )

    def build_network(self, num_channels: int, monitor: Monitor) -> SegmentationNetwork:
        return self.model.build(num_channels, len(self._classes), monitor)

    def empty_network(self, num_channels: int) -> SegmentationNetwork:
        without_weights = {"pretrained": False, "init_weights": None}
        model = self.model.model_copy(update=without_weights)
        return model.build(num_channels, len(self._classes))

    def prepare(self, network: nn.Module, source: SampleSource, monitor: Monitor) -> None:
        found = survey(
            source,
            len(self._classes),
            self.data.num_workers,
            monitor,
            "Looking at the training chips",
        )
        if isinstance(network, SegmentationNetwork) and self.model.init_weights is None:
            network.normalization.set_statistics(found.means, found.stds)
        total = sum(found.class_counts)
        shares = ", ".join(
            f"{name} {count / total:.1%}"
            for name, count in zip(self._classes.names, found.class_counts, strict=True)
        )
        monitor.log(f"Labelled training pixels by class: {shares}.")
        for class_id, count in enumerate(found.class_counts):
            name = self._classes.names[class_id]
            if count == 0 and class_id != self._ignored and name != self._classes.null_class:
                monitor.log(
                    f"No training pixel is of the class {name!r}: it cannot be learned.",
                    level="warning",
                )

    def targets(self, batch: Batch) -> Tensor:
        masks = torch.from_numpy(batch.masks).to(self.device, non_blocking=True)
        return (
            masks if self._ignored is None else masks.masked_fill(masks == self._ignored, NO_LABEL)
        )

    def loss(self, outputs: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        return self._cross_entropy(outputs, targets)

    def new_meter(self) -> SegmentationMeter:
        counted = [index for index in range(len(self._classes)) if index != self._ignored]
        null = self._classes.null_class_id if self._classes.has_null_class else None
        foreground = [index for index in counted if index != null]
        return SegmentationMeter(self._classes.names, foreground or counted)

    def save(
        self,
        folder: Path,
        weights: Mapping[str, Tensor],
        source: SampleSource,
        training: Mapping[str, Any],
    ) -> None:
        description = ModelDescription(
            model=self.model.model_copy(update={"init_weights": None}),
            num_channels=source.num_channels,
            input_dtype=source.dtype.name,
            chip_sz_px=self.data.img_sz,
            class_config=self._classes,
            training=training,
        )
        save_model(folder, description, weights)


def _required_classes(data: SemanticSegmentationImageDataConfig) -> ClassConfig:
    if data.class_config is None:
        raise ConfigError("It is not known which classes there are.", hint="Set data.class_config.")
    return data.class_config


def _ignored_class(solver: SolverConfig, num_classes: int) -> int | None:
    index = solver.ignore_class_index
    if index is None:
        return None
    if not -num_classes <= index < num_classes:
        raise ConfigError(
            f"ignore_class_index is {index}, but there are only {num_classes} classes.",
            hint=f"Choose 0 to {num_classes - 1}, or -1 for the last class.",
            where="solver.ignore_class_index",
        )
    return index % num_classes


def _check_class_weights(solver: SolverConfig, classes: ClassConfig) -> None:
    weights = solver.class_loss_weights
    if weights is not None and len(weights) != len(classes):
        raise ConfigError(
            f"class_loss_weights has {len(weights)} numbers for {len(classes)} classes.",
            hint=f"Give one for each of {', '.join(classes.names)}, in this order.",
            where="solver.class_loss_weights",
        )


def _check_batch_size(model: SemanticSegmentationModelConfig, solver: SolverConfig) -> None:
    smallest = SEGMENTATION_ARCHITECTURES[model.architecture].min_batch_sz
    if solver.batch_sz < smallest:
        raise ConfigError(
            f"batch_sz is {solver.batch_sz}, but {model.architecture!r} learns from at least "
            f"{smallest} chips at once.",
            hint=f"Set batch_sz to {smallest} or more, or choose the architecture 'unet'.",
            where="solver.batch_sz",
        )


def _has_files(folder: Path) -> bool:
    images = folder / "img"
    return images.is_dir() and any(images.iterdir())
