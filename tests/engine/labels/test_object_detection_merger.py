from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rv_engine.geo import Box, sliding_windows
from rv_engine.labels.box_overlap import areas, intersections, iou, of_window
from rv_engine.labels.object_detection_labels import ObjectDetectionLabels
from rv_engine.labels.object_detection_merger import ObjectDetectionMerger, WindowDetections

IMAGE = Box(0, 0, 200, 300)


def detections(*rows: tuple[tuple[float, ...], int, float, Box]) -> WindowDetections:
    """Rows of a box, a class, a score and a window."""
    boxes, class_ids, scores, windows = zip(*rows, strict=True)
    labels = ObjectDetectionLabels.of(boxes, class_ids, scores)
    places = np.concatenate([of_window(window) for window in windows])
    return WindowDetections(labels, places, np.ones(len(labels)))


def seen(boxes: np.ndarray, size: int, stride: int, least_px: float = 8) -> WindowDetections:
    """What a perfect model finds in sliding windows: all of each box that a window shows."""
    parts = []
    for window in sliding_windows(IMAGE, size, stride):
        visible = intersections(boxes, of_window(window.intersection(IMAGE)))
        shown = np.flatnonzero(((visible[:, 2:] - visible[:, :2]) >= least_px).all(axis=1))
        share = areas(visible[shown]) / areas(boxes[shown])
        labels = ObjectDetectionLabels.of(visible[shown], shown % 3, 0.5 + 0.5 * share)
        places = np.repeat(of_window(window), len(shown), axis=0)
        parts.append(WindowDetections(labels, places, np.ones(len(shown))))
    return WindowDetections.joined(parts)


def sorted_rows(labels: ObjectDetectionLabels) -> np.ndarray:
    rows = np.column_stack([labels.boxes, labels.class_ids])
    return rows[np.lexsort(rows.T)]


BOXES = np.array(
    [
        [10, 10, 30, 40], [95, 20, 105, 34], [90, 92, 112, 108], [0, 150, 20, 170],
        [280, 180, 300, 200], [140, 60, 230, 80], [40, 48, 52, 55], [150, 130, 190, 150],
    ],
    float,
)  # fmt: skip
EXPECTED = np.column_stack([BOXES, np.arange(len(BOXES)) % 3])[
    np.lexsort(np.column_stack([BOXES, np.arange(len(BOXES)) % 3]).T)
]


@pytest.mark.parametrize(("size", "stride"), [(100, 50), (100, 100), (100, 70), (60, 30), (60, 60)])
def test_objects_cut_by_window_borders_come_out_whole_and_once(size: int, stride: int) -> None:
    merged = ObjectDetectionMerger(IMAGE).merge(seen(BOXES, size, stride, least_px=2))
    np.testing.assert_allclose(sorted_rows(merged), EXPECTED)


def test_the_window_that_sees_an_object_whole_is_believed_over_surer_parts() -> None:
    left, middle = Box(0, 0, 100, 100), Box(0, 50, 100, 150)
    merged = ObjectDetectionMerger(IMAGE).merge(
        detections(((80, 10, 100, 30), 0, 0.9, left), ((80, 10, 110, 30), 0, 0.6, middle))
    )
    assert merged.boxes.tolist() == [[80, 10, 110, 30]]
    assert merged.scores.tolist() == [0.9]


def test_a_whole_box_that_is_hardly_believed_does_not_take_the_place_of_a_part() -> None:
    left, middle = Box(0, 0, 100, 100), Box(0, 50, 100, 150)
    merged = ObjectDetectionMerger(IMAGE).merge(
        detections(((80, 10, 100, 30), 0, 0.9, left), ((80, 10, 110, 30), 0, 0.1, middle))
    )
    assert [80, 10, 100, 30] in merged.boxes.tolist() and merged.scores.max() == 0.9


def test_parts_of_different_objects_along_a_border_are_not_joined() -> None:
    left, right = Box(0, 0, 100, 100), Box(0, 100, 100, 200)
    merged = ObjectDetectionMerger(IMAGE).merge(
        detections(
            ((90, 10, 100, 30), 0, 0.9, left),  # goes on at the same height ...
            ((100, 11, 112, 30), 0, 0.8, right),
            ((90, 50, 100, 60), 0, 0.9, left),  # ... at another height ...
            ((100, 62, 112, 80), 0, 0.8, right),
            ((90, 85, 100, 95), 0, 0.9, left),  # ... as another class
            ((100, 85, 112, 95), 1, 0.8, right),
        )
    )
    assert sorted(merged.boxes.tolist()) == [
        [90, 10, 112, 30], [90, 50, 100, 60], [90, 85, 100, 95], [100, 62, 112, 80],
        [100, 85, 112, 95],
    ]  # fmt: skip


