"""Predicted class rasters against labels, window by window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from affine import Affine
from rasterio.errors import RasterioError
from rasterio.windows import Window

from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import LabelError, RasterError
from rv_engine.evaluate.bootstrap import add_intervals
from rv_engine.evaluate.class_metrics import class_evaluations
from rv_engine.evaluate.error_map import ErrorMap
from rv_engine.evaluate.evaluation_files import write_evaluation
from rv_engine.evaluate.evaluator import Evaluator
from rv_engine.geo import Box, grids_match, sliding_windows
from rv_engine.labels.semantic_segmentation_label_source import NO_LABEL
from rv_engine.monitor import Monitor
from rv_engine.scene.scene import Scene
from rv_engine.types import Array, BoolArray

_WINDOW_PX = 1024
# The blocks of the bootstrap and of the map of errors; windows consist of whole blocks.
BLOCK_PX = 256


@dataclass(frozen=True, eq=False)
class _SceneCounts:
    """What was counted in a scene.

    Attributes:
        boxes: The blocks in which anything counts.
        blocks: (N, C, C) the confusion matrix of each.
    """

    boxes: list[Box]
    blocks: Array


class SemanticSegmentationEvaluator(Evaluator):
    """Counts pixels.

    Pixels outside of the areas of interest, without data in the image, or without a label are not
    counted at all. Where there is a label but no prediction, the null class counts as predicted.

    Args:
        class_config: The classes.
        error_maps: Whether `process` also writes where the errors are; see `ErrorMap`.
    """

    def __init__(self, class_config: ClassConfig, *, error_maps: bool = False) -> None:
        self.class_config = class_config
        self.error_maps = error_maps

    def process(
        self,
        scenes: Sequence[Scene],
        predictions: Mapping[str, Path],
        folder: Path,
        monitor: Monitor,
    ) -> None:
        evaluation = self.evaluate(scenes, predictions, monitor, folder)
        write_evaluation(evaluation, self.class_config, folder, monitor, counted="pixels")

    def evaluate(
        self,
        scenes: Sequence[Scene],
        label_rasters: Mapping[str, Path],
        monitor: Monitor,
        folder: Path | None = None,
    ) -> dict[str, Any]:
        """The content of `eval.json`.

        Args:
            scenes: With labels.
            label_rasters: The predicted class raster of each scene id.
            monitor: Told of each window.
            folder: Where maps of errors go, a folder a scene, if they are wanted.

        Raises:
            LabelError: Not one labelled pixel can be compared.
            RasterError: A prediction is missing, damaged, or not on the grid of its image.
        """
        counts: dict[str, _SceneCounts] = {}
        errors: dict[str, dict[str, Any]] = {}
        for index, scene in enumerate(scenes):
            part = monitor.part(index / len(scenes), (index + 1) / len(scenes))
            error_map = None
            if folder is not None and self.error_maps:
                grid = scene.raster_source.crs_transformer
                error_map = ErrorMap(folder / scene.id, grid, self.class_config)
                errors[scene.id] = {
                    "raster": error_map.raster_path.relative_to(folder).as_posix(),
                    "blocks": error_map.blocks_path.relative_to(folder).as_posix(),
                    "values": error_map.values(),
                }
            counts[scene.id] = self._count(scene, label_rasters[scene.id], error_map, part)
        blocks = np.concatenate([of_scene.blocks for of_scene in counts.values()])
        if not len(blocks):
            raise LabelError(
                "No pixel has both a label and a prediction, so there is nothing to evaluate.",
                hint="Check that the labels and the areas of interest lie on the image.",
            )
        evaluation = {
            "overall": self._evaluations(blocks),
            "per_scene": {
                scene_id: self._evaluations(of_scene.blocks)
                for scene_id, of_scene in counts.items()
            },
        }
        return {**evaluation, "errors": errors} if errors else evaluation

    def _evaluations(self, blocks: Array) -> list[dict[str, Any]]:
        evaluations = class_evaluations(blocks.sum(axis=0), self.class_config)
        add_intervals(evaluations, blocks, self.class_config)
        return evaluations

    def _count(
        self, scene: Scene, label_raster: Path, error_map: ErrorMap | None, monitor: Monitor
    ) -> _SceneCounts:
        count = len(self.class_config)
        missing = self.class_config.null_class_id if self.class_config.has_null_class else None
        boxes: list[Box] = []
        blocks = [np.zeros((0, count, count), np.int64)]
        windows = sliding_windows(scene.extent, _WINDOW_PX, padding_px=None)
        what = f"Comparing '{scene.id}' with its labels"
        try:
            with rasterio.open(label_raster) as dataset:
                _check_grid(dataset, scene)
                for done, window in enumerate(windows):
                    monitor.progress(done, len(windows), "windows", what)
                    inside = window.intersection(scene.extent)
                    labels, predicted = self._read(scene, dataset, inside, missing)
                    counted = (labels != NO_LABEL) & (predicted != NO_LABEL)
                    if error_map is not None:
                        error_map.write(inside, labels, predicted, counted)
                    places, matrices = _count_blocks(labels, predicted, counted, inside, count)
                    boxes += places
                    blocks.append(matrices)
        except RasterioError as error:
            raise RasterError(
                f"The prediction '{label_raster}' cannot be read: {error}.",
                hint="Run PREDICT again.",
            ) from error
        found = _SceneCounts(boxes, np.concatenate(blocks))
        if error_map is not None:
            error_map.finish(found.boxes, found.blocks)
        monitor.progress(len(windows), len(windows), "windows", what)
        return found

    def _read(
        self, scene: Scene, dataset: rasterio.io.DatasetReader, inside: Box, missing: int | None
    ) -> tuple[Array, Array]:
        """(H, W) class ids by label and by prediction."""
        labels = scene.labels_in(inside)
        predicted = dataset.read(
            1,
            window=Window(
                inside.xmin - scene.extent.xmin,
                inside.ymin - scene.extent.ymin,
                inside.width,
                inside.height,
            ),
        )
        if missing is not None:
            predicted = np.where(predicted == NO_LABEL, missing, predicted)
        wrong = predicted[(predicted >= len(self.class_config)) & (predicted != NO_LABEL)]
        if wrong.size:
            raise RasterError(
                f"The prediction '{dataset.name}' holds the value {wrong[0]}, but there are "
                f"{len(self.class_config)} classes, counted from 0.",
                hint="Run PREDICT again.",
                where=dataset.name,
            )
        return labels, predicted


def _count_blocks(
    labels: Array, predicted: Array, counted: BoolArray, window: Box, count: int
) -> tuple[list[Box], Array]:
    """The blocks of a window in which anything counts, and their confusion matrices."""
    boxes, matrices = [], []
    for y in range(0, window.height, BLOCK_PX):
        for x in range(0, window.width, BLOCK_PX):
            place = np.s_[y : y + BLOCK_PX, x : x + BLOCK_PX]
            chosen = counted[place]
            if not chosen.any():
                continue
            pairs = labels[place][chosen].astype(np.int64) * count + predicted[place][chosen]
            matrices.append(np.bincount(pairs, minlength=count * count).reshape(count, count))
            size = chosen.shape
            boxes.append(Box.of_size(window.ymin + y, window.xmin + x, size[0], size[1]))
    return boxes, np.array(matrices, np.int64).reshape(-1, count, count)


def _check_grid(dataset: rasterio.io.DatasetReader, scene: Scene) -> None:
    extent = scene.extent
    place = scene.raster_source.crs_transformer.transform * Affine.translation(
        extent.xmin, extent.ymin
    )
    if dataset.shape != extent.size or not grids_match(dataset.transform, place, extent.size):
        raise RasterError(
            f"The prediction '{dataset.name}' with its {dataset.height} rows and {dataset.width} "
            f"columns does not lie on the pixels of its image, {extent.height} rows and "
            f"{extent.width} columns.",
            hint="Run PREDICT again.",
            where=dataset.name,
        )
