"""Predicted class rasters against labels, window by window."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from affine import Affine
from rasterio.errors import RasterioError

from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import LabelError, RasterError
from rv_engine.evaluate.block_counts import BLOCK_PX, BlockCounts
from rv_engine.evaluate.block_errors import BlockErrors
from rv_engine.evaluate.counted_blocks import CountedBlocks
from rv_engine.evaluate.counts import Counts, from_counts
from rv_engine.evaluate.error_map import ErrorMap
from rv_engine.evaluate.evaluation_files import without_curves, write_evaluation
from rv_engine.evaluate.evaluator import Evaluator
from rv_engine.evaluate.probability_raster import open_probabilities, window_in
from rv_engine.evaluate.probability_tally import ProbabilityTally
from rv_engine.evaluate.thumbnails import painted
from rv_engine.evaluate.worst_places import (
    ScenePlaces,
    WorstPlace,
    places_wanted,
    write_worst_places,
)
from rv_engine.geo import Box, grids_match, sliding_windows
from rv_engine.labels.semantic_segmentation_label_source import NO_LABEL
from rv_engine.monitor import Monitor
from rv_engine.scene.scene import Scene
from rv_engine.types import Array, BoolArray

_WINDOW_PX = 1024
_NO_PROBABILITIES = (
    "There are no curves of precision, recall and reliability: they are drawn from the probabilities "
    "of the classes, which do not lie beside the map. For them set write_probabilities in "
    "predict_options (in the wizard in QGIS: search the options for 'probabilities'), and run PREDICT "
    "and EVAL again."
)


class SemanticSegmentationEvaluator(Evaluator):
    """Counts pixels.

    Pixels outside of the areas of interest, without data in the image, or without a label are not
    counted at all. Where there is a label but no prediction, the null class counts as predicted.
    What is kept in memory does not grow with the scene, but for 32 bytes a block of the map of
    errors.

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
            label_rasters: The predicted class raster of each scene id; where the probabilities lie
                beside it, there are curves.
            monitor: Told of each window.
            folder: Where pictures of the worst places go, and maps of errors, a folder a scene, if
                they are wanted.

        Raises:
            LabelError: Not one labelled pixel can be compared.
            RasterError: A prediction is missing, damaged, or not on the grid of its image.
        """
        overall = self._no_counts()
        evaluations_of = from_counts("pixels", self.class_config)
        per_scene: dict[str, Any] = {}
        errors: dict[str, dict[str, Any]] = {}
        places: list[ScenePlaces] = []
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
            path = label_rasters[scene.id]
            found = self._no_counts()
            blocks = self._count(scene, path, error_map, (found, overall, index), part)
            per_scene[scene.id] = without_curves(found.evaluations(evaluations_of))
            worst = self._worst(blocks, places_wanted(len(scenes)))
            places.append(ScenePlaces(scene, worst, self._painter(scene, path)))
        if not len(overall.blocks.counts):
            raise LabelError(
                "No pixel has both a label and a prediction, so there is nothing to evaluate.",
                hint="Check that the labels and the areas of interest lie on the image.",
            )
        if folder is not None:
            write_worst_places(folder, places)
            ids = [scene.id for scene in scenes]
            CountedBlocks.of(overall.blocks, ids, self.class_config, "pixels").save(folder)
        evaluation: dict[str, Any] = {
            "overall": overall.evaluations(evaluations_of),
            "per_scene": per_scene,
        }
        if overall.tally is None:
            evaluation["curves_left_out"] = _NO_PROBABILITIES
        return evaluation | ({"errors": errors} if errors else {})

    def _no_counts(self) -> Counts:
        count = len(self.class_config)
        return Counts(BlockCounts((count, count)), ProbabilityTally(count))

    def _count(
        self,
        scene: Scene,
        label_raster: Path,
        error_map: ErrorMap | None,
        into: tuple[Counts, Counts, int],
        monitor: Monitor,
    ) -> BlockErrors:
        found, overall, number = into
        blocks = BlockErrors()
        windows = sliding_windows(scene.extent, _WINDOW_PX, padding_px=None)
        what = f"Comparing '{scene.id}' with its labels"
        try:
            with (
                rasterio.open(label_raster) as dataset,
                open_probabilities(label_raster, scene, len(self.class_config)) as scores,
            ):
                _check_grid(dataset, scene)
                for done, window in enumerate(windows):
                    monitor.progress(done, len(windows), "windows", what)
                    inside = window.intersection(scene.extent)
                    labels, predicted = self._read(scene, dataset, inside)
                    counted = (labels != NO_LABEL) & (predicted != NO_LABEL)
                    if error_map is not None:
                        error_map.write(inside, labels, predicted, counted)
                    for box, matrix in self._matrices(labels, predicted, counted, inside):
                        place = ((box.ymin - scene.extent.ymin) // BLOCK_PX,
                                 (box.xmin - scene.extent.xmin) // BLOCK_PX)  # fmt: skip
                        found.blocks.add(0, *place, matrix)
                        overall.blocks.add(number, *place, matrix)
                        blocks.add(box, matrix)
                    if scores is not None and found.tally is not None:
                        scores.count(inside, labels, counted, found.tally)
        except RasterioError as error:
            raise RasterError(
                f"The prediction '{label_raster}' cannot be read: {error}.",
                hint="Run PREDICT again.",
            ) from error
        if scores is None:
            found.tally = None
        overall.add_probabilities(found)
        if error_map is not None:
            error_map.finish(blocks)
        monitor.progress(len(windows), len(windows), "windows", what)
        return blocks

    def _read(
        self, scene: Scene, dataset: rasterio.io.DatasetReader, inside: Box
    ) -> tuple[Array, Array]:
        """(H, W) class ids by label and by prediction."""
        labels = scene.labels_in(inside)
        predicted = dataset.read(1, window=window_in(scene, inside))
        if self.class_config.has_null_class:
            predicted = np.where(predicted == NO_LABEL, self.class_config.null_class_id, predicted)
        wrong = predicted[(predicted >= len(self.class_config)) & (predicted != NO_LABEL)]
        if wrong.size:
            raise RasterError(
                f"The prediction '{dataset.name}' holds the value {wrong[0]}, but there are "
                f"{len(self.class_config)} classes, counted from 0.",
                hint="Run PREDICT again.",
                where=dataset.name,
            )
        return labels, predicted

    def _matrices(
        self, labels: Array, predicted: Array, counted: BoolArray, window: Box
    ) -> Iterator[tuple[Box, Array]]:
        """The blocks of a window in which anything counts, and their confusion matrices."""
        count = len(self.class_config)
        for y in range(0, window.height, BLOCK_PX):
            for x in range(0, window.width, BLOCK_PX):
                place = np.s_[y : y + BLOCK_PX, x : x + BLOCK_PX]
                chosen = counted[place]
                if not chosen.any():
                    continue
                pairs = labels[place][chosen].astype(np.int64) * count + predicted[place][chosen]
                matrix = np.bincount(pairs, minlength=count * count).reshape(count, count)
                height, width = chosen.shape
                box = Box.of_size(window.ymin + y, window.xmin + x, height, width)
                yield box, matrix

    def _worst(self, blocks: BlockErrors, count: int) -> list[WorstPlace]:
        table = blocks.table()
        names = self.class_config.names
        places = []
        for row in np.argsort(-table.wrong, kind="stable")[:count]:
            if not table.wrong[row]:
                break
            share = float(table.wrong[row] / table.counted[row])
            label, predicted = names[table.label[row]], names[table.predicted[row]]
            text = (
                f"{share * 100:.0f} % of the pixels are wrong, mostly {label} taken for {predicted}"
            )
            box = Box.from_sequence(table.boxes[row].tolist())
            places.append(WorstPlace(box, float(table.wrong[row]), share, "wrong_share", text))
        return places

    def _painter(self, scene: Scene, label_raster: Path) -> Callable[[Box, Array], list[Array]]:
        classes = self.class_config

        def paint(window: Box, picture: Array) -> list[Array]:
            with rasterio.open(label_raster) as dataset:
                both = self._read(scene, dataset, window)
            return [painted(picture, ids, ids != NO_LABEL, classes) for ids in both]

        return paint


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
