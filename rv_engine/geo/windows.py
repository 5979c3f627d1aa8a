"""Windows that slide over an extent."""

from __future__ import annotations

import math
from typing import Literal

from rv_engine.geo.box import Box

PadDirection = Literal["start", "end", "both"]


def sliding_padding(extent_px: int, size_px: int, stride_px: int) -> int:
    """The pixels to add to an axis so that windows cover it whole.

    Same result as Raster Vision 0.31 (`Box.get_windows` with automatic padding).
    """
    if stride_px > size_px:
        return 0
    if extent_px <= size_px:
        return size_px - extent_px
    steps = math.ceil((extent_px - size_px) / stride_px)
    return size_px + steps * stride_px - extent_px


def axis_starts(
    start_px: int,
    end_px: int,
    size_px: int,
    stride_px: int,
    padding_px: int | None = None,
    pad_direction: PadDirection = "end",
) -> range:
    """Where the windows on one axis begin.

    Args:
        start_px: The first pixel of the extent.
        end_px: One past its last pixel.
        size_px: The length of a window.
        stride_px: From one window's start to the next one's.
        padding_px: Pixels added to the extent; None adds what covers it whole.
        pad_direction: Where they are added: "both" puts the larger half at the start.
    """
    length = end_px - start_px
    padding = sliding_padding(length, size_px, stride_px) if padding_px is None else padding_px
    before = {"start": padding, "end": 0, "both": math.ceil(padding / 2)}[pad_direction]
    count = max(0, (length + padding - size_px) // stride_px + 1)
    first = start_px - before
    return range(first, first + count * stride_px, stride_px)


def sliding_windows(
    extent: Box,
    size_px: int,
    stride_px: int | None = None,
    padding_px: int | None = None,
    pad_direction: PadDirection = "end",
) -> list[Box]:
    """Square windows over an extent, row by row; see `axis_starts` for the arguments."""
    stride_px = size_px if stride_px is None else stride_px
    rows = axis_starts(extent.ymin, extent.ymax, size_px, stride_px, padding_px, pad_direction)
    columns = axis_starts(extent.xmin, extent.xmax, size_px, stride_px, padding_px, pad_direction)
    return [Box.of_size(y, x, size_px, size_px) for y in rows for x in columns]
