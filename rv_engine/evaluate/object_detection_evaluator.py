"""Predicted boxes against labels, scene by scene."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import LabelError
from rv_engine.evaluate.evaluator import Evaluator
from rv_engine.evaluate.object_detection_metrics import object_evaluations
from rv_engine.evaluate.object_detection_report import html_page, text_table
from rv_engine.evaluate.object_matching import (
    COCO_IOU_THRESHOLDS,
    ClassMatches,
    Outcomes,
    Truth,
    match_class,
    outcomes,
)
from rv_engine.geo import sliding_windows
from rv_engine.labels.box_overlap import of_window, pixels_of_mask, to_polygons
from rv_engine.labels.object_detection_label_source import (
    LEAST_DATA_SHARE,
    WHOLE_SHARE,
    ObjectDetectionLabelSource,
)
from rv_engine.labels.object_detection_label_store import Candidates, read_candidates
from rv_engine.labels.object_detection_labels import ObjectDetectionLabels
from rv_engine.messages import to_json
from rv_engine.monitor import Monitor
from rv_engine.scene.scene import Scene
from rv_engine.storage import write_text
from rv_engine.types import BoolArray, FloatArray
from rv_engine.vector.geopackage import writing_polygons
from rv_engine.vector.ogr_vector_source import OgrVectorSource

_WINDOW_PX = 1024
_ERROR_COLUMNS = {
    "outcome": np.empty(0, object),
    "class_id": np.empty(0, np.int32),
    "class_name": np.empty(0, object),
    "score": np.empty(0, np.float64),
}


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
        table = text_table(evaluation)
        colors = {str(entry["name"]): str(entry["color"]) for entry in self.class_config.describe()}
        title = f"Evaluation of {folder.name.replace('_', ' ')}"
        write_text(folder / "eval.json", to_json(evaluation, indent=2) + "\n")
        write_text(folder / "metrics.txt", table)
        write_text(folder / "report.html", html_page(evaluation, colors, title))
        monitor.log(table)
        for entry in evaluation["overall"]:
            for metric, value in entry["metrics"].items():
                monitor.metric(metric, value, class_name=entry["class_name"])

    def evaluate(
        self,
        scenes: Sequence[Scene],
        predictions: Mapping[str, Path],
        monitor: Monitor,
        errors_folder: Path | None = None,
    ) -> dict[str, Any]:
        """The content of `eval.json`.

        Args:
            scenes: With labels.
            predictions: The predicted boxes of each scene id: candidates, or a vector file.
            monitor: Told of each scene.
            errors_folder: Gets a GeoPackage for each scene with what was found, wrongly found and
                missed; None for none.

        Raises:
            LabelError: No scene has an object that counts.
            RasterError, VectorError: A prediction is missing or damaged.
        """
        matches: dict[str, list[ClassMatches]] = {}
        least_scores = []
        for index, scene in enumerate(scenes):
            monitor.progress(index, len(scenes), "scenes", "Comparing boxes with labels")
            candidates = read_predictions(predictions[scene.id], scene)
            least_scores.append(candidates.score_thresh)
            truth = _truth(scene, monitor)
            outside = _outside(scene, candidates.labels)
            matches[scene.id] = self._match(candidates.labels, outside, truth, monitor)
            if errors_folder is not None:
                on_map = candidates.labels.scores >= candidates.score_thresh
                shown = candidates.labels.where(on_map)
                sorted_out = outcomes(shown, outside[on_map], truth, self.iou_thresh)
                self._write_errors(errors_folder / f"errors-{scene.id}.gpkg", sorted_out, scene)
        monitor.progress(len(scenes), len(scenes), "scenes", "Comparing boxes with labels")
        overall = [ClassMatches.joined(parts) for parts in zip(*matches.values(), strict=True)]
        if not any(of_class.truth_count for of_class in overall):
            raise LabelError(
                "There is no labelled object to find, so there is nothing to evaluate.",
                hint="Check that the labels and the areas of interest lie on the image.",
            )
        names, least_score = self.class_config.names, min(least_scores)
        return {
            "overall": object_evaluations(overall, names, least_score),
            "per_scene": {
                scene_id: object_evaluations(of_scene, names, least_score)
                for scene_id, of_scene in matches.items()
            },
            "iou_thresh": self.iou_thresh,
            "score_thresh": least_score,
        }

    def _match(
        self,
        detections: ObjectDetectionLabels,
        outside: BoolArray,
        truth: Truth,
        monitor: Monitor,
    ) -> list[ClassMatches]:
        matches = []
        for class_id in range(len(self.class_config)):
            monitor.check()
            matches.append(match_class(detections, outside, truth, class_id, self._thresholds))
        return matches

    def _write_errors(self, path: Path, sorted_out: Outcomes, scene: Scene) -> None:
        names = np.array(self.class_config.names, object)
        with writing_polygons(
            path, "errors", scene.raster_source.crs_transformer, _ERROR_COLUMNS
        ) as append:
            for outcome in ("false", "missed", "found"):
                labels: ObjectDetectionLabels = getattr(sorted_out, outcome)
                if len(labels):
                    values = {
                        "outcome": np.full(len(labels), outcome, object),
                        "class_id": labels.class_ids.astype(np.int32),
                        "class_name": names[labels.class_ids],
                        "score": labels.scores.round(6),
                    }
                    append(to_polygons(labels.boxes), values)


def read_predictions(path: Path, scene: Scene) -> Candidates:
    """Predicted boxes in pixels of a scene, and the lowest score that counts on the map.

    Args:
        path: What PREDICT wrote for EVAL, or any vector file with `class_id` and `score`.
        scene: Has the grid.

    Raises:
        RasterError, VectorError: It is missing or damaged.
    """
    if path.suffix == ".npz":
        return read_candidates(path)
    features = OgrVectorSource([str(path)]).read(scene.raster_source.crs_transformer)
    scores = features.properties.get("score", np.ones(len(features)))
    labels = ObjectDetectionLabels.of(
        shapely.bounds(features.geometries), features.properties["class_id"], scores
    )
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
    uncounted = _data_shares(scene, labels.boxes, monitor) < LEAST_DATA_SHARE
    if scene.aoi is not None:
        uncounted |= scene.aoi.shares(to_polygons(labels.boxes)) < WHOLE_SHARE
    return Truth(
        ObjectDetectionLabels.joined([labels, source.fragments]),
        np.concatenate([uncounted, np.ones(len(source.fragments), bool)]),
    )


def _data_shares(scene: Scene, boxes: FloatArray, monitor: Monitor) -> FloatArray:
    """(N,) the share of each box with image data, read window by window."""
    valid, touched = np.zeros(len(boxes)), np.zeros(len(boxes))
    for whole in sliding_windows(scene.extent, _WINDOW_PX):
        window = whole.intersection(scene.extent)
        xmin, ymin, xmax, ymax = of_window(window)[0]
        inside = (boxes[:, 0] < xmax) & (boxes[:, 2] > xmin)
        inside &= (boxes[:, 1] < ymax) & (boxes[:, 3] > ymin)
        if not inside.any():
            continue
        monitor.check()
        mask = scene.raster_source.read_raw(window).valid_pixels
        with_data, in_all = pixels_of_mask(boxes[inside], mask, window)
        valid[inside] += with_data
        touched[inside] += in_all
    return np.divide(valid, touched, out=np.zeros(len(boxes)), where=touched > 0)
