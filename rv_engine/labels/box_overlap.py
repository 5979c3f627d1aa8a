"""How boxes lie on each other: areas, intersections, and which of very many overlap.

Boxes are (N, 4) arrays of xmin, ymin, xmax, ymax in pixel coordinates.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely

from rv_engine.geo import Box
from rv_engine.types import Array, BoolArray, FloatArray, GeometryArray

# Geometries take ten times the memory of numbers, so never more than this are made at once.
_CHUNK = 20_000


def areas(boxes: FloatArray) -> FloatArray:
    """(N,) areas in square pixels; 0 for boxes without extent."""
    sides = np.maximum(boxes[:, 2:] - boxes[:, :2], 0)
    result: FloatArray = sides[:, 0] * sides[:, 1]
    return result


def intersections(first: FloatArray, second: FloatArray) -> FloatArray:
    """(N, 4) what each box of `first` shares with that of `second`; without extent for nothing.

    Either may be a single box of shape (1, 4).
    """
    low = np.maximum(first[:, :2], second[:, :2])
    return np.concatenate([low, np.maximum(np.minimum(first[:, 2:], second[:, 2:]), low)], axis=1)


def iou(first: FloatArray, second: FloatArray) -> FloatArray:
    """(N,) intersection over union of each box of `first` with that of `second`."""
    shared = areas(intersections(first, second))
    union = areas(first) + areas(second) - shared
    return _ratio(shared, union)


def ioa(boxes: FloatArray, others: FloatArray) -> FloatArray:
    """(N,) the share of each box that lies in that of `others`."""
    return _ratio(areas(intersections(boxes, others)), areas(boxes))


def of_window(window: Box) -> FloatArray:
    """(1, 4) a window as a box."""
    return np.array([[window.xmin, window.ymin, window.xmax, window.ymax]], float)


def to_polygons(boxes: FloatArray) -> GeometryArray:
    """(N,) shapely rectangles."""
    result: GeometryArray = shapely.box(boxes[:, 0], boxes[:, 1], boxes[:, 2], boxes[:, 3])
    return np.atleast_1d(result)


def overlapping_pairs(boxes: FloatArray, margin_px: float = 0.0) -> Iterator[tuple[Array, Array]]:
    """Indices of all pairs of boxes that touch, piece by piece, each pair once.

    Memory depends on how many boxes lie over each other, not on how many there are.

    Args:
        boxes: (N, 4).
        margin_px: Boxes that are at most twice this apart count as touching.
    """
    order = np.argsort(boxes[:, 1], kind="stable")
    grown = boxes[order] + np.array([-margin_px, -margin_px, margin_px, margin_px])
    tops = grown[:, 1]
    for start in range(0, len(boxes), _CHUNK):
        end = min(start + _CHUNK, len(boxes))
        tree = shapely.STRtree(to_polygons(grown[start:end]))
        # In the order of their tops, a later box touches an earlier one only above its bottom.
        last = int(np.searchsorted(tops, grown[start:end, 3].max(), side="right"))
        for begin in range(start, last, _CHUNK):
            others = to_polygons(grown[begin : min(begin + _CHUNK, last)])
            later, earlier = tree.query(others)
            later, earlier = later + begin, earlier + start
            # A pair within the chunk is found from both sides.
            once = earlier < later
            yield order[earlier[once]], order[later[once]]


def between(
    boxes: FloatArray, others: FloatArray, margin_px: float = 0.0
) -> Iterator[tuple[Array, Array]]:
    """Indices of all boxes and others that touch, piece by piece; see `overlapping_pairs`."""
    order = np.argsort(others[:, 1], kind="stable")
    tops = others[order, 1]
    tallest = float((others[:, 3] - others[:, 1]).max(initial=0))
    rows = np.argsort(boxes[:, 1], kind="stable")
    for start in range(0, len(boxes), _CHUNK):
        chunk = rows[start : start + _CHUNK]
        grown = boxes[chunk] + np.array([-margin_px, -margin_px, margin_px, margin_px])
        first = int(np.searchsorted(tops, grown[:, 1].min() - tallest, side="left"))
        last = int(np.searchsorted(tops, grown[:, 3].max(), side="right"))
        tree = shapely.STRtree(to_polygons(grown))
        for begin in range(first, last, _CHUNK):
            some = order[begin : min(begin + _CHUNK, last)]
            found, inside = tree.query(to_polygons(others[some]))
            yield chunk[inside], some[found]


def share_of_mask(boxes: FloatArray, mask: BoolArray, window: Box) -> FloatArray:
    """(N,) the share of the pixels that each box touches in a window where a mask is true.

    Args:
        boxes: (N, 4) in pixel coordinates of the image.
        mask: (H, W) of the window.
        window: Pixels outside of it do not count.
    """
    true, touched = pixels_of_mask(boxes, mask, window)
    return _ratio(true.astype(float), touched.astype(float))


def pixels_of_mask(boxes: FloatArray, mask: BoolArray, window: Box) -> tuple[Array, Array]:
    """(N,) how many pixels each box touches where a mask is true, and how many in all.

    See `share_of_mask`.
    """
    height, width = mask.shape
    sums = np.zeros((height + 1, width + 1), np.int64)
    sums[1:, 1:] = mask.cumsum(axis=0).cumsum(axis=1)
    x0, y0 = np.floor(boxes[:, :2] - [window.xmin, window.ymin]).astype(int).T
    x1, y1 = np.ceil(boxes[:, 2:] - [window.xmin, window.ymin]).astype(int).T
    x0, x1 = np.clip(x0, 0, width), np.clip(x1, 0, width)
    y0, y1 = np.clip(y0, 0, height), np.clip(y1, 0, height)
    true = sums[y1, x1] - sums[y0, x1] - sums[y1, x0] + sums[y0, x0]
    return true, (y1 - y0) * (x1 - x0)


def _ratio(part: FloatArray, whole: FloatArray) -> FloatArray:
    return np.divide(part, whole, out=np.zeros(np.shape(part)), where=whole > 0)
