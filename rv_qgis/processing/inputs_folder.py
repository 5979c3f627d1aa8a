"""The place in a run folder for inputs that QGIS has but no file holds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Optional

from qgis.core import QgsProcessingFeedback

from ...rv_engine.errors import OutputError
from ..layers import RasterFile, VectorFile, VectorSnapshot
from ..translation import tr


class InputsFolder:
    """Writes layers beside the run that needs them, so that it can be repeated without QGIS.

    Args:
        folder: Made when the first file is written.
        feedback: Says what is written, and whether to stop.
    """

    def __init__(self, folder: Path, feedback: QgsProcessingFeedback) -> None:
        self._folder = folder
        self._feedback = feedback

    def write(
        self, snapshot: VectorSnapshot, name: str, field_names: Sequence[str] = ()
    ) -> VectorFile:
        """Writes a layer as it is shown."""
        self._feedback.setProgressText(tr("Writing layer '{name}'").format(name=snapshot.name))
        target = self._made() / f"{name}.gpkg"
        return snapshot.write(
            target,
            field_names,
            self._feedback.isCanceled,
            lambda share: self._feedback.setProgress(100.0 * share),
        )

    def write_area(self, snapshot: Optional[VectorSnapshot], name: str) -> Optional[str]:
        """The path of a new file with the polygons and no other layer; None for no area."""
        return None if snapshot is None else str(self.write(snapshot, name).path)

    def image_path(self, image: RasterFile) -> str:
        """The image's own path, or that of a virtual raster that shows what the layer shows."""
        folder = self._folder if image.is_plain else self._made()
        return str(image.path_for_engine(folder))

    def _made(self) -> Path:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(
                tr("The folder '{path}' cannot be written: {reason}.").format(
                    path=self._folder.parent, reason=error.strerror
                ),
                hint=tr("Choose a folder that you may write to."),
                where=str(self._folder.parent),
            ) from error
        return self._folder
