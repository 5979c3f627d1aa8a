"""Config of predicted labels for semantic segmentation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field
from typing_extensions import Self

from rv_engine.config import Config, display
from rv_engine.config.class_config import ClassConfig
from rv_engine.labels.label_store_config import LabelStoreConfig

if TYPE_CHECKING:
    from rv_engine.labels.label_store import LabelFiles
    from rv_engine.labels.semantic_segmentation_label_store import SemanticSegmentationLabelStore
    from rv_engine.raster.raster_source import RasterSource


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
    kinds: ClassVar[tuple[str, ...]] = ("label_raster", "score_raster", "polygons")

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

    def files(self, folder: Path, scene_id: str) -> LabelFiles:
        folder = folder / scene_id if self.uri is None else Path(self.uri)
        files = {"label_raster": folder / "labels.tif"}
        if self.smooth_output:
            files["score_raster"] = probabilities_beside(files["label_raster"])
        if self.vector_output:
            files["polygons"] = folder / "polygons.gpkg"
        return files

    def with_polygons(self, class_config: ClassConfig) -> Self:
        if self.vector_output:
            return self
        output = [
            PolygonVectorOutputConfig(class_id=index)
            for index, name in enumerate(class_config.names)
            if name != class_config.null_class
        ]
        return self.model_copy(update={"vector_output": output})

    def with_scores(self) -> Self:
        return self if self.smooth_output else self.model_copy(update={"smooth_output": True})

    def build(
        self, files: LabelFiles, work_folder: Path, image: RasterSource, class_config: ClassConfig
    ) -> SemanticSegmentationLabelStore:
        from rv_engine.labels.semantic_segmentation_label_store import (
            SemanticSegmentationLabelStore,
        )

        return SemanticSegmentationLabelStore(
            files, work_folder, image.crs_transformer, class_config, self
        )


def probabilities_beside(label_raster: Path) -> Path:
    """Where the probabilities lie, if they are written, that a class raster was made from."""
    return label_raster.with_name("scores.tif")
