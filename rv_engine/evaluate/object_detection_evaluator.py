"""Predicted boxes against labels, scene by scene."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import LabelError
from rv_engine.evaluate.box_errors import FILE_NAME, LAYER, worst_boxes, write_boxes
from rv_engine.evaluate.data_shares import data_shares
from rv_engine.evaluate.evaluation_files import without_curves, write_evaluation
from rv_engine.evaluate.evaluator import Evaluator
from rv_engine.evaluate.matched_blocks import MatchedBlocks
from rv_engine.evaluate.object_detection_metrics import object_evaluations, with_intervals
from rv_engine.evaluate.object_matching import (
    COCO_IOU_THRESHOLDS,
    ClassMatches,
    Outcomes,
    Truth,
    match_class,
    outcomes,
)
from rv_engine.evaluate.worst_places import ScenePlaces, places_wanted, write_worst_places
from rv_engine.labels.box_overlap import to_polygons
from rv_engine.labels.object_detection_label_source import (
    LEAST_DATA_SHARE,
    WHOLE_SHARE,
    ObjectDetectionLabelSource,
)
from rv_engine.labels.object_detection_label_store import Candidates, read_candidates
from rv_engine.labels.object_detection_labels import ObjectDetectionLabels
from rv_engine.monitor import Monitor
from rv_engine.scene.scene import Scene
from rv_engine.types import BoolArray
from rv_engine.vector.ogr_vector_source import OgrVectorSource


class ObjectDetectionEvaluator(Evaluator):
    """Counts objects.

    Objects that are cut by the image's edge, reach out of the areas of interest, or have hardly any
    image data may be found or not, and neither counts. The same is true for detections outside of
    the areas of interest.

    Args:
        class_config: The classes.
        iou_thresh: The intersection over union from which on a box finds an object.
    """

    def __init__(self, class_config: ClassConfig, iou_thresh: float = 0.5) -> None:
        self.class_config = class_config
        self.iou_thresh = iou_thresh
        # The first is that of the counts and curves, the others make COCO's mAP.
        self._thresholds = np.array([iou_thresh, *COCO_IOU_THRESHOLDS])

    def process(
        self,
        scenes: Sequence[Scene],
        predictions: Mapping[str, Path],
        folder: Path,
        monitor: Monitor,
    ) -> None:
        evaluation = self.evaluate(scenes, predictions, monitor, folder)
        write_evaluation(evaluation, self.class_config, folder, monitor, counted="objects")

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
            predictions: The predicted boxes of each scene id: candidates, or a vector file.
            monitor: Told of each scene.
            folder: Gets a GeoPackage for each scene with what was found, wrongly found and missed,
                and pictures of the worst places; None for none.

        Raises:
            LabelError: No scene has an object that counts.
            RasterError, VectorError: A prediction is missing or damaged.
        """
        matches: dict[str, list[ClassMatches]] = {}
        places: list[ScenePlaces] = []
        errors: dict[str, Any] = {}
        least_scores = []
        for index, scene in enumerate(scenes):
            monitor.progress(index, len(scenes), "scenes", "Comparing boxes with labels")
            candidates = read_predictions(predictions[scene.id], scene)
            least_scores.append(candidates.score_thresh)
            truth = _truth(scene, monitor)
            outside = _outside(scene, candidates.labels)
            matches[scene.id] = self._match(candidates.labels, outside, truth, index, monitor)
            if folder is not None:
                sorted_out = self._sorted_out(candidates, outside, truth)
                errors[scene.id] = self._write_errors(folder, scene, sorted_out)
                count = places_wanted(len(scenes))
                places.append(worst_boxes(scene, sorted_out, self.class_config, count))
        monitor.progress(len(scenes), len(scenes), "scenes", "Comparing boxes with labels")
        overall = [ClassMatches.joined(parts) for parts in zip(*matches.values(), strict=True)]
        if not any(of_class.truth_count for of_class in overall):
            raise LabelError(
                "There is no labelled object to find, so there is nothing to evaluate.",
                hint="Check that the labels and the areas of interest lie on the image.",
            )
        least_score = min(least_scores)
        if folder is not None:
            write_worst_places(folder, places)
            MatchedBlocks.of(
                overall, list(matches), self.class_config, least_score, self.iou_thresh
            ).save(folder)
        evaluation = {
            "overall": self._evaluations(overall, least_score),
            "per_scene": {
                scene_id: without_curves(self._evaluations(of_scene, least_score))
                for scene_id, of_scene in matches.items()
            },
            "iou_thresh": self.iou_thresh,
            "score_thresh": least_score,
        }
        return evaluation | ({"errors": errors} if errors else {})

    def _sorted_out(self, candidates: Candidates, outside: BoolArray, truth: Truth) -> Outcomes:
        """What of the map is right and wrong, and what it misses."""
        on_map = candidates.labels.scores >= candidates.score_thresh
        return outcomes(candidates.labels.where(on_map), outside[on_map], truth, self.iou_thresh)

    def _write_errors(self, folder: Path, scene: Scene, sorted_out: Outcomes) -> dict[str, str]:
        """Writes the boxes of a scene; how `eval.json` names the file."""
        path = folder / scene.id / FILE_NAME
        write_boxes(path, sorted_out, scene, self.class_config)
        return {"boxes": path.relative_to(folder).as_posix(), "layer": LAYER}

    def _evaluations(
        self, matches: Sequence[ClassMatches], least_score: float
    ) -> list[dict[str, Any]]:
        names = self.class_config.names
        evaluations = object_evaluations(matches, names, least_score)
        return with_intervals(evaluations, matches, names, least_score)

    def _match(
        self,
        detections: ObjectDetectionLabels,
        outside: BoolArray,
        truth: Truth,
        scene: int,
        monitor: Monitor,
    ) -> list[ClassMatches]:
        matches = []
        for class_id in range(len(self.class_config)):
            monitor.check()
            matches.append(
                match_class(detections, outside, truth, class_id, self._thresholds, scene=scene)
            )
        return matches


