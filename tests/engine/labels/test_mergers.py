from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rv_engine.geo import Box, sliding_windows
from rv_engine.labels.semantic_segmentation_label_source import NO_LABEL
from rv_engine.labels.semantic_segmentation_merger import (
    MergedRows,
    PlainMerger,
    SemanticSegmentationMerger,
    SmoothMerger,
    VoteMerger,
    first_argmax,
    smooth_weight,
)
from rv_engine.types import Array

CLASSES = 4
AREA = Box(7, 5, 50, 41)
Prediction = tuple[Box, Array, Array]


def predictions(size: int, stride: int, seed: int, *, probabilities: bool) -> list[Prediction]:
    rng = np.random.default_rng(seed)
    made = []
    for window in sliding_windows(AREA, size, stride, pad_direction="both"):
        scores = rng.dirichlet(np.ones(CLASSES), window.size).astype("float32")
        valid = rng.random(window.size) > 0.3
        prediction = np.moveaxis(scores, -1, 0) if probabilities else scores.argmax(-1)
        made.append((window, prediction, valid))
    return made


def merged(
    merger: SemanticSegmentationMerger, made: list[Prediction], step: int | None
) -> tuple[Array, Array | None]:
    """All rows; popped as soon as no later window touches them, `step` at a time, or at the end."""
    pieces: list[MergedRows] = []
    done = AREA.ymin
    for window, prediction, valid in made:
        while step and done + step <= window.ymin:
            done += step
            pieces += [rows for rows in [merger.pop(done)] if rows]
        merger.add(window, prediction, valid)
    pieces += [rows for rows in [merger.pop(10_000)] if rows]
    assert merger.pop(10_000) is None
    edges = [AREA.ymin, *(piece.box.ymax for piece in pieces)]
    assert [piece.box.ymin for piece in pieces] == edges[:-1] and edges[-1] == AREA.ymax
    scores = [piece.scores for piece in pieces if piece.scores is not None]
    labels = np.concatenate([piece.labels for piece in pieces])
    assert labels.dtype == np.uint8
    return labels, np.concatenate(scores) if scores else None


def canvas(made: list[Prediction], weight: Array) -> tuple[Array, Array]:
    """Weighted sums and weights in double precision, over a canvas larger than all windows."""
    sums, weights = np.zeros((150, 150, CLASSES)), np.zeros((150, 150))
    for window, prediction, valid in made:
        scores = (
            prediction if prediction.ndim == 3 else np.eye(CLASSES)[prediction].T.swapaxes(1, 2)
        )
        place = window.shifted(50, 50)
        part = (slice(place.ymin, place.ymax), slice(place.xmin, place.xmax))
        sums[part] += np.moveaxis(scores, 0, -1) * (weight * valid)[..., None]
        weights[part] += weight * valid
    rows, columns = slice(50 + AREA.ymin, 50 + AREA.ymax), slice(50 + AREA.xmin, 50 + AREA.xmax)
    return sums[rows, columns], weights[rows, columns]


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 999), size=st.integers(4, 20), step=st.sampled_from([None, 1, 5, 16]))
def test_windows_side_by_side_are_put_together(seed: int, size: int, step: int | None) -> None:
    made = predictions(size, size, seed, probabilities=False)
    labels, _ = merged(PlainMerger(AREA, CLASSES, 43), made, step)
    votes, seen = canvas(made, np.ones((size, size)))
    np.testing.assert_array_equal(labels, np.where(seen > 0, votes.argmax(-1), NO_LABEL))


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 999), size=st.integers(4, 20), stride=st.integers(2, 12),
    step=st.sampled_from([None, 1, 5, 16]),
)  # fmt: skip
def test_most_votes_win_and_the_lowest_id_when_they_are_equal(
    seed: int, size: int, stride: int, step: int | None
) -> None:
    made = predictions(size, min(size, stride), seed, probabilities=False)
    labels, _ = merged(VoteMerger(AREA, CLASSES, 80), made, step)
    votes, seen = canvas(made, np.ones((size, size)))
    np.testing.assert_array_equal(labels, np.where(seen > 0, votes.argmax(-1), NO_LABEL))


