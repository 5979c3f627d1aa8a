"""COCO's mean average precision of each class, over an epoch."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from faster_coco_eval import COCO, COCOeval_faster

from rv_engine.learner.detections import Detections
from rv_engine.learner.scores import Scores
from rv_engine.learner.targets import IGNORED, Boxes
from rv_engine.types import Array

# COCO counts 100 objects in an image at most; aerial images show more.
_MAX_DETECTIONS = 1000


class DetectionMeter:
    """Collects labels and answers; the quality is mAP over IoU thresholds from 0.5 to 0.95.

    Args:
        class_names: Names of the classes in the order of their ids.
        foreground: Ids of the classes that count.
    """

    def __init__(self, class_names: Sequence[str], foreground: Sequence[int]) -> None:
        self._class_names = class_names
        self._foreground = list(foreground)
        self._labels: list[Boxes] = []
        self._answers: list[Detections] = []

    def update(self, answers: Sequence[Detections], labels: Sequence[Boxes]) -> None:
        """Adds a batch: for each image what was seen and what there is."""
        self._answers += answers
        self._labels += labels

    def merge(self, other: DetectionMeter) -> None:
        self._answers += other._answers
        self._labels += other._labels

    def scores(self) -> Scores:
        """The scores; a class without labels has none."""
        precision = self._precision()
        by_class = {
            name: {
                "AP": _mean(precision[:, :, class_id]),
                "AP50": _mean(precision[0, :, class_id]),
            }
            for class_id, name in enumerate(self._class_names)
        }
        counted = [by_class[self._class_names[class_id]] for class_id in self._foreground]
        overall = {
            "mAP": _mean_defined([scores["AP"] for scores in counted]),
            "mAP50": _mean_defined([scores["AP50"] for scores in counted]),
        }
        return Scores(overall, by_class, overall["mAP"], "mAP")

    def _precision(self) -> Array:
        """(T, R, K) by IoU threshold, recall and class; -1 where there are no labels."""
        annotations = [
            _annotation(image, box, class_id)
            for image, labels in enumerate(self._labels)
            for box, class_id in zip(labels.boxes, labels.class_ids.tolist(), strict=True)
        ]
        if not any(one["iscrowd"] == 0 for one in annotations):
            return np.full((10, 101, len(self._class_names)), -1.0)
        dataset = {
            "images": [{"id": image} for image in range(len(self._labels))],
            "annotations": [
                {**one, "id": number}
                for number, one in enumerate(self._with_crowds(annotations), start=1)
            ],
            "categories": [
                {"id": class_id, "name": name} for class_id, name in enumerate(self._class_names)
            ],
        }
        truth = COCO(dataset)
        evaluation = COCOeval_faster(
            truth, truth.loadRes(self._rows()), "bbox", print_function=_silent
        )
        evaluation.params.maxDets = [1, 10, _MAX_DETECTIONS]
        evaluation.params.areaRng = [[0, 1e10]]
        evaluation.params.areaRngLbl = ["all"]
        evaluation.evaluate()
        evaluation.accumulate()
        precision: Array = evaluation.eval["precision"][:, :, :, 0, -1]
        return precision

    def _with_crowds(self, annotations: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Boxes that do not count are those of no class, so they are there for each."""
        return [one for one in annotations if one["category_id"] != IGNORED] + [
            {**one, "category_id": class_id}
            for one in annotations
            if one["category_id"] == IGNORED
            for class_id in range(len(self._class_names))
        ]

    def _rows(self) -> Array:
        """(N, 7) image, x, y, width, height, score, class of all answers."""
        rows = [np.empty((0, 7))]
        for image, answer in enumerate(self._answers):
            boxes = answer.boxes.astype(np.float64)
            columns = [np.full(len(boxes), image), *boxes[:, :2].T]
            columns += [*(boxes[:, 2:] - boxes[:, :2]).T, answer.scores, answer.class_ids]
            rows.append(np.stack(columns, axis=1))
        return np.concatenate(rows)


def _annotation(image: int, box: Array, class_id: int) -> dict[str, Any]:
    xmin, ymin, xmax, ymax = (float(value) for value in box)
    width, height = xmax - xmin, ymax - ymin
    return {
        "image_id": image,
        "category_id": class_id,
        "bbox": [xmin, ymin, width, height],
        "area": width * height,
        "iscrowd": int(class_id == IGNORED),
    }


def _mean(precision: Array) -> float:
    known = precision[precision > -1]
    return float(known.mean()) if known.size else math.nan


def _mean_defined(values: Sequence[float]) -> float:
    defined = [value for value in values if not math.isnan(value)]
    return sum(defined) / len(defined) if defined else math.nan


def _silent(*texts: object) -> None:
    """Standard output is for messages."""