def read_predictions(path: Path, scene: Scene) -> Candidates:
    """Predicted boxes in pixels of a scene, and the lowest score that counts on the map.

    Args:
        path: What PREDICT wrote for EVAL, or any vector file with `class_id` and `score`.
        scene: Has the grid.

    Raises:
        RasterError, VectorError: It is missing or damaged.
        LabelError: Its classes are others.
    """
    if path.suffix == ".npz":
        return read_candidates(path)
    features = OgrVectorSource([str(path)]).read(scene.raster_source.crs_transformer)
    scores = features.properties.get("score", np.ones(len(features)))
    class_ids = features.properties.get("class_id", np.full(len(features), -1))
    count = len(scene.class_config)
    wrong = class_ids[(class_ids < 0) | (class_ids >= count)]
    if len(wrong):
        raise LabelError(
            f"'{path}' has boxes of the class {wrong[0]}, but there are {count} classes, counted "
            "from 0.",
            hint="Run PREDICT again.",
            where=str(path),
        )
    labels = ObjectDetectionLabels.of(shapely.bounds(features.geometries), class_ids, scores)
    return Candidates(labels, 0.0)


def _outside(scene: Scene, detections: ObjectDetectionLabels) -> BoolArray:
    """(N,) which detections are not known to be wrong when they find nothing."""
    if scene.aoi is None:
        return np.zeros(len(detections), bool)
    outside: BoolArray = scene.aoi.shares(to_polygons(detections.boxes)) < WHOLE_SHARE
    return outside


def _truth(scene: Scene, monitor: Monitor) -> Truth:
    source = scene.label_source
    if not isinstance(source, ObjectDetectionLabelSource):
        raise LabelError(
            f"The scene {scene.id!r} has no boxes.",
            hint="Give it an ObjectDetectionLabelSourceConfig as label_source.",
        )
    labels = source.labels
    uncounted = data_shares(scene, labels.boxes, monitor) < LEAST_DATA_SHARE
    if scene.aoi is not None:
        uncounted |= scene.aoi.shares(to_polygons(labels.boxes)) < WHOLE_SHARE
    return Truth(
        ObjectDetectionLabels.joined([labels, source.fragments]),
        np.concatenate([uncounted, np.ones(len(source.fragments), bool)]),
    )
