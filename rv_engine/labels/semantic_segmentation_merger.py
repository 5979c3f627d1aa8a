"""Overlapping windows of predictions merged to one map, row by row, in bounded memory."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from rv_engine.geo import Box
from rv_engine.labels.semantic_segmentation_label_source import NO_LABEL
from rv_engine.types import Array, BoolArray, FloatArray


@dataclass(frozen=True)
class MergedRows:
    """Finished rows.

    Attributes:
        box: Their place in the image.
        labels: (H, W) uint8 of class ids; `NO_LABEL` where no window was.
        scores: (H, W, C) float32 of mean probabilities, NaN where no window was; or None.
    """

    box: Box
    labels: Array
    scores: FloatArray | None = None


class SemanticSegmentationMerger(ABC):
    """Takes windows from top to bottom and gives back the rows that no later window touches.

    Args:
        area: The part of the image to merge; what windows hold outside of it is dropped.
        num_classes: Classes, the null class included.
        buffer_px: Rows that windows can reach below the first unfinished one.
    """

    def __init__(self, area: Box, num_classes: int, buffer_px: int) -> None:
        self.area = area
        self.num_classes = num_classes
        self._rows = Box(area.ymin, area.xmin, area.ymin + buffer_px, area.xmax)

    @abstractmethod
    def add(self, window: Box, prediction: Array, valid: BoolArray) -> None:
        """Takes a window.

        Args:
            window: Its place in the image.
            prediction: Class ids (H, W), or probabilities (C, H, W) for `SmoothMerger`.
            valid: (H, W), False for pixels that get no class from this window.

        Raises:
            ValueError: The window reaches below the buffer.
        """

    @abstractmethod
    def _finish(self, count: int) -> tuple[Array, FloatArray | None]:
        """Labels and scores of the first rows of the buffer, which then moves down."""

    def pop(self, until_px: int) -> MergedRows | None:
        """The rows above `until_px` that were not given yet, or None when there are none.

        Raises:
            ValueError: They are more than the buffer holds.
        """
        ymax = min(until_px, self.area.ymax)
        count = ymax - self._rows.ymin
        if count <= 0:
            return None
        if count > self._rows.height:
            raise ValueError(f"{count} rows do not fit into a buffer of {self._rows.height}.")
        box = Box(self._rows.ymin, self.area.xmin, ymax, self.area.xmax)
        labels, scores = self._finish(count)
        self._rows = self._rows.shifted(count, 0)
        return MergedRows(box, labels, scores)

    def _clip(self, window: Box) -> tuple[tuple[slice, slice], tuple[slice, slice]] | None:
        """Slices of what counts of a window, in the buffer and in the window itself."""
        wanted = window.intersection(self.area)
        part = wanted.intersection(self._rows)
        if wanted.is_empty or part.is_empty:
            return None
        if part.ymax < wanted.ymax:
            raise ValueError(f"{window} reaches below the buffer, {self._rows}.")
        return part.slices_in(self._rows), part.slices_in(window)


class PlainMerger(SemanticSegmentationMerger):
    """Windows that do not overlap: each pixel's class is what its window says."""

    def __init__(self, area: Box, num_classes: int, buffer_px: int) -> None:
        super().__init__(area, num_classes, buffer_px)
        self._labels = np.full((buffer_px, area.width), NO_LABEL, np.uint8)

    def add(self, window: Box, prediction: Array, valid: BoolArray) -> None:
        clip = self._clip(window)
        if clip is not None:
            labels = np.where(valid[clip[1]], prediction[clip[1]], NO_LABEL)
            self._labels[clip[0]] = labels

    def _finish(self, count: int) -> tuple[Array, None]:
        labels = self._labels[:count].copy()
        move_up(self._labels, count, NO_LABEL)
        return labels, None


class VoteMerger(SemanticSegmentationMerger):
    """Windows that overlap: the class with most votes, the lowest id when votes are equal."""

    def __init__(self, area: Box, num_classes: int, buffer_px: int) -> None:
        super().__init__(area, num_classes, buffer_px)
        self._votes = np.zeros((buffer_px, area.width, num_classes), np.uint16)
        self._class_ids = np.arange(num_classes, dtype=np.uint8)

    def add(self, window: Box, prediction: Array, valid: BoolArray) -> None:
        clip = self._clip(window)
        if clip is not None:
            labels = np.where(valid[clip[1]], prediction[clip[1]], NO_LABEL)
            self._votes[clip[0]] += labels[..., None] == self._class_ids

    def _finish(self, count: int) -> tuple[Array, None]:
        votes = self._votes[:count]
        labels = np.where(votes.any(axis=2), votes.argmax(axis=2), NO_LABEL).astype(np.uint8)
        move_up(self._votes, count, 0)
        return labels, None


class SmoothMerger(SemanticSegmentationMerger):
    """Windows that overlap: the weighted mean of their probabilities.

    Args:
        area, num_classes, buffer_px: As for all mergers.
        weight: (H, W) weight of a window's pixels, above 0.
    """

    def __init__(self, area: Box, num_classes: int, buffer_px: int, weight: FloatArray) -> None:
        super().__init__(area, num_classes, buffer_px)
        self._weight = weight.astype(np.float32)
        self._sums = np.zeros((num_classes, buffer_px, area.width), np.float32)
        self._weights = np.zeros((buffer_px, area.width), np.float32)

    def add(self, window: Box, prediction: Array, valid: BoolArray) -> None:
        clip = self._clip(window)
        if clip is not None:
            (rows, columns), inner = clip
            weight = self._weight[inner] * valid[inner]
            self._sums[:, rows, columns] += prediction[:, inner[0], inner[1]] * weight
            self._weights[rows, columns] += weight

    def _finish(self, count: int) -> tuple[Array, FloatArray]:
        sums, weights = self._sums[:, :count], self._weights[:count]
        seen = weights > 0
        labels = np.where(seen, first_argmax(sums), NO_LABEL).astype(np.uint8)
        with np.errstate(invalid="ignore"):
            scores = np.moveaxis(sums / np.where(seen, weights, np.nan), 0, -1)
        move_up(self._sums.swapaxes(0, 1), count, 0)
        move_up(self._weights, count, 0)
        return labels, scores


def first_argmax(scores: Array) -> Array:
    """(...) uint8: the first index of the largest value along the first axis of (C, ...).

    Several times faster than `numpy.argmax` on this layout.
    """
    best = scores[0].copy()
    index = np.zeros(best.shape, np.uint8)
    for class_id in range(1, len(scores)):
        better = scores[class_id] > best
        np.copyto(best, scores[class_id], where=better)
        index[better] = class_id
    return index


def move_up(rows: Array, count: int, fill: float) -> None:
    """Drops the first rows of an array in place, and fills in new ones at the end."""
    rows[: len(rows) - count] = rows[count:]
    rows[len(rows) - count :] = fill


def smooth_weight(size: tuple[int, int]) -> FloatArray:
    """(H, W) weight that falls from the middle of a window to its border: a product of sines.

    The sine (half a Hann window's period, square root of it) of adjacent windows with half overlap
    never vanishes, so that every pixel keeps a weight above 0.
    """
    profiles = [np.sin(np.pi * (np.arange(length) + 0.5) / length) for length in size]
    weight: FloatArray = np.outer(*profiles).astype(np.float32)
    return weight
