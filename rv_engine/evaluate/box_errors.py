"""Boxes for the map: found, wrongly found, and missed; and where most of them are wrong."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from rv_engine.config.class_config import ClassConfig
from rv_engine.evaluate.block_counts import BLOCK_PX
from rv_engine.evaluate.object_matching import Outcomes, block_keys, place_of_key
from rv_engine.evaluate.thumbnails import with_boxes
from rv_engine.evaluate.worst_places import ScenePlaces, WorstPlace, worst_of
from rv_engine.geo import Box
from rv_engine.labels.box_overlap import to_polygons
from rv_engine.labels.object_detection_labels import ObjectDetectionLabels
from rv_engine.scene.scene import Scene
from rv_engine.types import Array
from rv_engine.vector.geopackage import writing_polygons

FILE_NAME = "errors.gpkg"
LAYER = "errors"
# Shown around a block, so that objects at its edge are seen whole.
_AROUND_PX = 16
_COLUMNS = {
    "outcome": np.empty(0, object),
    "class_id": np.empty(0, np.int32),
    "class_name": np.empty(0, object),
    "score": np.empty(0, np.float64),
}


def write_boxes(path: Path, outcomes: Outcomes, scene: Scene, classes: ClassConfig) -> None:
    """Writes a GeoPackage of boxes with their "outcome": "found", "false" or "missed".

    Raises:
        OutputError: The file cannot be written.
    """
    names = np.array(classes.names, object)
    with writing_polygons(path, LAYER, scene.raster_source.crs_transformer, _COLUMNS) as append:
        for outcome in ("false", "missed", "found"):
            labels: ObjectDetectionLabels = getattr(outcomes, outcome)
            if len(labels):
                values = {
                    "outcome": np.full(len(labels), outcome, object),
                    "class_id": labels.class_ids.astype(np.int32),
                    "class_name": names[labels.class_ids],
                    "score": labels.scores.round(6),
                }
                append(to_polygons(labels.boxes), values)


def worst_boxes(scene: Scene, outcomes: Outcomes, classes: ClassConfig, count: int) -> ScenePlaces:
    """The blocks with most boxes that are false or missed, and how to draw them."""
    keys = {
        name: block_keys(getattr(outcomes, name).boxes, 0) for name in ("false", "missed", "found")
    }
    blocks, wrong = np.unique(np.concatenate([keys["false"], keys["missed"]]), return_counts=True)
    places = []
    for place in np.argsort(-wrong, kind="stable")[:count]:
        key = int(blocks[place])
        numbers = {name: int((of_block == key).sum()) for name, of_block in keys.items()}
        text = ", ".join(f"{numbers[name]} {name}" for name in ("missed", "false", "found"))
        window = _window(scene, key)
        if window.is_empty:
            continue
        score = float(wrong[place])
        places.append(WorstPlace(window, score, score, "wrong_boxes", text))

    colors = [classes.color_rgb(index) for index in range(len(classes))]

    def paint(window: Box, picture: Array) -> list[Array]:
        corner = np.array([window.xmin, window.ymin, window.xmin, window.ymin], float)
        panels = []
        for wrong_ones in (outcomes.missed, outcomes.false):
            boxes = ObjectDetectionLabels.joined([_right_ones(outcomes, wrong_ones), wrong_ones])
            is_wrong = np.arange(len(boxes)) >= len(boxes) - len(wrong_ones)
            near = _touches(boxes, window)
            shown = boxes.where(near)
            box_colors = [colors[class_id] for class_id in shown.class_ids.tolist()]
            panels.append(with_boxes(picture, shown.boxes - corner, box_colors, is_wrong[near]))
        return panels

    return ScenePlaces(scene, worst_of(places, count), paint)


def _right_ones(outcomes: Outcomes, wrong_ones: ObjectDetectionLabels) -> ObjectDetectionLabels:
    return outcomes.hit if wrong_ones is outcomes.missed else outcomes.found


def _touches(boxes: ObjectDetectionLabels, window: Box) -> Array:
    xmin, ymin, xmax, ymax = boxes.boxes.T
    touches: Array = (xmin < window.xmax) & (xmax > window.xmin)
    touches &= (ymin < window.ymax) & (ymax > window.ymin)
    return touches


def _window(scene: Scene, key: int) -> Box:
    """A block and a little around it; at the edge of the image more on the other side."""
    row, column = place_of_key(key)
    extent, size = scene.extent, BLOCK_PX + 2 * _AROUND_PX
    ymin = max(min(row * BLOCK_PX - _AROUND_PX, extent.ymax - size), extent.ymin)
    xmin = max(min(column * BLOCK_PX - _AROUND_PX, extent.xmax - size), extent.xmin)
    return Box.of_size(ymin, xmin, size, size).intersection(extent)
