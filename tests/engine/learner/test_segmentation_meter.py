from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from rv_engine.learner.semantic_segmentation.most_likely_class import most_likely_class
from rv_engine.learner.semantic_segmentation.segmentation_meter import SegmentationMeter
from rv_engine.types import Array


def logits_of(classes: Array, num_classes: int) -> torch.Tensor:
    one_hot = np.eye(num_classes, dtype=np.float32)[classes]
    return torch.from_numpy(one_hot.transpose(0, 3, 1, 2))


def meter_of(truth: list[int], predicted: list[int], foreground: set[int]) -> SegmentationMeter:
    meter = SegmentationMeter(["ground", "house", "road"], foreground)
    logits = logits_of(np.array(predicted).reshape(1, 1, -1), 3)
    meter.update(logits, torch.tensor(truth, dtype=torch.uint8).reshape(1, 1, -1))
    return meter


def test_scores_equal_those_counted_by_hand() -> None:
    truth = [0, 0, 0, 0, 1, 1, 1, 2, 255, 255]
    predicted = [0, 0, 1, 0, 1, 1, 0, 1, 1, 2]
    scores = meter_of(truth, predicted, {1, 2}).scores()
    ground, house, road = (scores.by_class[name] for name in ("ground", "house", "road"))
    assert ground == pytest.approx({"precision": 3 / 4, "recall": 3 / 4, "f1": 3 / 4, "iou": 3 / 5})
    assert house == pytest.approx({"precision": 2 / 4, "recall": 2 / 3, "f1": 4 / 7, "iou": 2 / 5})
    assert road["recall"] == road["f1"] == road["iou"] == 0
    assert math.isnan(road["precision"])
    assert scores.overall["accuracy"] == pytest.approx(5 / 8)
    assert scores.overall["avg_iou"] == pytest.approx((3 / 5 + 2 / 5 + 0) / 3)
    assert scores.quality == pytest.approx((4 / 7 + 0) / 2)


def test_a_class_that_is_nowhere_is_left_out_of_the_means() -> None:
    scores = meter_of([0, 0, 1, 1], [0, 0, 1, 0], {1, 2}).scores()
    assert math.isnan(scores.by_class["road"]["f1"])
    assert scores.quality == pytest.approx(2 / 3)
    assert scores.to_dict()["classes"]["road"]["f1"] is None


def test_the_average_of_batches_is_that_of_all_pixels() -> None:
    meter = meter_of([0, 1, 1], [0, 1, 0], {1})
    meter.update(
        logits_of(np.array([[[1, 1, 1]]]), 3), torch.tensor([[[1, 1, 0]]], dtype=torch.uint8)
    )
    np.testing.assert_array_equal(meter.confusion, [[1, 1, 0], [1, 3, 0], [0, 0, 0]])


@pytest.mark.parametrize("num_classes", [1, 2, 3, 7, 20])
@pytest.mark.parametrize("memory_format", [torch.contiguous_format, torch.channels_last])
def test_the_most_likely_class_is_that_of_argmax_also_between_equals(
    num_classes: int, memory_format: torch.memory_format
) -> None:
    torch.manual_seed(0)
    logits = torch.randint(0, 4, (2, num_classes, 9, 5)).float().to(memory_format=memory_format)
    expected = logits.numpy().argmax(axis=1)
    np.testing.assert_array_equal(most_likely_class(logits).numpy(), expected)
