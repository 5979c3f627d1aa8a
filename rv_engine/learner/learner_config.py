"""The base of the Configs of learners: model, solver and data together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from rv_engine.config import Config
from rv_engine.errors import ConfigError
from rv_engine.learner.data_config import DataConfig
from rv_engine.learner.model_config import ModelConfig
from rv_engine.learner.solver_config import SolverConfig

if TYPE_CHECKING:
    from rv_engine.learner.learner import Learner


class LearnerConfig(Config, abstract=True):
    """A training: a model, how it is trained, with what, and where the outcome goes."""

    type_hint: ClassVar[str] = "learner"

    solver: SolverConfig = Field(default_factory=SolverConfig)
    """How the model is trained."""

    output_uri: str | None = None
    """The folder for checkpoints, the log and the trained model."""

    model: ModelConfig
    """The neural network."""

    data: DataConfig
    """The images and what is known about them."""

    @property
    def output_dir(self) -> Path:
        """The folder of `output_uri`.

        Raises:
            ConfigError: It is not said where the outcome goes.
        """
        if self.output_uri is None:
            raise ConfigError("The learner needs a folder to write to.", hint="Set output_uri.")
        return Path(self.output_uri)

    def build(self, device: str | None = None) -> Learner:
        """The learner.

        Args:
            device: "cpu", "cuda", "cuda:1" or "mps"; the best there is when left out.

        Raises:
            ConfigError: It is not said where the outcome goes.
        """
        return self._learner_class()(
            model=self.model,
            solver=self.solver,
            data=self.data,
            output_dir=self.output_dir,
            device=device,
        )

    def _learner_class(self) -> type[Learner]:
        """That of the task; torch is imported with it."""
        raise NotImplementedError
