"""A scene through a model: windows read ahead, batched, predicted, merged and written as a stream.

Memory depends on the window, the overlap and the number of classes, not on the scene.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from rv_engine.backend.predict_options import SemanticSegmentationPredictOptions
from rv_engine.backend.prediction_plan import Block, plan_blocks
from rv_engine.backend.scene_prediction import PredictionModel, ScenePrediction, shown_to
from rv_engine.backend.viewed_models import viewed_segmentation
from rv_engine.backend.window_stream import OneBehind, read_ahead
from rv_engine.geo import Box
from rv_engine.labels.semantic_segmentation_label_store import SemanticSegmentationLabelStore
from rv_engine.labels.semantic_segmentation_merger import (
    PlainMerger,
    SemanticSegmentationMerger,
    SmoothMerger,
    VoteMerger,
    smooth_weight,
)
from rv_engine.monitor import Monitor
from rv_engine.raster.raster_chip import RasterChip
from rv_engine.scene.scene import Scene
from rv_engine.types import Array, BoolArray, FloatArray

_READ_THREADS = 2
# Windows without data are not predicted, but neither are they collected without end.
_MAX_BATCH_WINDOWS = 256


class SegmentationModel(PredictionModel, Protocol):
    """What a backend's trained model can do."""

    def predict_classes(self, batch: Array) -> Array:
        """(B, H, W) uint8 of class ids for (B, H, W, C) chips."""

    def predict_probabilities(self, batch: Array) -> FloatArray:
        """(B, num_classes, H, W) float32 for (B, H, W, C) chips."""


@dataclass(frozen=True)
class _Chip:
    """What is read for a cell of the map.

    Attributes:
        window: What the model looks at: the cell with its surroundings.
        image: (H, W, C) pixels of the window; None when no pixel of the cell gets a class.
        valid: (H, W) pixels of the cell that get a class.
    """

    window: Box
    image: Array | None
    valid: BoolArray


