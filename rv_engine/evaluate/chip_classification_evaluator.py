"""Predicted cells against labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import LabelError
from rv_engine.evaluate.class_metrics import class_evaluations, multi_label_evaluations
from rv_engine.evaluate.evaluation_files import write_evaluation
from rv_engine.evaluate.evaluator import Evaluator
from rv_engine.geo import Box
from rv_engine.labels.chip_classification_geojson_store import read_predicted_cells
from rv_engine.labels.chip_classification_labels import clipped_cells
from rv_engine.monitor import Monitor
from rv_engine.scene.scene import Scene
from rv_engine.types import Array, BoolArray


@dataclass(frozen=True)
class _Pairs:
    """What cells have and what they are taken to have.

    Attributes:
        class_ids: (N, 2) int: the class by label and by prediction.
        present, predicted: (N, C) bool: all classes by label and by prediction.
    """

    class_ids: Array
    present: BoolArray
    predicted: BoolArray


class ChipClassificationEvaluator(Evaluator):
    """Counts cells.

    The label of each predicted cell is asked for, so that both are always about the same place.
    Cells outside of the areas of interest, without data in the image, or without a label are not
    counted at all.

    Args:
        class_config: The classes.
        multi_label: Whether a cell can have several classes.
    """

    def __init__(self, class_config: ClassConfig, *, multi_label: bool = False) -> None:
        self.class_config = class_config
        self.multi_label = multi_label

    def process(
        self,
        scenes: Sequence[Scene],
        predictions: Mapping[str, Path],
        folder: Path,
        monitor: Monitor,
    ) -> None:
        evaluation = self.evaluate(scenes, predictions, monitor)
        write_evaluation(evaluation, self.class_config, folder, monitor, counted="cells")

    def evaluate(
        self, scenes: Sequence[Scene], predictions: Mapping[str, Path], monitor: Monitor
    ) -> dict[str, Any]:
        """The content of `eval.json`.

        Args:
            scenes: With labels.
            predictions: The GeoJSON file of predicted cells of each scene id.
            monitor: Told of progress.

        Raises:
            LabelError: Not one labelled cell can be compared.
            VectorError: A prediction is missing or damaged.
        """
        pairs = {}
        for index, scene in enumerate(scenes):
            part = monitor.part(index / len(scenes), (index + 1) / len(scenes))
            pairs[scene.id] = self._compare(scene, predictions[scene.id], part)
        overall = _joined(list(pairs.values()))
        if not len(overall.class_ids):
            raise LabelError(
                "No predicted cell has a label, so there is nothing to evaluate.",
                hint="Check that the labels and the areas of interest lie on the image. Where the "
                "labels are cells, predict cells of the same size (predict_options.chip_sz), or "
                "set infer_cells.",
            )
        return {
            "overall": self._evaluations(overall),
            "per_scene": {scene_id: self._evaluations(found) for scene_id, found in pairs.items()},
        }

    def _evaluations(self, pairs: _Pairs) -> list[dict[str, Any]]:
        if self.multi_label:
            return multi_label_evaluations(pairs.present, pairs.predicted, self.class_config)
        count = len(self.class_config)
        flat = pairs.class_ids[:, 0] * count + pairs.class_ids[:, 1]
        matrix = np.bincount(flat, minlength=count * count).reshape(count, count)
        return class_evaluations(matrix, self.class_config, with_iou=False)

    def _compare(self, scene: Scene, path: Path, monitor: Monitor) -> _Pairs:
        if scene.label_source is None:
            raise LabelError(
                f"The scene {scene.id!r} has no labels.", hint="Give it a label_source."
            )
        what = f"Comparing '{scene.id}' with its labels"
        count = len(self.class_config)
        none = np.empty((0, count), bool)
        found = [_Pairs(np.empty((0, 2), np.int64), none, none)]
        done = 0
        grid = scene.raster_source.crs_transformer
        for cells in read_predicted_cells(path, grid, self.class_config):
            labels = scene.label_source.labels_of(cells.cells)
            counted = labels.known & _in_areas(scene, cells.cells)
            ids = np.column_stack([labels.class_ids, cells.class_ids])
            found.append(_Pairs(ids[counted], labels.present[counted], cells.present[counted]))
            done += len(cells)
            monitor.progress(done, None, "cells", what)
        monitor.progress(1, 1, "scenes", what)
        return _joined(found)


def _in_areas(scene: Scene, cells: Array) -> BoolArray:
    """(N,) bool: whether all of a cell that is on the image is in the areas of interest."""
    on_image = clipped_cells(cells, scene.extent)
    keep: BoolArray = np.asarray((on_image[:, 2:] > on_image[:, :2]).all(axis=1))
    if scene.aoi is not None:
        keep &= np.array([scene.aoi.contains(Box.from_sequence(cell)) for cell in on_image], bool)
    return keep


def _joined(parts: Sequence[_Pairs]) -> _Pairs:
    return _Pairs(
        np.concatenate([part.class_ids for part in parts]),
        np.concatenate([part.present for part in parts]),
        np.concatenate([part.predicted for part in parts]),
    )
