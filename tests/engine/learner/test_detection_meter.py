from __future__ import annotations

import math

import numpy as np
import pytest

from rv_engine.learner.detections import Detections
from rv_engine.learner.object_detection.detection_meter import DetectionMeter
from rv_engine.learner.targets import IGNORED, Boxes


def boxes(*rows: tuple[float, ...]) -> Boxes:
    table = np.array(rows, float).reshape(-1, 5)
    return Boxes(table[:, :4].astype(np.float32), table[:, 4].astype(np.int64))


def found(*rows: tuple[float, ...]) -> Detections:
    table = np.array(rows, float).reshape(-1, 6)
    ids, scores = table[:, 4].astype(np.int64), table[:, 5].astype(np.float32)
    return Detections(table[:, :4].astype(np.float32), ids, scores)


def scores(answers, labels, names=("car", "tree")):
    meter = DetectionMeter(names, range(len(names)))
    meter.update(answers, labels)
    return meter.scores()


def test_a_case_counted_by_hand() -> None:
    labels = [boxes((0, 0, 10, 10, 0), (20, 0, 30, 10, 0)), boxes((0, 0, 10, 10, 1))]
    # IoU 0.8 for the car, and 1 for the tree, which is in the other image.
    answers = [found((0, 0, 10, 8, 0, 0.9)), found((0, 0, 10, 10, 1, 0.5))]
    result = scores(answers, labels)
    assert result.by_class["car"] == pytest.approx({"AP": 0.7 * 51 / 101, "AP50": 51 / 101})
    assert result.by_class["tree"] == pytest.approx({"AP": 1, "AP50": 1})
    assert result.overall["mAP50"] == pytest.approx((51 / 101 + 1) / 2)
    assert result.quality == result.overall["mAP"]


def test_ignored_boxes_may_be_found_or_not() -> None:
    labels = [boxes((0, 0, 10, 10, 0), (20, 0, 30, 10, IGNORED))]
    answers = [found((20, 0, 25, 10, 0, 0.9), (0, 0, 10, 10, 0, 0.5))]
    assert scores(answers, labels).by_class["car"]["AP50"] == pytest.approx(1)


def test_without_answers_all_is_missed_and_without_labels_nothing_is_defined() -> None:
    assert scores([found()], [boxes((0, 0, 10, 10, 0))]).overall["mAP"] == 0
    result = scores([found((0, 0, 9, 9, 0, 0.9))], [boxes()])
    assert math.isnan(result.quality)


def test_meters_can_be_merged() -> None:
    one, other = DetectionMeter(["car"], [0]), DetectionMeter(["car"], [0])
    one.update([found((0, 0, 10, 10, 0, 0.9))], [boxes((0, 0, 10, 10, 0))])
    other.update([found()], [boxes((0, 0, 10, 10, 0))])
    one.merge(other)
    assert one.scores().overall["mAP50"] == pytest.approx(51 / 101)
