"""The base of all evaluators."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rv_engine.monitor import Monitor

if TYPE_CHECKING:
    from rv_engine.scene.scene import Scene


class Evaluator(ABC):
    """Compares predictions with labels."""

    @abstractmethod
    def process(
        self,
        scenes: Sequence[Scene],
        predictions: Mapping[str, Path],
        folder: Path,
        monitor: Monitor,
    ) -> None:
        """Compares and writes.

        Args:
            scenes: The scenes of a group, with labels.
            predictions: What was predicted for each scene id.
            folder: The folder of the group in that of EVAL.
            monitor: Told of progress and metrics.
        """
