"""Config of predicted labels for chip classification."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rv_engine.labels.label_store_config import LabelStoreConfig

if TYPE_CHECKING:
    from rv_engine.labels.chip_classification_geojson_store import CellFiles


class ChipClassificationGeoJSONStoreConfig(LabelStoreConfig):
    """Cells with their classes, as GeoJSON in EPSG:4326 and as a GeoPackage for the map."""

    type_hint: ClassVar[str] = "chip_classification_geojson_store"

    def files(self, folder: Path, scene_id: str) -> CellFiles:  # type: ignore[override]
        """Where the labels of a scene are written.

        Args:
            folder: That of PREDICT.
            scene_id: The scene.
        """
        from rv_engine.labels.chip_classification_geojson_store import CellFiles

        if self.uri is not None:
            path = Path(self.uri)
            return CellFiles(path, path.with_suffix(".gpkg"))
        return CellFiles(folder / f"{scene_id}.json", folder / scene_id / "polygons.gpkg")
