"""Config of predicted labels for object detection."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rv_engine.labels.label_store_config import LabelStoreConfig

if TYPE_CHECKING:
    from rv_engine.labels.object_detection_label_store import BoxFiles

_ENDINGS = {".json", ".geojson"}


class ObjectDetectionGeoJSONStoreConfig(LabelStoreConfig):
    """Boxes as GeoJSON in longitude and latitude, and as a GeoPackage in the image's own CRS."""

    type_hint: ClassVar[str] = "object_detection_geojson_store"

    uri: str | None = None
    """The GeoJSON file to write, or the folder for it; in the run folder when left out. The
    GeoPackage has the same name."""

    def files(self, folder: Path, scene_id: str) -> BoxFiles:  # type: ignore[override]
        """Where the labels of a scene are written.

        Args:
            folder: That of PREDICT.
            scene_id: The scene.
        """
        from rv_engine.labels.object_detection_label_store import BoxFiles

        inner = folder / scene_id
        geojson = folder / f"{scene_id}.json"
        if self.uri is None:
            return BoxFiles(geojson, inner / "boxes.gpkg", inner / "candidates.npz")
        path = Path(self.uri)
        if path.suffix.lower() not in _ENDINGS:
            path = path / geojson.name
        return BoxFiles(path, path.with_suffix(".gpkg"), inner / "candidates.npz")
