"""What is known about an image, in the form of each task; a target moves as its image does."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from typing_extensions import Self

from rv_engine.types import Array

NO_LABEL = 255
"""The value in a mask where nothing is known: it is not learned from and not counted."""

IGNORED = -1
"""The class of a box that is not learned from and not counted."""

# The part of a box that must be left for it to stand for its object.
_LEAST_SEEN = 0.3


class Target(ABC):
    """What a model shall answer to an image.

    Sizes are (height, width) in pixels of the image before it is moved.
    """

    @abstractmethod
    def flipped_horizontally(self, size_px: tuple[int, int]) -> Self:
        """With left and right exchanged."""

    @abstractmethod
    def flipped_vertically(self, size_px: tuple[int, int]) -> Self:
        """With top and bottom exchanged."""

    @abstractmethod
    def turned(self, quarter_turns: int, size_px: tuple[int, int]) -> Self:
        """Turned to the left by so many right angles, as by `numpy.rot90`."""

    @abstractmethod
    def zoomed(self, zoom: float, corner_px: tuple[float, float], size_px: tuple[int, int]) -> Self:
        """In an image of the same size that begins at a corner and shows all `zoom` times as large.

        Args:
            zoom: The factor.
            corner_px: Row and column of the image that become 0; they may lie outside.
            size_px: Height and width of the image, before and after.
        """

    @abstractmethod
    def class_counts(self, num_classes: int) -> Array:
        """How much of each class there is: int64 (num_classes,) of pixels, images or boxes."""

    def known_pixels(self, image: Array) -> Array:
        """Which pixels of its image are worth looking at, bool (H, W).

        Where a target says nothing about single pixels, it is those with a value in any band that
        is not 0, which is how padding looks in chips of others.
        """
        is_value = image != 0
        if np.issubdtype(image.dtype, np.floating):
            is_value &= ~np.isnan(image)
        known: Array = is_value.any(axis=2)
        return known

    def compact(self) -> Self:
        """The same with its arrays in one piece, which is quick to copy."""
        return self


@dataclass(frozen=True, eq=False)
class Mask(Target):
    """A class for each pixel.

    Attributes:
        class_ids: Shape (H, W), uint8; `NO_LABEL` where nothing is known.
    """

    class_ids: Array

    def flipped_horizontally(self, size_px: tuple[int, int]) -> Mask:
        return Mask(self.class_ids[:, ::-1])

    def flipped_vertically(self, size_px: tuple[int, int]) -> Mask:
        return Mask(self.class_ids[::-1])

    def turned(self, quarter_turns: int, size_px: tuple[int, int]) -> Mask:
        return Mask(np.rot90(self.class_ids, quarter_turns))

    def zoomed(self, zoom: float, corner_px: tuple[float, float], size_px: tuple[int, int]) -> Mask:
        rows, columns = (
            np.floor((np.arange(size) + 0.5) / zoom + start).astype(int)
            for size, start in zip(size_px, corner_px, strict=True)
        )
        height, width = size_px
        inside = np.outer((rows >= 0) & (rows < height), (columns >= 0) & (columns < width))
        ids = self.class_ids[np.ix_(rows.clip(0, height - 1), columns.clip(0, width - 1))]
        return Mask(np.where(inside, ids, np.uint8(NO_LABEL)))

    def class_counts(self, num_classes: int) -> Array:
        counts: Array = np.bincount(self.class_ids.ravel(), minlength=NO_LABEL + 1)
        return counts[:num_classes]

    def known_pixels(self, image: Array) -> Array:
        known: Array = self.class_ids != NO_LABEL
        return known

    def compact(self) -> Mask:
        return Mask(np.ascontiguousarray(self.class_ids))


@dataclass(frozen=True, eq=False)
class ClassLabel(Target):
    """A class for the whole image, or several.

    Attributes:
        class_id: The class; with several, a vector (num_classes,) that is 1 where a class is there
            and 0 elsewhere.
    """

    class_id: int | Array

    def flipped_horizontally(self, size_px: tuple[int, int]) -> ClassLabel:
        return self

    def flipped_vertically(self, size_px: tuple[int, int]) -> ClassLabel:
        return self

    def turned(self, quarter_turns: int, size_px: tuple[int, int]) -> ClassLabel:
        return self

    def zoomed(
        self, zoom: float, corner_px: tuple[float, float], size_px: tuple[int, int]
    ) -> ClassLabel:
        return self

    def class_counts(self, num_classes: int) -> Array:
        if isinstance(self.class_id, np.ndarray):
            several: Array = (self.class_id > 0).astype(np.int64)
            return several
        counts: Array = np.bincount([self.class_id], minlength=num_classes)
        return counts


@dataclass(frozen=True, eq=False)
class Boxes(Target):
    """Objects, each with the box around it.

    Attributes:
        boxes: Shape (N, 4), float32: xmin, ymin, xmax, ymax in pixels of the image. The first
            pixel reaches from 0 to 1.
        class_ids: Shape (N,), int64; `IGNORED` for what may be an object or not, such as the small
            rest of one that the border of the image cuts: it is not learned from and not counted.
    """

    boxes: Array
    class_ids: Array

    def flipped_horizontally(self, size_px: tuple[int, int]) -> Boxes:
        xmin, ymin, xmax, ymax = self._sides()
        width = size_px[1]
        return self._with(width - xmax, ymin, width - xmin, ymax)

    def flipped_vertically(self, size_px: tuple[int, int]) -> Boxes:
        xmin, ymin, xmax, ymax = self._sides()
        height = size_px[0]
        return self._with(xmin, height - ymax, xmax, height - ymin)

    def turned(self, quarter_turns: int, size_px: tuple[int, int]) -> Boxes:
        height, width = size_px
        xmin, ymin, xmax, ymax = self._sides()
        match quarter_turns % 4:
            case 1:
                return self._with(ymin, width - xmax, ymax, width - xmin)
            case 2:
                return self._with(width - xmax, height - ymax, width - xmin, height - ymin)
            case 3:
                return self._with(height - ymax, xmin, height - ymin, xmax)
            case _:
                return self

    def zoomed(
        self, zoom: float, corner_px: tuple[float, float], size_px: tuple[int, int]
    ) -> Boxes:
        """The boxes that are still to be seen; those cut to a small rest are ignored."""
        (top, left), (height, width) = corner_px, size_px
        moved = (self.boxes - np.array([left, top, left, top], np.float32)) * zoom
        seen = moved.clip(0, np.array([width, height, width, height])).astype(np.float32)
        sizes_px = seen[:, 2:] - seen[:, :2]
        areas = (moved[:, 2:] - moved[:, :2]).prod(axis=1)
        enough = sizes_px.prod(axis=1) >= _LEAST_SEEN * areas
        class_ids = np.where(enough, self.class_ids, IGNORED)
        is_there = (sizes_px >= 1).all(axis=1)
        return Boxes(seen[is_there], class_ids[is_there])

    def class_counts(self, num_classes: int) -> Array:
        known = self.class_ids[self.class_ids != IGNORED]
        counts: Array = np.bincount(known, minlength=num_classes)
        return counts

    def _sides(self) -> Array:
        sides: Array = self.boxes.T
        return sides

    def _with(self, xmin: Array, ymin: Array, xmax: Array, ymax: Array) -> Boxes:
        boxes = np.stack([xmin, ymin, xmax, ymax], axis=1).astype(np.float32)
        return Boxes(boxes, self.class_ids)
