"""Config of predicted labels for semantic segmentation."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from pydantic import Field

from rv_engine.config import Config, display
from rv_engine.labels.label_store_config import LabelStoreConfig


class PolygonVectorOutputConfig(Config):
    """Polygons around the pixels of one class."""

    type_hint: ClassVar[str] = "polygon_vector_output"

    class_id: int = Field(ge=0)
    """The class to draw polygons of."""

    denoise: int = Field(default=8, ge=0, json_schema_extra=display(unit="px"))
    """Remove what is thinner than this many pixels; 0 keeps everything."""


class SemanticSegmentationLabelStoreConfig(LabelStoreConfig):
    """A class raster, and on request polygons and probabilities."""

    type_hint: ClassVar[str] = "semantic_segmentation_label_store"

    vector_output: list[PolygonVectorOutputConfig] = Field(default_factory=list)
    """The classes that are also written as polygons."""

    smooth_output: bool = False
    """Average the probabilities of overlapping windows, instead of counting their votes, and write
    them too."""

    smooth_as_uint8: bool = Field(False, json_schema_extra=display(advanced=True))
    """Write the probabilities in 1 byte a pixel and class instead of 4."""

    rasterio_block_size: int = Field(
        default=512, ge=128, multiple_of=16, json_schema_extra=display(unit="px", advanced=True)
    )
    """The tile size of the written rasters, in pixels."""

    def folder(self, default: Path) -> Path:
        """Where the labels of a scene are written."""
        return default if self.uri is None else Path(self.uri)
