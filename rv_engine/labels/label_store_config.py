"""The base of all configs of label stores."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field
from typing_extensions import Self

from rv_engine.config import Config, display
from rv_engine.config.class_config import ClassConfig

if TYPE_CHECKING:
    from rv_engine.labels.label_store import LabelFiles, LabelStore
    from rv_engine.raster.raster_source import RasterSource


class LabelStoreConfig(Config, abstract=True):
    """Where the predicted labels of a scene go."""

    type_hint: ClassVar[str] = "label_store"

    kinds: ClassVar[tuple[str, ...]] = ()
    """All that `files` can have, the main one first."""

    uri: str | None = Field(None, json_schema_extra=display(advanced=True))
    """The folder or file to write; in the run folder when left out."""

    def files(self, folder: Path, scene_id: str) -> LabelFiles:
        """What is made for a scene, and where: at `uri`, or else in a folder.

        Args:
            folder: That of PREDICT.
            scene_id: The scene.
        """
        raise NotImplementedError

    def main_kind(self, path: Path) -> str:
        """Which of `kinds` a file that a person named shall be; the main one, whatever its name."""
        return self.kinds[0]

    def evaluated_file(self, files: LabelFiles) -> Path:
        """The one of `files` that EVAL reads: the main one, unless a store says otherwise."""
        return next(iter(files.values()))

    def with_polygons(self, class_config: ClassConfig) -> Self:
        """A config whose `files` have "polygons" as well, if there is such a thing."""
        return self

    def with_scores(self) -> Self:
        """A config whose `files` have "score_raster" as well, if there is such a thing."""
        return self

    def build(
        self, files: LabelFiles, work_folder: Path, image: RasterSource, class_config: ClassConfig
    ) -> LabelStore:
        """The store.

        Args:
            files: What to make of `files`, and where.
            work_folder: Where unfinished pieces lie.
            image: The image that the labels are of; it has the grid.
            class_config: The classes.
        """
        raise NotImplementedError
