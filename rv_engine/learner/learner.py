"""The base of the learners of all tasks."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from rv_engine.config import default_registry
from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import ConfigError
from rv_engine.learner.data_config import DataConfig
from rv_engine.learner.determinism import deterministic_algorithms
from rv_engine.learner.devices import choose_device
from rv_engine.learner.input_normalization import InputNormalization
from rv_engine.learner.learner_config import LearnerConfig
from rv_engine.learner.learning_task import LearningTask
from rv_engine.learner.memory_errors import memory_errors
from rv_engine.learner.model_config import ModelConfig
from rv_engine.learner.processes import joined_processes, own_device
from rv_engine.learner.samples import SampleSource
from rv_engine.learner.saved_model import ModelDescription, save_model
from rv_engine.learner.solver_config import SolverConfig
from rv_engine.learner.survey import Survey, survey
from rv_engine.learner.training import Training
from rv_engine.learner.training_result import TrainingResult
from rv_engine.monitor import Monitor
from rv_engine.storage import check_writable


class Learner(LearningTask):
    """Trains a model of a task.

    A subclass adds the samples, the loss and the scores of its task.

    Args:
        model: The network.
        solver: How it is trained.
        data: What it is trained with, and the classes.
        output_dir: Receives `log.csv`, `checkpoints/` and, at the end, `model/`.
        device: "cpu", "cuda", "cuda:1" or "mps"; the best there is when None.

    Raises:
        ModelError: There is no such device.
        ConfigError: The configs do not fit each other.
    """

    counted: ClassVar[str] = "chips"
    """What `Target.class_counts` counts, in the plural: "pixels", "chips" or "boxes"."""

    def __init__(
        self,
        *,
        model: ModelConfig,
        solver: SolverConfig,
        data: DataConfig,
        output_dir: Path,
        device: str | None = None,
    ) -> None:
        self.model = model
        self.solver = solver
        self.data = data
        self.output_dir = output_dir
        self.device = choose_device(own_device(device))
        self.classes = _required_classes(data)
        self.given_sources: Mapping[str, SampleSource | None] | None = None
        """Samples by split, instead of those of chips in a folder."""
        self.ignored_class_id = _ignored_class(solver, len(self.classes))
        _check_batch_size(model, solver)
        _check_class_weights(solver, self.classes)

    def train(self, monitor: Monitor | None = None) -> TrainingResult:
        """Trains, goes on with an interrupted training, or returns a finished one.

        Raises:
            LabelError: The samples are missing or not sound.
            ModelError: The network cannot be built, the loss is no number any more, or the memory
                does not suffice.
            ConfigError: The configs do not fit the samples.
            OutputError: The output folder cannot be written.
            Cancelled: The monitor said so; the next call goes on after the last whole epoch.
        """
        check_writable(self.output_dir)
        hint = f"Lower the batch size (batch_sz is {self.solver.batch_sz}), or img_sz."
        devices = [self.device] if self.device.type == "cuda" else []
        deterministic = deterministic_algorithms(self.solver.deterministic)
        with memory_errors(hint), torch.random.fork_rng(devices), deterministic:
            torch.manual_seed(self.solver.seed)
            with joined_processes(self.device) as processes:
                return Training(self, self.output_dir, monitor or Monitor(), processes).run()

    def to_config(self) -> LearnerConfig:
        """The Config that builds this learner, in this process or another.

        Raises:
            ConfigError: There is none for its task.
        """
        for config_class in default_registry().config_classes().values():
            if issubclass(config_class, LearnerConfig) and not config_class.is_abstract:
                fields = config_class.model_fields
                fits = fields["model"].annotation, fields["data"].annotation
                if all(
                    isinstance(kind, type) and isinstance(value, kind)
                    for kind, value in zip(fits, (self.model, self.data), strict=True)
                ):
                    return config_class.model_validate(
                        {
                            "model": self.model,
                            "solver": self.solver,
                            "data": self.data,
                            "output_uri": str(self.output_dir),
                        }
                    )
        raise ConfigError("This model cannot be trained on several devices.", hint="Use one.")

    def open_source(self, split: str) -> SampleSource | None:
        if self.given_sources is not None:
            return self.given_sources.get(split)
        return self.open_chips(split)

    @abstractmethod
    def open_chips(self, split: str) -> SampleSource | None:
        """The samples of `open_source` in a folder of chips.

        Raises:
            ConfigError: It is not said where that is.
        """

    def build_network(self, num_channels: int, monitor: Monitor) -> nn.Module:
        network: nn.Module = self.model.build(num_channels, len(self.classes), monitor)
        return network

    def empty_network(self, num_channels: int) -> nn.Module:
        network: nn.Module = self.model.without_weights().build(num_channels, len(self.classes))
        return network

    def prepare(self, network: nn.Module, source: SampleSource, monitor: Monitor) -> Survey:
        found = survey(
            source,
            len(self.classes),
            self.data.num_workers,
            monitor,
            "Looking at the training chips",
        )
        normalization = getattr(network, "normalization", None)
        if isinstance(normalization, InputNormalization) and not normalization.is_learned:
            normalization.set_statistics(found.means, found.stds)
        total = sum(found.class_counts)
        shares = ", ".join(
            f"{name} {count / total:.1%}"
            for name, count in zip(self.classes.names, found.class_counts, strict=True)
        )
        monitor.log(f"Labelled training {self.counted} by class: {shares}.")
        for class_id, count in enumerate(found.class_counts):
            name = self.classes.names[class_id]
            may_be_absent = class_id == self.ignored_class_id or name == self.classes.null_class
            if count == 0 and not may_be_absent:
                monitor.log(
                    f"None of the training {self.counted} is of the class {name!r}: it cannot be "
                    "learned.",
                    level="warning",
                )
        return found

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
            class_config=self.classes,
            training=training,
            takes_nan=True,
        )
        save_model(folder, description, weights)

    @property
    def foreground_class_ids(self) -> list[int]:
        """The classes whose scores make the quality of a model: neither ignored nor null."""
        counted = [index for index in range(len(self.classes)) if index != self.ignored_class_id]
        null = self.classes.null_class_id if self.classes.has_null_class else None
        return [index for index in counted if index != null] or counted


def _required_classes(data: DataConfig) -> ClassConfig:
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


def _check_batch_size(model: ModelConfig, solver: SolverConfig) -> None:
    smallest = model.min_batch_sz
    if not isinstance(solver.batch_sz, str) and solver.batch_sz < smallest:
        raise ConfigError(
            f"batch_sz is {solver.batch_sz}, but {model.title!r} learns from at least {smallest} "
            "chips at once.",
            hint=f"Set batch_sz to {smallest} or more, or choose another architecture.",
            where="solver.batch_sz",
        )
