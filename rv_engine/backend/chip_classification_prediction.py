"""A scene through a classifier: cells read ahead in blocks, batched, predicted and written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from rv_engine.backend.predict_options import PredictOptions
from rv_engine.backend.scene_prediction import PredictionModel, ScenePrediction, shown_to
from rv_engine.backend.viewed_models import viewed_classification
from rv_engine.backend.window_stream import read_ahead
from rv_engine.geo import Box, axis_starts
from rv_engine.labels.chip_classification_geojson_store import ChipClassificationGeoJSONStore
from rv_engine.labels.chip_classification_labels import cell_array
from rv_engine.monitor import Monitor
from rv_engine.scene.scene import Scene
from rv_engine.types import Array, FloatArray

_READ_THREADS = 2
# Small cells are read together, because each reading has its price.
_BLOCK_PX = 512


class ClassificationModel(PredictionModel, Protocol):
    """What a backend's trained model can do.

    With an attribute `multi_label` that is true, a cell can have several classes.
    """

    def predict_probabilities(self, batch: Array) -> FloatArray:
        """(B, num_classes) float32 for (B, H, W, C) chips."""


@dataclass(frozen=True)
class _Cell:
    """A cell of the map, and what the model looks at for it.

    Attributes:
        cell: Its place on the grid; it may reach over the edges of the image.
        image: (H, W, C) pixels of the cell, moved inside of the image.
    """

    cell: Box
    image: Array


class ChipClassificationPrediction(ScenePrediction):
    """Predicts the classes of a scene's cells.

    Cells without any data, and those that are not wholly inside the areas of interest, are left
    out. What of a cell lies outside of the image does not count.

    Args:
        scene: The scene.
        model: The trained model.
        options: The cells.
        store: Where the labels go; what is there already is not predicted again.
        extent: The part of the image to predict; None takes the scene's whole extent.
    """

    def __init__(
        self,
        scene: Scene,
        model: ClassificationModel,
        options: PredictOptions,
        store: ChipClassificationGeoJSONStore,
        extent: Box | None = None,
    ) -> None:
        super().__init__(scene, model, options, extent)
        self.model = viewed_classification(model, options)
        self.options = options
        self.store = store

    def run_tile(self, tile: Box, monitor: Monitor) -> None:
        if self.store.has(tile):
            return
        what = f"Predicting '{self.scene.id}'"
        blocks = list(self._blocks(tile))
        total = sum(len(block) for block in blocks)
        done = 0
        cells: list[Box] = []
        scores: list[FloatArray] = []
        waiting: list[_Cell] = []
        read = read_ahead(blocks, self._read, threads=_READ_THREADS, ahead=_READ_THREADS)
        # Closed at once on a stop, so that no thread reads on after this returns.
        with closing(read):
            for block, found in read:
                waiting += found
                while len(waiting) >= self.options.batch_sz:
                    scores.append(self._predict(waiting[: self.options.batch_sz]))
                    waiting = waiting[self.options.batch_sz :]
                    monitor.progress(done, total, "cells", what)
                cells += [one.cell for one in found]
                done += len(block)
                monitor.progress(done, total, "cells", what)
        if waiting:
            scores.append(self._predict(waiting))
        none = np.empty((0, self.model.num_classes), np.float32)
        self.store.write(
            tile,
            cell_array(cells),
            np.concatenate([none, *scores]),
            multi_label=bool(getattr(self.model, "multi_label", False)),
        )
        monitor.progress(total, total, "cells", what)

    def _blocks(self, tile: Box) -> Iterator[list[Box]]:
        """The cells that begin in a tile, in blocks that are read at once, row by row."""
        size, stride = self.options.chip_sz, self.options.stride_px
        rows = axis_starts(self.extent.ymin, self.extent.ymax, size, stride)
        columns = axis_starts(self.extent.xmin, self.extent.xmax, size, stride)
        tops = [y for y in rows if tile.ymin <= y < tile.ymax]
        lefts = [x for x in columns if tile.xmin <= x < tile.xmax]
        step = max(1, _BLOCK_PX // max(size, stride))
        for row in range(0, len(tops), step):
            for column in range(0, len(lefts), step):
                yield [
                    Box.of_size(y, x, size, size)
                    for y in tops[row : row + step]
                    for x in lefts[column : column + step]
                ]

    def _read(self, block: list[Box]) -> list[_Cell]:
        image = self.scene.raster_source.extent
        wanted = [cell for cell in block if self._is_wanted(cell)]
        if not wanted:
            return []
        windows = [cell.moved_inside(image) for cell in wanted]
        area = Box(
            min(window.ymin for window in windows),
            min(window.xmin for window in windows),
            max(window.ymax for window in windows),
            max(window.xmax for window in windows),
        )
        chip = self.scene.raster_source.read(area)
        valid = chip.valid_pixels
        return [
            _Cell(cell, shown_to(self.model, chip.part(window, area)))
            for cell, window in zip(wanted, windows, strict=True)
            if valid[cell.intersection(image).slices_in(area)].any()
        ]

    def _is_wanted(self, cell: Box) -> bool:
        aoi = self.scene.aoi if self.options.within_aoi else None
        return aoi is None or aoi.contains(cell.intersection(self.scene.extent))

    def _predict(self, cells: list[_Cell]) -> FloatArray:
        return self.model.predict_probabilities(np.stack([cell.image for cell in cells]))
