"""What a task must say so that its models can be trained."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from rv_engine.config.class_config import ClassConfig
from rv_engine.learner.data_config import DataConfig
from rv_engine.learner.model_config import ModelConfig
from rv_engine.learner.samples import Batch, SampleSource
from rv_engine.learner.scores import Meter
from rv_engine.learner.solver_config import SolverConfig
from rv_engine.learner.survey import Survey
from rv_engine.learner.targets import Target
from rv_engine.monitor import Monitor

Loss = tuple[Tensor, Tensor]
"""The sum of the loss over all that is labelled, and what it is to be divided by: both are scalars
on the device. Batches are added up before dividing, so their size does not matter."""

Forward = Callable[..., Any]
"""A network as a function; within it, numbers have the precision of the training."""


class LearningTask(ABC):
    """The samples, network, loss and scores of a task.

    Attributes:
        model: The network.
        solver: How it is trained.
        data: What it is trained with.
        device: Where it is trained.
        classes: What its models tell apart.
    """

    model: ModelConfig
    solver: SolverConfig
    data: DataConfig
    device: torch.device
    classes: ClassConfig

    @abstractmethod
    def open_source(self, split: str) -> SampleSource | None:
        """The samples of "train" or "valid"; None when there are none to validate with."""

    @abstractmethod
    def build_network(self, num_channels: int, monitor: Monitor) -> nn.Module:
        """The network with the weights that its config asks for, on the CPU."""

    @abstractmethod
    def empty_network(self, num_channels: int) -> nn.Module:
        """The network with any weights, which will be replaced at once."""

    @abstractmethod
    def prepare(self, network: nn.Module, source: SampleSource, monitor: Monitor) -> Survey:
        """Looks at all samples for training, and fits the network's normalisation to them.

        Raises:
            LabelError: A sample is not sound.
        """

    @abstractmethod
    def training_step(self, network: Forward, images: Tensor, batch: Batch) -> Loss:
        """What training makes small.

        Args:
            network: Is called with the images, and with the targets where the network wants them.
            images: Shape (B, C, H, W), float32 pixel values on the device.
            batch: Where the images come from; has the targets.
        """

    @abstractmethod
    def validation_step(
        self, network: Forward, images: Tensor, batch: Batch, meter: Meter
    ) -> Loss | None:
        """Adds the answers to a batch to the meter.

        Returns:
            The loss; None where the network has none while it predicts.
        """

    def answers(self, network: Forward, images: Tensor) -> Sequence[Target] | None:
        """The answers to images in the form of targets, for pictures; None for no pictures.

        Args:
            network: In evaluation.
            images: As for `validation_step`.
        """
        return None

    @abstractmethod
    def new_meter(self) -> Meter:
        """Collects the answers to the samples for validation."""

    @abstractmethod
    def save(
        self,
        folder: Path,
        weights: Mapping[str, Tensor],
        source: SampleSource,
        training: Mapping[str, Any],
    ) -> None:
        """Writes a trained model, whole or not at all.

        Args:
            folder: Where it goes.
            weights: Of the network.
            source: The samples that it was trained with.
            training: How it was trained and how good it is, as JSON values.
        """
