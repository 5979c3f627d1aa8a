"""Config of predicted labels for object detection."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from rv_engine.config import display
from rv_engine.config.class_config import ClassConfig
from rv_engine.labels.label_store_config import LabelStoreConfig

if TYPE_CHECKING:
    from rv_engine.labels.label_store import LabelFiles
    from rv_engine.labels.object_detection_label_store import ObjectDetectionLabelStore
    from rv_engine.raster.raster_source import RasterSource

_ENDINGS = {".json", ".geojson"}


class ObjectDetectionGeoJSONStoreConfig(LabelStoreConfig):
    """Boxes as GeoJSON in longitude and latitude, and as a GeoPackage in the image's own CRS."""

    type_hint: ClassVar[str] = "object_detection_geojson_store"
    kinds: ClassVar[tuple[str, ...]] = ("geojson", "polygons", "candidates")

    uri: str | None = Field(None, json_schema_extra=display(advanced=True))
    """The GeoJSON file to write, or the folder for it; in the run folder when left out. The
    GeoPackage has the same name."""

    def files(self, folder: Path, scene_id: str) -> LabelFiles:
        geojson, inner = folder / f"{scene_id}.json", folder / scene_id
        candidates = inner / "candidates.npz"
        if self.uri is None:
            polygons = inner / "boxes.gpkg"
            return {"geojson": geojson, "polygons": polygons, "candidates": candidates}
        path = Path(self.uri)
        if path.suffix.lower() not in _ENDINGS:
            path = path / geojson.name
        polygons = path.with_suffix(".gpkg")
        return {"geojson": path, "polygons": polygons, "candidates": candidates}

    def main_kind(self, path: Path) -> str:
        return "polygons" if path.suffix.lower() == ".gpkg" else "geojson"

    def evaluated_file(self, files: LabelFiles) -> Path:
        return files["candidates"]

    def build(
        self, files: LabelFiles, work_folder: Path, image: RasterSource, class_config: ClassConfig
    ) -> ObjectDetectionLabelStore:
        from rv_engine.labels.object_detection_label_store import ObjectDetectionLabelStore

        return ObjectDetectionLabelStore(files, work_folder, image, class_config)
