from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rv_engine.geo import Box, axis_starts, sliding_padding, sliding_windows

lengths = st.integers(1, 60)
offsets = st.integers(-20, 20)


@given(lengths, lengths, lengths, offsets)
def test_automatic_padding_covers_every_pixel_and_adds_no_window_too_many(
    extent: int, size: int, stride: int, start: int
) -> None:
    starts = axis_starts(start, start + extent, size, min(stride, size))
    covered = {pixel for first in starts for pixel in range(first, first + size)}
    assert covered >= set(range(start, start + extent))
    assert starts[0] == start
    assert all(first < start + extent for first in starts)
    if len(starts) > 1:
        assert starts[-2] + size < start + extent


@given(lengths, lengths, lengths, st.integers(0, 30), st.sampled_from(["start", "end", "both"]))
def test_windows_stay_inside_of_the_padded_extent_and_leave_no_room_for_another(
    extent: int, size: int, stride: int, padding: int, direction: str
) -> None:
    starts = axis_starts(0, extent, size, stride, padding, direction)
    before = {"start": padding, "end": 0, "both": (padding + 1) // 2}[direction]
    room = extent + padding
    assert len(starts) == (0 if room < size else (room - size) // stride + 1)
    if len(starts):
        assert starts[0] == -before
        assert starts[-1] + size <= extent + padding - before
        assert set(np.diff(starts)) <= {stride}


@pytest.mark.parametrize(
    ("extent", "size", "stride", "padding"),
    [
        (1000, 300, 300, 200),  # 4 windows of 300
        (1000, 300, 150, 50),  # ceil(700 / 150) = 5 steps
        (100, 300, 300, 200),  # smaller than a window
        (300, 300, 10, 0),
        (1000, 300, 400, 0),  # Raster Vision pads nothing when windows leave gaps
    ],
)
def test_padding_is_that_of_raster_vision(
    extent: int, size: int, stride: int, padding: int
) -> None:
    assert sliding_padding(extent, size, stride) == padding


def test_windows_go_row_by_row_from_the_extents_corner() -> None:
    windows = sliding_windows(Box(10, 20, 30, 50), 20, 15)
    assert windows == [Box.of_size(10, x, 20, 20) for x in (20, 35)]


@given(st.tuples(*[offsets] * 4), st.tuples(*[offsets] * 4))
def test_an_intersection_is_what_two_masks_share(
    first: tuple[int, ...], second: tuple[int, ...]
) -> None:
    frame = Box(-20, -20, 21, 21)

    def mask(values: tuple[int, ...]) -> tuple[Box, set[tuple[int, int]]]:
        y, x, yy, xx = values
        box = Box(min(y, yy), min(x, xx), max(y, yy), max(x, xx))
        pixels = np.zeros(frame.size, bool)
        pixels[box.slices_in(frame)] = True
        return box, set(zip(*np.nonzero(pixels), strict=True))

    (one, pixels), (two, others) = mask(first), mask(second)
    shared = one.intersection(two)
    assert shared.is_empty == (not pixels & others)
    if not shared.is_empty:
        assert shared.height * shared.width == len(pixels & others)
        assert one.contains(shared) and two.contains(shared)
