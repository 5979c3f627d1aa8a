"""The base of the Configs of learners: model, solver and data together."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from pydantic import Field

from rv_engine.config import Config
from rv_engine.errors import ConfigError
from rv_engine.learner.solver_config import SolverConfig


class LearnerConfig(Config, abstract=True):
    """A training: a model, how it is trained, with what, and where the outcome goes."""

    type_hint: ClassVar[str] = "learner"

    solver: SolverConfig = Field(default_factory=SolverConfig)
    """How the model is trained."""

    output_uri: str | None = None
    """The folder for checkpoints, the log and the trained model."""

    @property
    def output_dir(self) -> Path:
        """The folder of `output_uri`.

        Raises:
            ConfigError: It is not said where the outcome goes.
        """
        if self.output_uri is None:
            raise ConfigError("The learner needs a folder to write to.", hint="Set output_uri.")
        return Path(self.output_uri)
