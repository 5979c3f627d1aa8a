"""The base of what keeps predicted labels."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from rv_engine.monitor import Monitor

LabelFiles = Mapping[str, Path]
"""The files with the labels of a scene, by what they are: "label_raster", "polygons" and so on, as
in `messages.Artifact`. The first is the main one: it has all labels."""


class LabelStore(ABC):
    """Takes labels piece by piece and makes whole files of them.

    A piece is whole or absent, and stays when work is interrupted; several processes may write
    pieces at once.

    Attributes:
        files: What is made, and where.
        processing: The steps that change the labels in `finish` before they are written, each from
            labels to labels; what labels are is said by `ProcessingStep`.
    """

    files: LabelFiles
    processing: tuple[Callable[[Any], Any], ...] = ()

    def process(self, labels: Any) -> Any:
        """Labels after all steps."""
        for step in self.processing:
            labels = step(labels)
        return labels

    @abstractmethod
    def finish(self, monitor: Monitor) -> None:
        """Makes the files and removes the pieces.

        Raises:
            OutputError: They cannot be written.
        """
