"""What the proposals of all tasks share: how to train, and errors in the user's words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

from pydantic import ValidationError

from rv_engine.config.problems import problems_to_error, validation_problems
from rv_engine.learner.solver_config import SolverConfig
from rv_engine.pipeline.pipeline_config import RVPipelineConfig
from rv_engine.pipeline.training_length import BALANCED, TrainingLength, fit_training_length

AnyPipelineConfig = TypeVar("AnyPipelineConfig", bound=RVPipelineConfig)


@dataclass(frozen=True)
class LearningChoices:
    """How to train.

    Attributes:
        epochs: Passes over the chips; when None, so many that `length` is reached.
        length: How long to train.
        encoder: The part of the model that sees.
        batch_size: Chips a step.
        learning_rate: The highest of the schedule.
        pretrained: Whether to begin with weights from ImageNet.
        seed: The same number gives the same model on the same machine.
    """

    epochs: int | None = None
    length: TrainingLength = BALANCED
    encoder: str = "resnet18"
    batch_size: int = 8
    learning_rate: float = 1e-3
    pretrained: bool | Literal["if_available"] = "if_available"
    seed: int = 0

    def solver(self) -> SolverConfig:
        """The config of the training."""
        return SolverConfig(
            lr=self.learning_rate,
            num_epochs=self.epochs or self.length.epochs,
            batch_sz=self.batch_size,
            seed=self.seed,
        )


def with_length(config: AnyPipelineConfig, choices: LearningChoices) -> AnyPipelineConfig:
    """The config with as many epochs as its chips need, unless their number was chosen."""
    if choices.epochs is None:
        fit_training_length(config, choices.length)
    return config


def proposed(
    config_class: type[AnyPipelineConfig], propose: Callable[[], AnyPipelineConfig]
) -> AnyPipelineConfig:
    """What `propose` returns.

    Raises:
        ConfigError: A choice is none of those that there are.
    """
    try:
        return propose()
    except ValidationError as error:
        problems = validation_problems(error, config_class)
        raise problems_to_error(problems) from error
