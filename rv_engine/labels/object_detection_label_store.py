"""Predicted boxes on disk: as GeoJSON, as a GeoPackage, and as candidates for EVAL."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import RasterError
from rv_engine.geo import Box, CRSTransformer
from rv_engine.labels.box_overlap import to_polygons
from rv_engine.labels.object_detection_labels import ObjectDetectionLabels
from rv_engine.labels.object_detection_merger import ObjectDetectionMerger, WindowDetections
from rv_engine.monitor import Monitor
from rv_engine.storage import remove_path, writing
from rv_engine.types import Array
from rv_engine.vector.geojson import writing_geojson
from rv_engine.vector.geopackage import writing_polygons

LAYER = "boxes"
# Boxes that are made geometries, and text, at once.
_CHUNK = 10_000
_COLUMNS = {
    "class_id": np.empty(0, np.int32),
    "class_name": np.empty(0, object),
    "score": np.empty(0, np.float64),
}


@dataclass(frozen=True)
class BoxFiles:
    """Where the boxes of a scene are.

    Attributes:
        geojson: As Raster Vision writes them, or None.
        boxes: A GeoPackage for the map, or None.
        candidates: All boxes, also those with scores too low for the map: what EVAL draws its
            curves from. None when they are not kept.
    """

    geojson: Path | None = None
    boxes: Path | None = None
    candidates: Path | None = None


class ObjectDetectionLabelStore:
    """Takes the detections of tiles and makes whole files of them.

    Tiles that are written stay when the work is interrupted; `has` tells them.

    Args:
        files: What to make, and where.
        work_folder: Where unfinished pieces lie.
        grid: The pixel grid of the image.
        class_config: The classes.
        merger: Makes one box of what several windows saw.
        score_thresh: The lowest score of a box on the map.
    """

    def __init__(
        self,
        files: BoxFiles,
        work_folder: Path,
        grid: CRSTransformer,
        class_config: ClassConfig,
        merger: ObjectDetectionMerger,
        score_thresh: float,
    ) -> None:
        self.files = files
        self.class_config = class_config
        self._work_folder = work_folder
        self._grid = grid
        self._merger = merger
        self._score_thresh = score_thresh

    def has(self, tile: Box) -> bool:
        """Whether the detections of a tile are written."""
        return self._piece(tile).exists()

    def write(self, tile: Box, detections: WindowDetections) -> None:
        """Writes the detections of a tile.

        Raises:
            OutputError: They cannot be written.
        """
        labels = detections.labels
        _save(
            self._piece(tile),
            boxes=labels.boxes.astype(np.float32),
            class_ids=labels.class_ids.astype(np.int16),
            scores=labels.scores.astype(np.float32),
            windows=detections.windows.astype(np.int32),
        )

    def finish(self, monitor: Monitor) -> BoxFiles:
        """Makes the files and removes the pieces.

        Raises:
            OutputError: They cannot be written.
        """
        what = "Merging boxes"
        monitor.progress(0, 3, "files", what)
        pieces = sorted(self._work_folder.glob("*.npz"))
        labels = self._merger.merge(WindowDetections.joined([_load_piece(path) for path in pieces]))
        monitor.progress(1, 3, "files", what)
        if self.files.candidates is not None:
            write_candidates(self.files.candidates, labels)
        write_boxes(
            labels.where(labels.scores >= self._score_thresh),
            self.files,
            self._grid,
            self.class_config,
            monitor,
        )
        monitor.progress(2, 3, "files", what)
        remove_path(self._work_folder)
        monitor.progress(3, 3, "files", what)
        return self.files

    def _piece(self, tile: Box) -> Path:
        return self._work_folder / f"y{tile.ymin:08d}-x{tile.xmin:08d}.npz"


def write_boxes(
    labels: ObjectDetectionLabels,
    files: BoxFiles,
    grid: CRSTransformer,
    class_config: ClassConfig,
    monitor: Monitor,
) -> None:
    """Writes boxes with class_id, class_name and score, as GeoJSON and as a GeoPackage.

    Raises:
        OutputError: They cannot be written.
    """
    names = np.array(class_config.names, object)
    if files.boxes is not None:
        with writing_polygons(files.boxes, LAYER, grid, _COLUMNS) as append:
            for part in _chunks(labels):
                monitor.check()
                append(to_polygons(part.boxes), _columns(part, names))
    if files.geojson is not None:
        with writing_geojson(files.geojson, grid) as append:
            for part in _chunks(labels):
                monitor.check()
                append(to_polygons(part.boxes), _properties(part, names))


def write_candidates(path: Path, labels: ObjectDetectionLabels) -> None:
    """Writes boxes as arrays, exactly.

    Raises:
        OutputError: They cannot be written.
    """
    _save(path, boxes=labels.boxes, class_ids=labels.class_ids, scores=labels.scores)


def read_candidates(path: Path) -> ObjectDetectionLabels:
    """What `write_candidates` wrote.

    Raises:
        RasterError: It is damaged.
    """
    arrays = _load(path)
    return ObjectDetectionLabels.of(arrays["boxes"], arrays["class_ids"], arrays["scores"])


def _chunks(labels: ObjectDetectionLabels) -> list[ObjectDetectionLabels]:
    return [labels.where(slice(start, start + _CHUNK)) for start in range(0, len(labels), _CHUNK)]


def _columns(labels: ObjectDetectionLabels, names: Array) -> dict[str, Array]:
    return {
        "class_id": labels.class_ids.astype(np.int32),
        "class_name": names[labels.class_ids],
        # 0.8999999761581421 is how a computer says 0.9.
        "score": labels.scores.round(6),
    }


def _properties(labels: ObjectDetectionLabels, names: Array) -> list[dict[str, Any]]:
    columns = _columns(labels, names)
    rows = zip(*(column.tolist() for column in columns.values()), strict=True)
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _load_piece(path: Path) -> WindowDetections:
    arrays = _load(path)
    labels = ObjectDetectionLabels.of(arrays["boxes"], arrays["class_ids"], arrays["scores"])
    return WindowDetections(labels, arrays["windows"].astype(np.float64).reshape(-1, 4))


def _save(path: Path, **arrays: Array) -> None:
    with writing(path) as partial, partial.open("wb") as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]


def _load(path: Path) -> dict[str, Array]:
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return {name: arrays[name] for name in arrays.files}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise RasterError(
            f"The prediction '{path}' cannot be read: {error}.",
            hint="Run PREDICT again.",
            where=str(path),
        ) from error
