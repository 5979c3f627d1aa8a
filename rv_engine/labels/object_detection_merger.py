"""One box for each object, from what overlapping windows saw of it.

The result depends on the set of detections alone, never on their order or on how the work was
divided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from rv_engine.geo import Box
from rv_engine.labels.box_overlap import (
    areas,
    between,
    intersections,
    ioa,
    iou,
    overlapping_pairs,
)
from rv_engine.labels.object_detection_label_source import LEAST_DATA_SHARE, WHOLE_SHARE
from rv_engine.labels.object_detection_labels import ObjectDetectionLabels
from rv_engine.types import Array, BoolArray, FloatArray

# A box that ends so near to its window's border, in parts of the window's side, may go on behind.
_BORDER_SHARE = 0.02
# A whole box stands for the parts that other windows saw unless it is much less sure than they; and
# a part that is much less sure than another does not make it larger.
_LEAST_SURENESS = 0.5


@dataclass(frozen=True, eq=False)
class WindowDetections:
    """What a model found, and in which windows.

    Attributes:
        labels: The boxes, in pixel coordinates of the image.
        windows: (N, 4) xmin, ymin, xmax, ymax of the window that each was found in.
        data_shares: (N,) the share of each box with image data inside the areas of interest.
    """

    labels: ObjectDetectionLabels
    windows: FloatArray
    data_shares: FloatArray

    @classmethod
    def joined(cls, parts: Sequence[WindowDetections]) -> WindowDetections:
        """All detections of several."""
        windows = [np.empty((0, 4)), *(part.windows for part in parts)]
        labels = ObjectDetectionLabels.joined([part.labels for part in parts])
        shares = [np.empty(0), *(part.data_shares for part in parts)]
        return cls(labels, np.concatenate(windows), np.concatenate(shares))

    def __len__(self) -> int:
        return len(self.labels)

    def where(self, chosen: Array | BoolArray) -> WindowDetections:
        """Only some, by a mask or by indices."""
        return WindowDetections(
            self.labels.where(chosen), self.windows[chosen], self.data_shares[chosen]
        )


@dataclass(frozen=True)
class Merging:
    """How detections become boxes on the map.

    Attributes:
        merge_thresh: Boxes are of one object when their intersection over union is above this.
        score_thresh: The lowest score of a box on the map.
        class_agnostic: Boxes of different classes may be of one object.
        extent: (ymin, xmin, ymax, xmax) of the part of the image where the middle of a box must be;
            all of it when None.
    """

    merge_thresh: float = 0.5
    score_thresh: float = 0.5
    class_agnostic: bool = False
    extent: tuple[int, int, int, int] | None = None

    def wanted(self, labels: ObjectDetectionLabels) -> BoolArray:
        """(N,) which boxes have their middle in the extent."""
        if self.extent is None:
            return np.ones(len(labels), bool)
        ymin, xmin, ymax, xmax = self.extent
        x, y = ((labels.boxes[:, :2] + labels.boxes[:, 2:]) / 2).T
        inside: BoolArray = (xmin <= x) & (x < xmax) & (ymin <= y) & (y < ymax)
        return inside


class ObjectDetectionMerger:
    """Merges the detections of windows.

    1. A box that ends at its window's border, where the image goes on, is a part of an object. When
       another window saw the object whole, the part is dropped, and its score counts for the whole.
    2. Parts that nobody saw whole are joined when they agree where their windows overlap, or, where
       they only touch, along the border, and are about equally sure.
    3. What has hardly any image data, or lies outside of the areas of interest, is dropped.
    4. Of boxes that still lie on each other, that with the highest score stays.

    Args:
        image: The extent of the image, at whose edges nothing goes on.
        merge_thresh: Boxes are of one object when their intersection over union is above this.
        class_agnostic: Boxes of different classes may be of one object.
    """

    def __init__(self, image: Box, merge_thresh: float = 0.5, class_agnostic: bool = False) -> None:
        self.image = image
        self.merge_thresh = merge_thresh
        self.class_agnostic = class_agnostic

    def merge(self, detections: WindowDetections) -> ObjectDetectionLabels:
        """One box for each object, the surest first."""
        detections = detections.where(_order(detections.labels, detections.windows))
        cut = self._cut_sides(detections)
        is_part: BoolArray = np.any(cut, axis=1)
        whole, parts = detections.where(~is_part), detections.where(is_part)
        found, explained = self._explain(whole.labels, parts)
        joined, shares = self._join(parts.where(~explained), cut[is_part][~explained])
        # Only now: of an object that ends outside, a window can see the inner part alone.
        return self.suppress(
            ObjectDetectionLabels.joined(
                [
                    found.where(whole.data_shares >= LEAST_DATA_SHARE),
                    joined.where(shares >= LEAST_DATA_SHARE),
                ]
            )
        )

    def suppress(self, labels: ObjectDetectionLabels) -> ObjectDetectionLabels:
        """Without boxes that lie on surer ones; see `suppressed`."""
        return suppressed(labels, self.merge_thresh, class_agnostic=self.class_agnostic)

    def _one_class(self, first: Array, second: Array) -> BoolArray:
        same: BoolArray = first == second
        return np.ones_like(same) if self.class_agnostic else same

    def _cut_sides(self, detections: WindowDetections) -> BoolArray:
        """(N, 4) where a box ends at its window's border and the image goes on."""
        boxes, windows, image = detections.labels.boxes, detections.windows, self.image
        border = _border_px(windows)[:, None]
        starts = (boxes[:, :2] <= windows[:, :2] + border) & (
            windows[:, :2] > [image.xmin, image.ymin]
        )
        ends = (boxes[:, 2:] >= windows[:, 2:] - border) & (
            windows[:, 2:] < [image.xmax, image.ymax]
        )
        return np.concatenate([starts, ends], axis=1)

    def _explain(
        self, whole: ObjectDetectionLabels, parts: WindowDetections
    ) -> tuple[ObjectDetectionLabels, BoolArray]:
        """The whole boxes with the scores of their parts, and which parts have a whole box."""
        best = np.full(len(parts), len(whole))
        for part, index in between(parts.labels.boxes, whole.boxes):
            box, seen = whole.boxes[index], parts.labels.boxes[part]
            would_be_seen = intersections(box, parts.windows[part])
            fits = iou(would_be_seen, seen) > self.merge_thresh
            fits |= ioa(seen, box) >= WHOLE_SHARE
            fits &= self._one_class(whole.class_ids[index], parts.labels.class_ids[part])
            fits &= whole.scores[index] >= _LEAST_SURENESS * parts.labels.scores[part]
            np.minimum.at(best, part[fits], index[fits])  # the surest: that is their order
        explained = best < len(whole)
        scores = whole.scores.copy()
        np.maximum.at(scores, best[explained], parts.labels.scores[explained])
        return ObjectDetectionLabels(whole.boxes, whole.class_ids, scores), explained

    def _join(
        self, parts: WindowDetections, cut: BoolArray
    ) -> tuple[ObjectDetectionLabels, FloatArray]:
        """Parts of one object as one box, and the share of each with image data."""
        labels, count = parts.labels, len(parts)
        if not count:
            return labels, parts.data_shares
        border = _border_px(parts.windows)
        links = []
        for first, second in overlapping_pairs(labels.boxes, margin_px=float(border.max())):
            agree = self._agree(parts, cut, border, first, second)
            links.append(np.stack([first[agree], second[agree]]))
        rows, columns = np.concatenate([np.empty((2, 0), int), *links], axis=1)
        graph = coo_array((np.ones(len(rows), bool), (rows, columns)), shape=(count, count))
        number, group = connected_components(graph, directed=False)
        boxes = np.concatenate(
            [np.full((number, 2), np.inf), np.full((number, 2), -np.inf)], axis=1
        )
        np.minimum.at(boxes[:, :2], group, labels.boxes[:, :2])
        np.maximum.at(boxes[:, 2:], group, labels.boxes[:, 2:])
        surest = np.full(number, count)
        np.minimum.at(surest, group, np.arange(count))
        area = areas(labels.boxes)
        shares = np.bincount(group, area * parts.data_shares) / np.bincount(group, area)
        return labels.where(surest).with_boxes(boxes), shares

    def _agree(
        self,
        parts: WindowDetections,
        cut: BoolArray,
        border: FloatArray,
        first: Array,
        second: Array,
    ) -> BoolArray:
        """Whether two parts that different windows saw are of one object."""
        boxes, windows = parts.labels.boxes, parts.windows
        a, b, window_a, window_b = boxes[first], boxes[second], windows[first], windows[second]
        agree = iou(intersections(a, window_b), intersections(b, window_a)) > self.merge_thresh
        tolerance = np.maximum(border[first], border[second])
        for axis in (0, 1):
            for low, high in ((first, second), (second, first)):
                # The one window ends where the other begins: compare along the border.
                touch = np.abs(windows[low, axis + 2] - windows[high, axis]) <= tolerance
                touch &= cut[low, axis + 2] & cut[high, axis]
                along = _iou_along(boxes[low], boxes[high], 1 - axis)
                agree |= touch & (along > self.merge_thresh)
        agree &= (window_a != window_b).any(axis=1)
        scores = parts.labels.scores
        surer = np.maximum(scores[first], scores[second])
        agree &= np.minimum(scores[first], scores[second]) >= _LEAST_SURENESS * surer
        agree &= self._one_class(parts.labels.class_ids[first], parts.labels.class_ids[second])
        return agree


