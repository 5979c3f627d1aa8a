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
    def class_counts(self, num_classes: int) -> Array:
        """How much of each class there is: int64 (num_classes,) of pixels, images or boxes."""

    def known_pixels(self, image: Array) -> Array:
        """Which pixels of its image are worth looking at, bool (H, W).

        Where a target says nothing about single pixels, it is those that are not 0 in all bands,
        which is how padding and nodata look.
        """
        known: Array = (image != 0).any(axis=2)
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
