"""Predicted cells on disk: GeoJSON as Raster Vision writes it, and a GeoPackage for the map."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from rasterio.crs import CRS

from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import LabelError
from rv_engine.geo import Box, CRSTransformer
from rv_engine.labels.chip_classification_labels import (
    NO_CLASS,
    ChipClassificationLabels,
    cell_polygons,
    polygon_cells,
)
from rv_engine.labels.label_store import LabelFiles, LabelStore
from rv_engine.monitor import Monitor
from rv_engine.storage import remove_path, writing
from rv_engine.types import Array, FloatArray, GeometryArray
from rv_engine.vector.geojson import read_geojson, writing_geojson
from rv_engine.vector.geopackage import writing_polygons

LAYER = "polygons"
# In multi-label classification a class is there from this probability on.
PRESENT_FROM = 0.5
_WGS84 = CRS.from_epsg(4326)
_CELLS_AT_ONCE = 10_000


class ChipClassificationGeoJSONStore(LabelStore):
    """Takes the cells of tiles and makes whole files of them.

    Tiles that are written stay when the work is interrupted; `has` tells them.

    Args:
        files: What to make, and where: "geojson" and "polygons", or one of them.
        work_folder: Where unfinished pieces lie.
        grid: The pixel grid of the image.
        class_config: The classes.
    """

    def __init__(
        self, files: LabelFiles, work_folder: Path, grid: CRSTransformer, class_config: ClassConfig
    ) -> None:
        self.files = files
        self.class_config = class_config
        self._work_folder = work_folder
        self._grid = grid

    def has(self, tile: Box) -> bool:
        """Whether the cells of a tile are written."""
        return self._piece(tile).is_file()

    def write(
        self, tile: Box, cells: Array, scores: FloatArray, *, multi_label: bool = False
    ) -> None:
        """Writes the cells of a tile.

        Args:
            tile: Its place in the image.
            cells: (N, 4) int: ymin, xmin, ymax, xmax.
            scores: (N, C) float32, how likely each class is.
            multi_label: Whether a cell can have several classes.

        Raises:
            OutputError: They cannot be written.
        """
        content = io.BytesIO()
        np.savez(
            content,
            cells=cells.astype(np.int64),
            scores=scores.astype(np.float32),
            multi_label=np.array(multi_label),
        )
        with writing(self._piece(tile)) as partial:
            partial.write_bytes(content.getbuffer())

    def finish(self, monitor: Monitor) -> None:
        what = "Writing the map"
        pieces = sorted(self._work_folder.glob("*.npz"))
        several = bool(pieces) and _read_piece(pieces[0])[2]
        with ExitStack() as stack:
            appends: list[Any] = []
            if "geojson" in self.files:
                write = stack.enter_context(writing_geojson(self.files["geojson"], self._grid))
                appends.append((write, self._properties))
            if "polygons" in self.files:
                empty = self._labels(*_empty(len(self.class_config)), several)
                append = stack.enter_context(
                    writing_polygons(
                        self.files["polygons"], LAYER, self._grid, self._columns(empty, several)
                    )
                )
                appends.append((append, self._columns))
            for done, piece in enumerate(pieces):
                monitor.progress(done, len(pieces), "tiles", what)
                labels = self.process(self._labels(*_read_piece(piece)))
                if len(labels):
                    polygons = cell_polygons(labels.cells)
                    for append_to, values_of in appends:
                        append_to(polygons, values_of(labels, several))
        remove_path(self._work_folder)
        monitor.progress(len(pieces), len(pieces), "tiles", what)

    def _piece(self, tile: Box) -> Path:
        return self._work_folder / f"y{tile.ymin:08d}-x{tile.xmin:08d}.npz"

    def _labels(
        self, cells: Array, scores: FloatArray, multi_label: bool
    ) -> ChipClassificationLabels:
        return labels_from_scores(cells, scores, self.class_config, multi_label=multi_label)

    def _names(self, labels: ChipClassificationLabels) -> list[list[str]]:
        names = self.class_config.names
        return [[names[place] for place in np.flatnonzero(row)] for row in labels.present]

    def _properties(
        self, labels: ChipClassificationLabels, multi_label: bool
    ) -> list[dict[str, Any]]:
        properties: list[dict[str, Any]] = [
            {
                "class_id": class_id,
                "class_name": self.class_config.names[class_id],
                # The shortest text that is read as the same 32-bit number.
                "scores": [float(str(score)) for score in row],
            }
            for class_id, row in zip(labels.class_ids.tolist(), _scores(labels), strict=True)
        ]
        if multi_label:
            for values, names in zip(properties, self._names(labels), strict=True):
                values["class_names"] = names
        return properties

    def _columns(self, labels: ChipClassificationLabels, multi_label: bool) -> dict[str, Array]:
        scores = _scores(labels)
        names = np.array(self.class_config.names, object)
        columns = {
            "class_id": labels.class_ids.astype(np.int32),
            # A cell of which no class is likely shall not look as if it were of the least unlikely.
            "class_name": np.where(labels.present.any(axis=1), names[labels.class_ids], ""),
            "score": scores[np.arange(len(scores)), labels.class_ids].astype(np.float64),
        }
        if multi_label:
            texts = [", ".join(found) for found in self._names(labels)]
            columns["class_names"] = np.array(texts, object)
        for class_id, name in enumerate(_score_names(self.class_config.names)):
            columns[name] = scores[:, class_id].astype(np.float64)
        return columns


def labels_from_scores(
    cells: Array, scores: FloatArray, class_config: ClassConfig, *, multi_label: bool
) -> ChipClassificationLabels:
    """The most likely class of each cell, and with `multi_label` all that are likely.

    Of equally likely classes it is the one with the lowest id. The null class is there when no
    other one is.
    """
    class_ids = scores.argmax(axis=1)
    if multi_label:
        present = scores >= PRESENT_FROM
        if class_config.has_null_class:
            null = class_config.null_class_id
            present[:, null] = False
            present[:, null] = ~present.any(axis=1)
            likely = np.where(present, scores, -1)
            class_ids = likely.argmax(axis=1)
    else:
        present = class_ids[:, None] == np.arange(len(class_config))
    return ChipClassificationLabels(cells, class_ids, present, scores)


def read_predicted_cells(
    path: Path, grid: CRSTransformer, class_config: ClassConfig
) -> Iterator[ChipClassificationLabels]:
    """The cells in a GeoJSON file that this store or Raster Vision has written, in chunks.

    Raises:
        VectorError: The file is missing or damaged.
        LabelError: Its classes are others.
    """
    features = read_geojson(path)
    count = len(class_config)
    while chunk := list(islice(features, _CELLS_AT_ONCE)):
        polygons: GeometryArray = np.array([geometry for geometry, _ in chunk], object)
        cells = polygon_cells(grid.map_to_pixel(polygons, _WGS84))
        class_ids = np.array([values.get("class_id", NO_CLASS) for _, values in chunk], int)
        if ((class_ids < 0) | (class_ids >= count)).any():
            raise LabelError(
                f"'{path}' has cells of the class {class_ids.max()}, but there are {count} "
                "classes, counted from 0.",
                hint="Run PREDICT again.",
                where=str(path),
            )
        present = class_ids[:, None] == np.arange(count)
        for row, (_, values) in zip(present, chunk, strict=True):
            if "class_names" in values:
                row[:] = [name in values["class_names"] for name in class_config.names]
        rows = [values.get("scores") for _, values in chunk]
        scores = None
        if all(isinstance(row, list) and len(row) == count for row in rows):
            scores = np.array(rows, np.float32)
        yield ChipClassificationLabels(cells, class_ids, present, scores)


def _score_names(names: list[str]) -> list[str]:
    """A column for each class; columns are told apart without regard to case."""
    columns = [f"score_{name}" for name in names]
    different = len({column.casefold() for column in columns}) == len(columns)
    return columns if different else [f"score_{class_id}" for class_id in range(len(names))]


def _read_piece(path: Path) -> tuple[Array, FloatArray, bool]:
    with np.load(path, allow_pickle=False) as content:
        return content["cells"], content["scores"], bool(content["multi_label"])


def _scores(labels: ChipClassificationLabels) -> FloatArray:
    if labels.scores is None:
        raise ValueError("Predicted cells have scores.")
    return labels.scores


def _empty(num_classes: int) -> tuple[Array, FloatArray]:
    return np.empty((0, 4), np.int64), np.empty((0, num_classes), np.float32)
