from __future__ import annotations

import numpy as np
import pytest
from faster_coco_eval import COCO, COCOeval_faster
from hypothesis import given, settings
from hypothesis import strategies as st

from rv_engine.evaluate.object_matching import (
    COCO_IOU_THRESHOLDS,
    ClassMatches,
    Truth,
    block_keys,
    match_class,
    place_of_key,
)
from rv_engine.labels.object_detection_labels import ObjectDetectionLabels

HALF = np.array([0.5])


def match(found, scores, objects, uncounted=None, optional=None, thresholds=HALF) -> ClassMatches:
    """Of one class."""
    detections = ObjectDetectionLabels.of(found, np.zeros(len(found)), scores)
    labels = ObjectDetectionLabels.of(objects, np.zeros(len(objects)))
    loose = np.zeros(len(objects), bool) if uncounted is None else np.array(uncounted)
    free = np.zeros(len(found), bool) if optional is None else np.array(optional)
    return match_class(detections, free, Truth(labels, loose), 0, thresholds)


A, B, FAR = [0, 0, 10, 10], [20, 0, 30, 10], [80, 80, 90, 90]


def test_a_case_counted_by_hand() -> None:
    # A is found twice: the surer one counts, the other is wrong. B is missed.
    matches = match([[0, 0, 10, 9], [0, 0, 10, 10], FAR], [0.9, 0.8, 0.7], [A, B])
    assert matches.counts(0, 0.0) == (1, 2, 1)
    assert matches.counts(0, 0.85) == (1, 0, 1)
    assert matches.average_precision(0) == pytest.approx(51 / 101)
    assert matches.curve(0).best() == pytest.approx((2 / 3, 0.9, 1.0, 0.5))


def test_a_box_that_overlaps_just_enough_is_enough() -> None:
    assert match([[0, 0, 10, 5]], [0.9], [A]).counts(0, 0) == (1, 0, 0)
    assert match([[0, 0, 10, 4.99]], [0.9], [A]).counts(0, 0) == (0, 1, 1)


def test_what_does_not_count_may_be_found_many_times_or_not_at_all() -> None:
    matches = match([[0, 0, 5, 5], [5, 5, 10, 10], B], [0.9, 0.8, 0.7], [A, B], [True, False])
    assert matches.counts(0, 0) == (1, 0, 0)
    assert match([], [], [A], [True]).counts(0, 0) == (0, 0, 0)


def test_an_optional_detection_counts_only_when_it_finds_an_object() -> None:
    matches = match([A, FAR], [0.9, 0.8], [A, B], optional=[True, True])
    assert matches.counts(0, 0) == (1, 0, 1)


def test_the_best_f1_takes_boxes_of_one_score_together() -> None:
    matches = match([A, FAR, B], [0.9, 0.6, 0.6], [A, B])
    assert matches.curve(0).best() == pytest.approx((0.8, 0.6, 2 / 3, 1.0))


def coco_ap(scenes) -> np.ndarray:
    """(T,) by faster-coco-eval, for one class."""
    annotations, rows = [], [np.empty((0, 7))]
    for image, (found, scores, objects, uncounted) in enumerate(scenes):
        for box, loose in zip(objects, uncounted, strict=True):
            width, height = box[2] - box[0], box[3] - box[1]
            annotations.append(
                {
                    "id": len(annotations) + 1, "image_id": image, "category_id": 0,
                    "bbox": [box[0], box[1], width, height], "area": width * height,
                    "iscrowd": int(loose),
                }
            )  # fmt: skip
        sizes = found[:, 2:] - found[:, :2]
        columns = [np.full(len(found), image), *found[:, :2].T, *sizes.T, scores, scores * 0]
        rows.append(np.stack(columns, axis=1))
    images = [{"id": image} for image in range(len(scenes))]
    truth = COCO(
        {"images": images, "annotations": annotations, "categories": [{"id": 0, "name": "a"}]}
    )
    evaluation = COCOeval_faster(
        truth, truth.loadRes(np.concatenate(rows)), "bbox", print_function=lambda *texts: None
    )
    evaluation.params.maxDets = [1, 10, 1000]
    evaluation.params.areaRng, evaluation.params.areaRngLbl = [[0, 1e10]], ["all"]
    evaluation.evaluate()
    evaluation.accumulate()
    return evaluation.eval["precision"][:, :, 0, 0, -1].mean(axis=1)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 100_000), with_uncounted=st.booleans())
def test_average_precision_is_that_of_coco(seed: int, with_uncounted: bool) -> None:
    rng = np.random.default_rng(seed)
    scenes = []
    for _ in range(3):
        corners = rng.integers(0, 60, (12, 2)).astype(float)
        objects = np.concatenate([corners, corners + rng.integers(5, 25, (12, 2))], axis=1)
        found = np.repeat(objects, 2, axis=0) + rng.normal(0, 1.5, (24, 4))
        found[:, 2:] = np.maximum(found[:, 2:], found[:, :2] + 1)
        scores = rng.permutation(24) / 24 + rng.random() / 100
        uncounted = rng.random(12) < 0.3 if with_uncounted else np.zeros(12, bool)
        scenes.append((found, scores, objects, uncounted))
    matches = ClassMatches.joined(
        [
            match(found, scores, objects, uncounted, thresholds=COCO_IOU_THRESHOLDS)
            for found, scores, objects, uncounted in scenes
        ]
    )
    ours = [matches.average_precision(index) for index in range(10)]
    np.testing.assert_allclose(ours, coco_ap(scenes), atol=1e-9)


def test_average_precision_of_drawn_things_is_that_of_things_that_are_there_so_often() -> None:
    rng = np.random.default_rng(3)
    corners = rng.integers(0, 900, (20, 2)).astype(float)
    objects = np.concatenate([corners, corners + 20], axis=1)
    found = np.concatenate([objects[:14] + 2, objects[:10] + [60, 0, 60, 0]])
    scores = rng.permutation(24) / 24
    matches = match(found, scores, objects, thresholds=COCO_IOU_THRESHOLDS)
    blocks = np.unique(np.concatenate([matches.blocks, matches.truth_blocks]))
    choice = rng.integers(0, 3, len(blocks))
    weights = choice[np.searchsorted(blocks, matches.blocks)]
    truths = int(choice[np.searchsorted(blocks, matches.truth_blocks)].sum())
    often = np.repeat(np.arange(24), weights)
    repeated = ClassMatches(
        matches.scores[often], matches.hits[:, often], matches.uncounted[:, often],
        matches.blocks[often], np.zeros(truths, int),
    )  # fmt: skip
    ones = np.ones((1, 24))
    for threshold in (0, 5):
        as_is = matches.average_precisions(threshold, ones, np.array([20.0]))
        assert as_is[0] == pytest.approx(matches.average_precision(threshold))
        drawn = matches.average_precisions(threshold, weights[None] * 1.0, np.array([truths * 1.0]))
        assert drawn[0] == pytest.approx(repeated.average_precision(threshold))
    assert np.isnan(matches.average_precisions(0, ones, np.zeros(1))).all()


def test_a_box_is_in_the_block_of_its_middle_in_its_scene() -> None:
    keys = block_keys(np.array([[0, 0, 10, 10], [250, 500, 270, 530.0]]), 7)
    assert [place_of_key(int(key)) for key in keys] == [(0, 0), (2, 1)]
    assert not set(keys) & set(block_keys(np.array([[0, 0, 10, 10.0]]), 8))
