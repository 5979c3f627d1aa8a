"""The base of all configs of label sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rv_engine.config import Config
from rv_engine.config.class_config import ClassConfig

if TYPE_CHECKING:
    from rv_engine.raster.raster_source import RasterSource


class LabelSourceConfig(Config, abstract=True):
    """Where the labels of a scene come from."""

    type_hint: ClassVar[str] = "label_source"

    def input_files(self) -> list[str]:
        """The files of the user that it reads: when one changes, work is done again."""
        return []

    def build(self, image: RasterSource, class_config: ClassConfig) -> Any:
        """The label source on the grid of an image."""
        raise NotImplementedError
