"""A plugin in one file: an evaluator that greets. docs/plugins.md goes through it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rv_engine.config import Registry
from rv_engine.config.class_config import ClassConfig
from rv_engine.evaluate import EvaluatorConfig
from rv_engine.evaluate.evaluator import Evaluator
from rv_engine.monitor import Monitor
from rv_engine.storage import write_text

if TYPE_CHECKING:
    from rv_engine.scene.scene import Scene


class EasyEvaluator(Evaluator):
    """Finds every prediction good.

    Args:
        message: What to tell whoever asked.
    """

    def __init__(self, message: str) -> None:
        self.message = message

    def process(
        self,
        scenes: Sequence[Scene],
        predictions: Mapping[str, Path],
        folder: Path,
        monitor: Monitor,
    ) -> None:
        greeting = f"{self.message} Scenes: {len(scenes)}"
        write_text(folder / "greeting.txt", greeting + "\n")
        monitor.log(greeting)


class EasyEvaluatorConfig(EvaluatorConfig):
    """Finds every prediction good, and says so."""

    type_hint: ClassVar[str] = "easy_evaluator"

    message: str = "Well done!"
    """What to tell whoever asked."""

    def build(self, class_config: ClassConfig) -> EasyEvaluator:
        """The evaluator."""
        return EasyEvaluator(self.message)


def register_plugin(registry: Registry) -> None:
    """Called by the engine when it loads this file."""
    registry.add_config(EasyEvaluatorConfig)
