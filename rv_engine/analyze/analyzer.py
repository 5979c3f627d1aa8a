"""The base of all analyzers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path

from rv_engine.monitor import Monitor
from rv_engine.scene.scene import Scene


class Analyzer(ABC):
    """Measures something on the scenes before training."""

    @abstractmethod
    def process(
        self, groups: Mapping[str, Sequence[Scene]], folder: Path, monitor: Monitor
    ) -> None:
        """Measures and writes.

        Args:
            groups: The scenes by group, as they are before any transformer and without labels.
            folder: The folder of ANALYZE.
            monitor: Told of progress.
        """