class SemanticSegmentationPrediction(ScenePrediction):
    """Predicts the classes of a scene's pixels.

    Args:
        scene: The scene.
        model: The trained model.
        options: The windows.
        store: Where the labels go; what is there already is not predicted again.
        extent: The part of the image to predict; None takes the scene's whole extent.
    """

    def __init__(
        self,
        scene: Scene,
        model: SegmentationModel,
        options: SemanticSegmentationPredictOptions,
        store: SemanticSegmentationLabelStore,
        extent: Box | None = None,
    ) -> None:
        super().__init__(scene, model, options, extent)
        self.model = viewed_segmentation(model, options)
        self.options = options
        self.store = store
        self._smooth = store.config.smooth_output
        self._overlapping = options.stride_px < options.chip_sz - 2 * options.crop_px

    def run_tile(self, tile: Box, monitor: Monitor) -> None:
        what = f"Predicting '{self.scene.id}'"
        blocks = []
        for block in plan_blocks(self.extent, tile, self.options, self._bytes_per_pixel()):
            done = 0
            for strip in block.strips():
                if not self.store.has(strip):
                    break
                done += 1
            blocks.append(block.after(done))
        total = sum(len(block.cells) for block in blocks)
        count = 0
        for block in blocks:
            # Closed at once on a stop, so that no thread writes after this returns.
            with closing(self._run_block(block)) as steps:
                for finished in steps:
                    count += finished
                    monitor.progress(min(count, total), total, "windows", what)
        monitor.progress(total, total, "windows", what)

    def _bytes_per_pixel(self) -> int:
        if self._smooth:
            return 4 * (self.model.num_classes + 1)
        return 2 * self.model.num_classes if self._overlapping else 1

    def _run_block(self, block: Block) -> Generator[int]:
        """Predicts a block and yields how many windows each step took."""
        if block.area.is_empty:
            return
        rows = _RowWriter(block, self._merger(block), self.store)
        predict = self.model.predict_probabilities if self._smooth else self.model.predict_classes
        batch: list[tuple[Box, _Chip]] = []
        images = 0
        batch_sz = self.options.batch_sz
        chips = read_ahead(block.cells, self._read, threads=_READ_THREADS, ahead=2 * batch_sz)
        with closing(chips), OneBehind() as behind:
            for cell, chip in chips:
                batch.append((cell, chip))
                images += chip.image is not None
                if images == batch_sz or len(batch) == _MAX_BATCH_WINDOWS:
                    behind.submit(rows.add, batch, self._predict(predict, batch))
                    yield len(batch)
                    batch, images = [], 0
            behind.submit(rows.add, batch, self._predict(predict, batch))
            yield len(batch)
            behind.submit(rows.flush)

    def _merger(self, block: Block) -> SemanticSegmentationMerger:
        arguments = (block.area, self.model.num_classes, block.buffer_px)
        if self._smooth:
            size = block.cells[0].size
            uniform = self.options.window_weight == "uniform"
            weight = np.ones(size, np.float32) if uniform else smooth_weight(size)
            return SmoothMerger(*arguments, weight)
        return VoteMerger(*arguments) if self._overlapping else PlainMerger(*arguments)

    def _window(self, cell: Box) -> Box:
        """The cell with its surroundings.

        Where it would reach over an edge of the image it is moved inside, because a model sees
        worse with pixels in view that have no value.
        """
        size, image = self.options.chip_sz, self.scene.raster_source.extent
        window = cell.grown(self.options.crop_px)
        y = max(min(window.ymin, image.ymax - size), image.ymin)
        x = max(min(window.xmin, image.xmax - size), image.xmin)
        return Box.of_size(y, x, size, size)

    def _read(self, cell: Box) -> _Chip:
        window = self._window(cell)
        valid = np.zeros(cell.size, bool)
        aoi = self.scene.aoi if self.options.within_aoi else None
        if aoi is not None and not aoi.touches(cell):
            return _Chip(window, None, valid)
        chip: RasterChip = self.scene.raster_source.read(window)
        part = cell.intersection(window)
        valid[part.slices_in(cell)] = chip.valid_pixels[part.slices_in(window)]
        if aoi is not None:
            valid &= aoi.mask(cell)
        return _Chip(window, shown_to(self.model, chip) if valid.any() else None, valid)

    def _predict(
        self, predict: Callable[[Array], Array], batch: list[tuple[Box, _Chip]]
    ) -> Iterator[Array]:
        images = [chip.image for _, chip in batch if chip.image is not None]
        if not images:
            return iter(())
        predictions = predict(np.stack(images))
        places = ((cell, chip.window) for cell, chip in batch if chip.image is not None)
        return (
            _cut(prediction, *place) for prediction, place in zip(predictions, places, strict=True)
        )


def _cut(prediction: Array, cell: Box, window: Box) -> Array:
    """(..., H, W) of a cell from that of its window; 0 where the cell reaches over the image."""
    part = cell.intersection(window)
    rows, columns = part.slices_in(window)
    inner = prediction[..., rows, columns]
    if part == cell:
        return inner
    cut = np.zeros((*prediction.shape[:-2], *cell.size), prediction.dtype)
    rows, columns = part.slices_in(cell)
    cut[..., rows, columns] = inner
    return cut


class _RowWriter:
    """Merges windows and writes each strip when no later window touches it."""

    def __init__(
        self,
        block: Block,
        merger: SemanticSegmentationMerger,
        store: SemanticSegmentationLabelStore,
    ) -> None:
        self._merger = merger
        self._store = store
        self._strips = block.strips()

    def add(self, batch: list[tuple[Box, _Chip]], predictions: Iterator[Array]) -> None:
        for cell, chip in batch:
            self._write_above(cell.ymin)
            if chip.image is not None:
                self._merger.add(cell, next(predictions), chip.valid)

    def flush(self) -> None:
        self._write_above(self._strips[-1].ymax)

    def _write_above(self, ymin: int) -> None:
        while self._strips and self._strips[0].ymax <= ymin:
            rows = self._merger.pop(self._strips.pop(0).ymax)
            if rows is not None:
                self._store.write(rows)
