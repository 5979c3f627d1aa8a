"""Config of predicted labels for chip classification."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rv_engine.config.class_config import ClassConfig
from rv_engine.labels.label_store_config import LabelStoreConfig

if TYPE_CHECKING:
    from rv_engine.labels.chip_classification_geojson_store import ChipClassificationGeoJSONStore
    from rv_engine.labels.label_store import LabelFiles
    from rv_engine.raster.raster_source import RasterSource

_ENDINGS = {".json", ".geojson"}


class ChipClassificationGeoJSONStoreConfig(LabelStoreConfig):
    """Cells with their classes, as GeoJSON in EPSG:4326 and as a GeoPackage for the map."""

    type_hint: ClassVar[str] = "chip_classification_geojson_store"
    kinds: ClassVar[tuple[str, ...]] = ("geojson", "polygons")

    def files(self, folder: Path, scene_id: str) -> LabelFiles:
        geojson = folder / f"{scene_id}.json"
        if self.uri is None:
            return {"geojson": geojson, "polygons": folder / scene_id / "polygons.gpkg"}
        path = Path(self.uri)
        if path.suffix.lower() not in _ENDINGS:
            path = path / geojson.name
        return {"geojson": path, "polygons": path.with_suffix(".gpkg")}

    def main_kind(self, path: Path) -> str:
        return "polygons" if path.suffix.lower() == ".gpkg" else "geojson"

    def build(
        self, files: LabelFiles, work_folder: Path, image: RasterSource, class_config: ClassConfig
    ) -> ChipClassificationGeoJSONStore:
        from rv_engine.labels.chip_classification_geojson_store import (
            ChipClassificationGeoJSONStore,
        )

        return ChipClassificationGeoJSONStore(
            files, work_folder, image.crs_transformer, class_config
        )
