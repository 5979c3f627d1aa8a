"""Predicted class rasters against labels, window by window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from affine import Affine
from rasterio.errors import RasterioError
from rasterio.windows import Window

from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import LabelError, RasterError
from rv_engine.evaluate.class_metrics import class_evaluations
from rv_engine.evaluate.evaluation_files import write_evaluation
from rv_engine.evaluate.evaluator import Evaluator
from rv_engine.geo import Box, grids_match, sliding_windows
from rv_engine.labels.semantic_segmentation_label_source import NO_LABEL
from rv_engine.monitor import Monitor
from rv_engine.scene.scene import Scene
from rv_engine.types import Array

_WINDOW_PX = 1024


class SemanticSegmentationEvaluator(Evaluator):
    """Counts pixels.

    Pixels outside of the areas of interest, without data in the image, or without a label are not
    counted at all. Where there is a label but no prediction, the null class counts as predicted.

    Args:
        class_config: The classes.
    """

    def __init__(self, class_config: ClassConfig) -> None:
        self.class_config = class_config

    def process(
        self,
        scenes: Sequence[Scene],
        predictions: Mapping[str, Path],
        folder: Path,
        monitor: Monitor,
    ) -> None:
        evaluation = self.evaluate(scenes, predictions, monitor)
        write_evaluation(evaluation, self.class_config, folder, monitor, counted="pixels")

    def evaluate(
        self, scenes: Sequence[Scene], label_rasters: Mapping[str, Path], monitor: Monitor
    ) -> dict[str, Any]:
        """The content of `eval.json`.

        Args:
            scenes: With labels.
            label_rasters: The predicted class raster of each scene id.
            monitor: Told of each window.

        Raises:
            LabelError: Not one labelled pixel can be compared.
            RasterError: A prediction is missing, damaged, or not on the grid of its image.
        """
        matrices = {}
        for index, scene in enumerate(scenes):
            part = monitor.part(index / len(scenes), (index + 1) / len(scenes))
            matrices[scene.id] = self._confusion_matrix(scene, label_rasters[scene.id], part)
        total = np.sum(list(matrices.values()), axis=0)
        if not total.any():
            raise LabelError(
                "No pixel has both a label and a prediction, so there is nothing to evaluate.",
                hint="Check that the labels and the areas of interest lie on the image.",
            )
        return {
            "overall": class_evaluations(total, self.class_config),
            "per_scene": {
                scene_id: class_evaluations(matrix, self.class_config)
                for scene_id, matrix in matrices.items()
            },
        }

    def _confusion_matrix(self, scene: Scene, label_raster: Path, monitor: Monitor) -> Array:
        count = len(self.class_config)
        missing = self.class_config.null_class_id if self.class_config.has_null_class else None
        matrix = np.zeros((count, count), np.int64)
        windows = sliding_windows(scene.extent, _WINDOW_PX, padding_px=None)
        what = f"Comparing '{scene.id}' with its labels"
        try:
            with rasterio.open(label_raster) as dataset:
                _check_grid(dataset, scene)
                for done, window in enumerate(windows):
                    monitor.progress(done, len(windows), "windows", what)
                    matrix += self._compare(scene, dataset, window, missing)
        except RasterioError as error:
            raise RasterError(
                f"The prediction '{label_raster}' cannot be read: {error}.",
                hint="Run PREDICT again.",
            ) from error
        monitor.progress(len(windows), len(windows), "windows", what)
        return matrix

    def _compare(
        self, scene: Scene, dataset: rasterio.io.DatasetReader, window: Box, missing: int | None
    ) -> Array:
        inside = window.intersection(scene.extent)
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
        counted = (labels != NO_LABEL) & (predicted != NO_LABEL)
        count = len(self.class_config)
        pairs = labels[counted].astype(np.int64) * count + predicted[counted]
        return np.bincount(pairs, minlength=count * count).reshape(count, count)


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