def test_a_part_that_is_hardly_believed_does_not_make_a_sure_one_larger() -> None:
    left, right = Box(0, 0, 100, 100), Box(0, 100, 100, 200)
    merged = ObjectDetectionMerger(IMAGE).merge(
        detections(((80, 10, 100, 30), 0, 0.9, left), ((100, 10, 200, 30), 0, 0.1, right))
    )
    assert sorted(merged.boxes.tolist()) == [[80, 10, 100, 30], [100, 10, 200, 30]]


def test_nothing_goes_on_at_the_edge_of_the_image() -> None:
    corner = Box(0, 0, 100, 100)
    merged = ObjectDetectionMerger(IMAGE).merge(
        detections(((0, 0, 20, 20), 0, 0.6, corner), ((1, 1, 21, 21), 0, 0.9, Box(0, 0, 100, 100)))
    )
    assert merged.boxes.tolist() == [[1, 1, 21, 21]]


def test_classes_suppress_each_other_only_on_request() -> None:
    window = Box(0, 0, 200, 300)
    found = detections(((10, 10, 30, 30), 0, 0.6, window), ((11, 10, 31, 30), 1, 0.9, window))
    assert len(ObjectDetectionMerger(IMAGE).merge(found)) == 2
    merged = ObjectDetectionMerger(IMAGE, class_agnostic=True).merge(found)
    assert merged.class_ids.tolist() == [1]


def greedy(labels: ObjectDetectionLabels, thresh: float) -> list[int]:
    """Non-maximum suppression, the plain way."""
    kept: list[int] = []
    for index in np.argsort(-labels.scores):
        rivals = [k for k in kept if labels.class_ids[k] == labels.class_ids[index]]
        box = labels.boxes[[index]]
        if all(iou(labels.boxes[[k]], box)[0] <= thresh for k in rivals):
            kept.append(int(index))
    return kept


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), thresh=st.sampled_from([0.2, 0.5, 0.7]))
def test_suppression_keeps_what_the_plain_way_keeps(seed: int, thresh: float) -> None:
    rng = np.random.default_rng(seed)
    corners = rng.uniform(0, 40, (60, 2))
    boxes = np.concatenate([corners, corners + rng.uniform(5, 25, (60, 2))], axis=1)
    labels = ObjectDetectionLabels.of(boxes, rng.integers(0, 2, 60), rng.permutation(60) / 60)
    kept = ObjectDetectionMerger(IMAGE, thresh).suppress(labels)
    np.testing.assert_array_equal(kept.boxes, labels.boxes[greedy(labels, thresh)])


def test_suppression_is_that_of_torchvision() -> None:
    torch = pytest.importorskip("torch")
    from torchvision.ops import batched_nms

    rng = np.random.default_rng(4)
    corners = rng.uniform(0, 60, (400, 2))
    boxes = np.concatenate([corners, corners + rng.uniform(5, 25, (400, 2))], axis=1)
    labels = ObjectDetectionLabels.of(boxes, rng.integers(0, 3, 400), rng.permutation(400) / 400)
    kept = ObjectDetectionMerger(IMAGE).suppress(labels)
    tensors = [torch.from_numpy(a) for a in (labels.boxes, labels.scores, labels.class_ids)]
    np.testing.assert_array_equal(kept.boxes, boxes[batched_nms(*tensors, 0.5).numpy()])


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_order_of_detections_changes_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    corners = rng.uniform(0, 180, (30, 2))
    boxes = np.concatenate([corners, corners + rng.uniform(8, 60, (30, 2))], axis=1)
    found = seen(boxes, 80, 40)
    merger = ObjectDetectionMerger(IMAGE)
    first, second = merger.merge(found), merger.merge(found.where(rng.permutation(len(found))))
    np.testing.assert_array_equal(first.boxes, second.boxes)
    np.testing.assert_array_equal(first.scores, second.scores)


def test_no_detections_give_no_boxes() -> None:
    assert len(ObjectDetectionMerger(IMAGE).merge(WindowDetections.joined([]))) == 0


def test_an_object_that_ends_outside_of_the_data_is_judged_as_a_whole() -> None:
    left, middle = Box(0, 0, 100, 100), Box(0, 50, 100, 150)
    found = detections(((90, 10, 100, 30), 0, 0.9, left), ((90, 10, 130, 30), 0, 0.9, middle))
    # The first window sees the part of it that has data, all of the second little data.
    for share, count in ((0.25, 0), (0.6, 1)):
        shares = np.array([1.0, share])
        seen = WindowDetections(found.labels, found.windows, shares)
        assert len(ObjectDetectionMerger(IMAGE).merge(seen)) == count
