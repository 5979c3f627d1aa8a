"""Predicted boxes on disk: as GeoJSON, as a GeoPackage, and as candidates for EVAL."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import RasterError
from rv_engine.geo import Box, CRSTransformer
from rv_engine.labels.box_overlap import to_polygons
from rv_engine.labels.label_store import LabelFiles, LabelStore
from rv_engine.labels.object_detection_labels import ObjectDetectionLabels
from rv_engine.labels.object_detection_merger import (
    Merging,
    ObjectDetectionMerger,
    WindowDetections,
)
from rv_engine.monitor import Monitor
from rv_engine.raster.raster_source import RasterSource
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


class ObjectDetectionLabelStore(LabelStore):
    """Takes the detections of tiles and makes whole files of them.

    Tiles that are written stay when the work is interrupted; `has` tells them.

    Args:
        files: What to make, and where: "geojson" as Raster Vision writes it, "polygons" for the map,
            and "candidates": all boxes, also those with scores too low for the map, which EVAL
            draws its curves from.
        work_folder: Where unfinished pieces lie.
        image: The image that the boxes are of.
        class_config: The classes.
    """

    def __init__(
        self,
        files: LabelFiles,
        work_folder: Path,
        image: RasterSource,
        class_config: ClassConfig,
    ) -> None:
        self.files = files
        self.class_config = class_config
        self._work_folder = work_folder
        self._image = image

    def has(self, tile: Box) -> bool:
        """Whether the detections of a tile are written."""
        return self._piece(tile).exists()

    def write(self, tile: Box, detections: WindowDetections, merging: Merging) -> None:
        """Writes the detections of a tile.

        Args:
            tile: Its place in the image.
            detections: What the windows that begin there show.
            merging: What is to be done with them; the same for all tiles.

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
            data_shares=detections.data_shares.astype(np.float32),
            merging=np.array(json.dumps(asdict(merging))),
        )

    def finish(self, monitor: Monitor) -> None:
        what = "Merging boxes"
        monitor.progress(0, 3, "files", what)
        pieces = [_load(path) for path in sorted(self._work_folder.glob("*.npz"))]
        merging = Merging(**json.loads(str(pieces[0]["merging"]))) if pieces else Merging()
        merger = ObjectDetectionMerger(
            self._image.extent, merging.merge_thresh, merging.class_agnostic
        )
        labels = merger.merge(WindowDetections.joined([_detections(arrays) for arrays in pieces]))
        labels = self.process(labels.where(merging.wanted(labels)))
        monitor.progress(1, 3, "files", what)
        if "candidates" in self.files:
            write_candidates(self.files["candidates"], Candidates(labels, merging.score_thresh))
        write_boxes(
            labels.where(labels.scores >= merging.score_thresh),
            self.files,
            self._image.crs_transformer,
            self.class_config,
            monitor,
        )
        monitor.progress(2, 3, "files", what)
        remove_path(self._work_folder)
        monitor.progress(3, 3, "files", what)

    def _piece(self, tile: Box) -> Path:
        return self._work_folder / f"y{tile.ymin:08d}-x{tile.xmin:08d}.npz"


def write_boxes(
    labels: ObjectDetectionLabels,
    files: LabelFiles,
    grid: CRSTransformer,
    class_config: ClassConfig,
    monitor: Monitor,
) -> None:
    """Writes boxes with class_id, class_name and score, as GeoJSON and as a GeoPackage.

    Raises:
        OutputError: They cannot be written.
    """
    names = np.array(class_config.names, object)
    if "polygons" in files:
        with writing_polygons(files["polygons"], LAYER, grid, _COLUMNS) as append:
            for part in _chunks(labels):
                monitor.check()
                append(to_polygons(part.boxes), _columns(part, names))
    if "geojson" in files:
        with writing_geojson(files["geojson"], grid) as append:
            for part in _chunks(labels):
                monitor.check()
                append(to_polygons(part.boxes), _properties(part, names))


@dataclass(frozen=True, eq=False)
class Candidates:
    """All boxes that a model takes for possible.

    Attributes:
        labels: The boxes, also those with low scores.
        score_thresh: The lowest score of a box on the map.
    """

    labels: ObjectDetectionLabels
    score_thresh: float


def write_candidates(path: Path, candidates: Candidates) -> None:
    """Writes boxes as arrays, exactly.

    Raises:
        OutputError: They cannot be written.
    """
    labels = candidates.labels
    _save(
        path,
        boxes=labels.boxes,
        class_ids=labels.class_ids,
        scores=labels.scores,
        score_thresh=np.array(candidates.score_thresh),
    )


def read_candidates(path: Path) -> Candidates:
    """What `write_candidates` wrote.

    Raises:
        RasterError: It is damaged.
    """
    arrays = _load(path)
    labels = ObjectDetectionLabels.of(arrays["boxes"], arrays["class_ids"], arrays["scores"])
    return Candidates(labels, float(arrays["score_thresh"]))


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


def _detections(arrays: Mapping[str, Array]) -> WindowDetections:
    labels = ObjectDetectionLabels.of(arrays["boxes"], arrays["class_ids"], arrays["scores"])
    windows = arrays["windows"].astype(np.float64).reshape(-1, 4)
    return WindowDetections(labels, windows, arrays["data_shares"].astype(np.float64))


def _save(path: Path, **arrays: Array) -> None:
    with writing(path) as partial, partial.open("wb") as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]


def _load(path: Path) -> dict[str, Array]:
    try:
        # Opened here: numpy leaves a damaged file open.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return {name: arrays[name] for name in arrays.files}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise RasterError(
            f"The prediction '{path}' cannot be read: {error}.",
            hint="Run PREDICT again.",
            where=str(path),
        ) from error
