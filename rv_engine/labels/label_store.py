"""The base of what keeps predicted labels."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path

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
    """

    files: LabelFiles

    @abstractmethod
    def finish(self, monitor: Monitor) -> None:
        """Makes the files and removes the pieces.

        Raises:
            OutputError: They cannot be written.
        """
