"""Predicted cells against labels."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import LabelError
from rv_engine.evaluate.block_counts import BlockCounts, blocks_of_cells
from rv_engine.evaluate.cell_errors import (
    FILE_NAME,
    LAYER,
    AppendCells,
    class_texts,
    scores_of,
    writing_cells,
)
from rv_engine.evaluate.class_metrics import (
    multi_label_counts,
)
from rv_engine.evaluate.counted_blocks import CountedBlocks
from rv_engine.evaluate.counts import Counts, Kind, from_counts
from rv_engine.evaluate.data_shares import data_shares
from rv_engine.evaluate.evaluation_files import without_curves, write_evaluation
from rv_engine.evaluate.evaluator import Evaluator
from rv_engine.evaluate.probability_tally import ProbabilityTally
from rv_engine.evaluate.thumbnails import painted
from rv_engine.evaluate.worst_places import (
    ScenePlaces,
    WorstPlace,
    places_wanted,
    worst_of,
    write_worst_places,
)
from rv_engine.geo import Box
from rv_engine.labels.chip_classification_geojson_store import read_predicted_cells
from rv_engine.labels.chip_classification_labels import ChipClassificationLabels, clipped_cells
from rv_engine.monitor import Monitor
from rv_engine.scene.scene import Scene
from rv_engine.types import Array, BoolArray

NO_PROBABILITIES = "The predicted cells have no probabilities, so there are no curves."
# As roundings leave them.
_TOLERANCE = 1e-3


@dataclass
class _SceneCounts(Counts):
    """What was counted in a scene.

    Attributes:
        wrong: The worst cells.
        ids: The class ids of their label and prediction.
    """

    wrong: list[WorstPlace] = field(default_factory=list)
    ids: dict[Box, tuple[Array, Array]] = field(default_factory=dict)


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
        evaluation = self.evaluate(scenes, predictions, monitor, folder)
        write_evaluation(evaluation, self.class_config, folder, monitor, counted="cells")

    def evaluate(
        self,
        scenes: Sequence[Scene],
        predictions: Mapping[str, Path],
        monitor: Monitor,
        folder: Path | None = None,
    ) -> dict[str, Any]:
        """The content of `eval.json`.

        Args:
            scenes: With labels.
            predictions: The GeoJSON file of predicted cells of each scene id.
            monitor: Told of progress.
            folder: Where the cells go that are right and wrong, a folder a scene, and pictures of
                the worst ones; None for none.

        Raises:
            LabelError: Not one labelled cell can be compared.
            VectorError: A prediction is missing or damaged.
        """
        overall = Counts(*self._no_counts())
        kind: Kind = "multi_label" if self.multi_label else "cells"
        evaluations_of = from_counts(kind, self.class_config)
        per_scene: dict[str, Any] = {}
        errors: dict[str, Any] = {}
        places: list[ScenePlaces] = []
        for index, scene in enumerate(scenes):
            part = monitor.part(index / len(scenes), (index + 1) / len(scenes))
            path = None if folder is None else folder / scene.id / FILE_NAME
            found = self._compare(scene, predictions[scene.id], path, part, overall.blocks, index)
            per_scene[scene.id] = without_curves(found.evaluations(evaluations_of))
            overall.add_probabilities(found)
            worst = worst_of(found.wrong, places_wanted(len(scenes)))
            places.append(ScenePlaces(scene, worst, self._painter(found.ids)))
            if folder is not None and path is not None:
                errors[scene.id] = {
                    "cells": path.relative_to(folder).as_posix(), "layer": LAYER
                }  # fmt: skip
        if not len(overall.blocks.counts):
            raise LabelError(
                "No predicted cell has a label, so there is nothing to evaluate.",
                hint="Check that the labels and the areas of interest lie on the image. Where the "
                "labels are cells, predict cells of the same size (predict_options.chip_sz), or "
                "set infer_cells.",
            )
        if folder is not None:
            write_worst_places(folder, places)
            ids = [scene.id for scene in scenes]
            CountedBlocks.of(overall.blocks, ids, self.class_config, kind).save(folder)
        evaluation: dict[str, Any] = {
            "overall": overall.evaluations(evaluations_of),
            "per_scene": per_scene,
        }
        if overall.tally is None:
            evaluation["curves_left_out"] = NO_PROBABILITIES
        return evaluation | ({"errors": errors} if errors else {})

    def _no_counts(self) -> tuple[BlockCounts, ProbabilityTally]:
        count = len(self.class_config)
        shape = (count + 1, 2, 2) if self.multi_label else (count, count)
        return BlockCounts(shape), ProbabilityTally(count, multi_label=self.multi_label)

    def _compare(
        self,
        scene: Scene,
        path: Path,
        errors_path: Path | None,
        monitor: Monitor,
        overall: BlockCounts,
        number: int,
    ) -> _SceneCounts:
        if scene.label_source is None:
            raise LabelError(
                f"The scene {scene.id!r} has no labels.", hint="Give it a label_source."
            )
        what = f"Comparing '{scene.id}' with its labels"
        found = _SceneCounts(*self._no_counts())
        done = 0
        grid = scene.raster_source.crs_transformer
        writing = (
            nullcontext()
            if errors_path is None
            else writing_cells(errors_path, grid, self.class_config)
        )
        with writing as append:
            for cells in read_predicted_cells(path, grid, self.class_config):
                labels = scene.label_source.labels_of(cells.cells)
                counted = labels.known & _in_areas(scene, cells.cells)
                counted[counted] = (
                    data_shares(scene, cells.cells[counted][:, [1, 0, 3, 2]], monitor) > 0
                )
                self._count(labels.where(counted), cells.where(counted), found, (overall, number))
                _append(append, labels.where(counted), cells.where(counted))
                done += len(cells)
                monitor.progress(done, None, "cells", what)
        monitor.progress(1, 1, "scenes", what)
        return found

    def _count(
        self,
        labels: ChipClassificationLabels,
        predicted: ChipClassificationLabels,
        found: _SceneCounts,
        overall: tuple[BlockCounts, int],
    ) -> None:
        blocks, index = np.unique(blocks_of_cells(labels.cells), axis=0, return_inverse=True)
        for place, (row, column) in enumerate(blocks.tolist()):
            chosen = index.ravel() == place
            counts = self._matrix(labels.where(chosen), predicted.where(chosen))
            found.blocks.add(0, row, column, counts)
            overall[0].add(overall[1], row, column, counts)
        self._tally(labels, predicted, found)
        wrong = (labels.present != predicted.present).any(axis=1)
        if not self.multi_label:
            wrong = labels.class_ids != predicted.class_ids
        self._keep_worst(labels.where(wrong), predicted.where(wrong), found)

    def _matrix(
        self, labels: ChipClassificationLabels, predicted: ChipClassificationLabels
    ) -> Array:
        if self.multi_label:
            return multi_label_counts(labels.present, predicted.present)
        count = len(self.class_config)
        flat = labels.class_ids * count + predicted.class_ids
        return np.bincount(flat, minlength=count * count).reshape(count, count)

    def _tally(
        self,
        labels: ChipClassificationLabels,
        predicted: ChipClassificationLabels,
        found: _SceneCounts,
    ) -> None:
        scores = predicted.scores
        if found.tally is None or not len(predicted):
            return
        # Raster Vision writes what the network says, which are no probabilities.
        if scores is None or scores.min() < -_TOLERANCE or scores.max() > 1 + _TOLERANCE:
            found.tally = None
            return
        present = labels.present
        if not self.multi_label:
            present = labels.class_ids[:, None] == np.arange(len(self.class_config))
        found.tally.add_things(scores.clip(0, 1), present, predicted.class_ids)

    def _keep_worst(
        self,
        labels: ChipClassificationLabels,
        predicted: ChipClassificationLabels,
        found: _SceneCounts,
    ) -> None:
        """Of the wrong cells those whose class seemed surest."""
        scores = np.nan_to_num(scores_of(predicted))
        for place in np.argsort(-scores, kind="stable")[: places_wanted(1)]:
            one = np.array([place])
            window = Box.from_sequence(labels.cells[place].tolist())
            is_ids = labels.class_ids[place], predicted.class_ids[place]
            names = [
                class_texts(cells.present[one], self.class_config)[0] or "nothing"
                for cells in (labels, predicted)
            ]
            sure = f" ({scores[place] * 100:.0f} % sure)" if predicted.scores is not None else ""
            text = f"{names[0]}, taken for {names[1]}{sure}"
            score = float(scores[place])
            found.wrong.append(WorstPlace(window, score, score, "score_of_wrong_class", text))
            found.ids[window] = is_ids
        found.wrong = worst_of(found.wrong, places_wanted(1))

    def _painter(
        self, ids: dict[Box, tuple[Array, Array]]
    ) -> Callable[[Box, Array], Sequence[Array]]:
        def paint(window: Box, picture: Array) -> list[Array]:
            size = picture.shape[:2]
            everywhere = np.ones(size, bool)
            return [
                painted(picture, np.full(size, class_id), everywhere, self.class_config)
                for class_id in ids[window]
            ]

        return paint


def _append(
    append: AppendCells | None,
    labels: ChipClassificationLabels,
    predicted: ChipClassificationLabels,
) -> None:
    if append is not None:
        append(labels, predicted)


def _in_areas(scene: Scene, cells: Array) -> BoolArray:
    """(N,) bool: whether all of a cell that is on the image is in the areas of interest."""
    on_image = clipped_cells(cells, scene.extent)
    keep: BoolArray = np.asarray((on_image[:, 2:] > on_image[:, :2]).all(axis=1))
    if scene.aoi is not None:
        keep &= np.array([scene.aoi.contains(Box.from_sequence(cell)) for cell in on_image], bool)
    return keep
