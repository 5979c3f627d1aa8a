"""The base of all configs of evaluators."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from rv_engine.config import Config, display
from rv_engine.config.class_config import ClassConfig

if TYPE_CHECKING:
    from rv_engine.evaluate.evaluator import Evaluator


class EvaluatorConfig(Config, abstract=True):
    """Compares predictions with labels."""

    type_hint: ClassVar[str] = "evaluator"

    output_uri: str | None = Field(None, json_schema_extra=display(advanced=True))
    """The folder to write to; in the run folder when left out."""

    def build(self, class_config: ClassConfig) -> Evaluator:
        """The evaluator."""
        raise NotImplementedError
