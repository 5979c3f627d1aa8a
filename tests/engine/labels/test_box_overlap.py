from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rv_engine.geo import Box
from rv_engine.labels import box_overlap
from rv_engine.labels.box_overlap import areas, between, ioa, iou, overlapping_pairs, share_of_mask


def random_boxes(seed: int, count: int, side: float = 20) -> np.ndarray:
    rng = np.random.default_rng(seed)
    corners = rng.uniform(0, 100, (count, 2))
    return np.concatenate([corners, corners + rng.uniform(1, side, (count, 2))], axis=1)


def test_a_case_counted_by_hand() -> None:
    first = np.array([[0, 0, 4, 2], [0, 0, 1, 1], [5, 5, 5, 9]], float)
    second = np.array([[2, 1, 6, 3], [2, 2, 3, 3], [0, 0, 9, 9]], float)
    assert areas(first).tolist() == [8, 1, 0]
    assert iou(first, second) == pytest.approx([2 / 14, 0, 0])
    assert ioa(first, second) == pytest.approx([2 / 8, 0, 0])


def test_the_share_of_a_mask_is_that_of_the_pixels_that_a_box_touches() -> None:
    mask = np.zeros((10, 10), bool)
    mask[:, 5:] = True
    boxes = np.array([[102, 52, 108, 54], [104.5, 50, 105.5, 60], [95, 50, 101, 55], [0, 0, 9, 9]])
    shares = share_of_mask(boxes, mask, Box(50, 100, 60, 110))
    assert shares == pytest.approx([0.5, 0.5, 0, 0])


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 1000), chunk=st.integers(1, 50), margin=st.sampled_from([0, 3]))
def test_each_pair_is_found_once_in_chunks_of_any_size(seed: int, chunk: int, margin: int) -> None:
    boxes, others = random_boxes(seed, 40), random_boxes(seed + 1, 30, 60)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(box_overlap, "_CHUNK", chunk)
        pairs = [
            (a, b) for x, y in overlapping_pairs(boxes, margin) for a, b in zip(x, y, strict=True)
        ]
        crosses = [
            (a, b) for x, y in between(boxes, others, margin) for a, b in zip(x, y, strict=True)
        ]

    def touch(a: np.ndarray, b: np.ndarray, reach: float) -> bool:
        return bool((a[:2] <= b[2:] + reach).all() and (b[:2] <= a[2:] + reach).all())

    expected = {
        (i, j) for i in range(40) for j in range(i) if touch(boxes[i], boxes[j], 2 * margin)
    }
    assert {(max(pair), min(pair)) for pair in pairs} == expected and len(pairs) == len(expected)
    expected = {(i, j) for i in range(40) for j in range(30) if touch(boxes[i], others[j], margin)}
    assert set(crosses) == expected and len(crosses) == len(expected)