def suppressed(
    labels: ObjectDetectionLabels, merge_thresh: float, *, class_agnostic: bool = False
) -> ObjectDetectionLabels:
    """Without boxes that lie on surer ones (non-maximum suppression), the surest first.

    Args:
        labels: The boxes.
        merge_thresh: Boxes are of one object when their intersection over union is above this.
        class_agnostic: Boxes of different classes may be of one object.
    """
    labels = labels.where(_order(labels))
    firsts, seconds = [], []
    for first, second in overlapping_pairs(labels.boxes):
        same = iou(labels.boxes[first], labels.boxes[second]) > merge_thresh
        if not class_agnostic:
            same &= labels.class_ids[first] == labels.class_ids[second]
        firsts.append(np.minimum(first, second)[same])
        seconds.append(np.maximum(first, second)[same])
    surer = np.concatenate([np.empty(0, int), *firsts])
    other = np.concatenate([np.empty(0, int), *seconds])
    keep = np.ones(len(labels), bool)
    by_surer = np.lexsort((other, surer))
    for index, victim in zip(surer[by_surer].tolist(), other[by_surer].tolist(), strict=True):
        # In this order it is settled for each whether it stays before it drops others.
        if keep[index]:
            keep[victim] = False
    return labels.where(keep)


def _order(labels: ObjectDetectionLabels, windows: FloatArray | None = None) -> Array:
    """The surest first; equally sure ones by place, so that the order is always the same."""
    keys = [*labels.boxes.T[::-1], labels.class_ids, -labels.scores]
    if windows is not None:
        keys = [*windows.T, *keys]
    return np.lexsort(keys)


def _border_px(windows: FloatArray) -> FloatArray:
    sides = windows[:, 2:] - windows[:, :2]
    border: FloatArray = np.maximum(sides.max(axis=1) * _BORDER_SHARE, 1.0)
    return border


def _iou_along(first: FloatArray, second: FloatArray, axis: int) -> FloatArray:
    """(N,) intersection over union of the boxes' sides on one axis."""
    start, end = axis, axis + 2
    shared = np.minimum(first[:, end], second[:, end]) - np.maximum(
        first[:, start], second[:, start]
    )
    union = np.maximum(first[:, end], second[:, end]) - np.minimum(
        first[:, start], second[:, start]
    )
    shares: FloatArray = np.maximum(shared, 0) / np.maximum(union, np.finfo(float).tiny)
    return shares