@pytest.mark.parametrize("weight_of", [np.ones, smooth_weight], ids=["uniform", "sine"])
@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 999), size=st.integers(4, 20), stride=st.integers(2, 12),
    step=st.sampled_from([None, 1, 5, 16]),
)  # fmt: skip
def test_probabilities_are_weighted_means(
    weight_of: Callable[[tuple[int, int]], Array],
    seed: int,
    size: int,
    stride: int,
    step: int | None,
) -> None:
    made = predictions(size, min(size, stride), seed, probabilities=True)
    weight = weight_of((size, size))
    labels, scores = merged(SmoothMerger(AREA, CLASSES, 80, weight), made, step)
    sums, weights = canvas(made, weight)
    seen = weights > 0
    assert scores is not None
    np.testing.assert_array_equal(np.isnan(scores).all(-1), ~seen)
    means = sums[seen] / weights[seen][:, None]
    np.testing.assert_allclose(scores[seen], means, atol=2e-6)
    clear = np.diff(np.sort(sums, -1)[..., -2:], axis=-1)[..., 0] > 1e-5
    np.testing.assert_array_equal(labels[seen & clear], sums.argmax(-1)[seen & clear])
    assert (labels[~seen] == NO_LABEL).all()


def test_rows_popped_one_by_one_are_those_popped_at_once_to_the_last_bit() -> None:
    made = predictions(16, 5, 1, probabilities=True)
    weight = smooth_weight((16, 16))
    at_once = merged(SmoothMerger(AREA, CLASSES, 80, weight), made, None)
    for step in (1, 3, 11):
        pieces = merged(SmoothMerger(AREA, CLASSES, 16 + step, weight), made, step)
        np.testing.assert_array_equal(pieces[0], at_once[0])
        np.testing.assert_array_equal(pieces[1], at_once[1])


@pytest.mark.parametrize("kind", [PlainMerger, VoteMerger, SmoothMerger])
def test_pixels_that_no_window_saw_have_no_label(kind: type[SemanticSegmentationMerger]) -> None:
    arguments = (np.ones((4, 4)),) if kind is SmoothMerger else ()
    merger = kind(Box(0, 0, 8, 8), 2, 8, *arguments)
    prediction = np.zeros((2, 4, 4) if kind is SmoothMerger else (4, 4))
    merger.add(Box(2, 2, 6, 6), prediction, np.ones((4, 4), bool))
    rows = merger.pop(8)
    assert rows is not None
    expected = np.full((8, 8), NO_LABEL)
    expected[2:6, 2:6] = 0
    np.testing.assert_array_equal(rows.labels, expected)


@pytest.mark.parametrize("kind", [PlainMerger, VoteMerger])
def test_a_buffer_that_is_too_small_is_an_error_and_not_a_stripe_without_labels(
    kind: type[SemanticSegmentationMerger],
) -> None:
    merger = kind(Box(0, 0, 50, 4), 2, 8)
    with pytest.raises(ValueError, match="reaches below the buffer"):
        merger.add(Box(5, 0, 9, 4), np.zeros((4, 4), int), np.ones((4, 4), bool))
    with pytest.raises(ValueError, match="9 rows do not fit into a buffer of 8"):
        merger.pop(9)


@pytest.mark.parametrize("size", [(1, 1), (4, 4), (5, 256)])
def test_the_sine_weight_is_above_0_symmetric_and_largest_in_the_middle(
    size: tuple[int, int],
) -> None:
    weight = smooth_weight(size)
    assert weight.shape == size and (weight > 0).all()
    np.testing.assert_allclose(weight, weight[::-1, ::-1], rtol=1e-5)
    assert weight.max() == weight[size[0] // 2, size[1] // 2]


def test_the_first_of_equal_scores_is_chosen_as_numpy_does() -> None:
    scores = np.random.default_rng(0).integers(0, 3, (5, 40, 40)).astype("float32")
    np.testing.assert_array_equal(first_argmax(scores), scores.argmax(0))
