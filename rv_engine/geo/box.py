"""A window of pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rv_engine.types import FloatArray


@dataclass(frozen=True, order=True)
class Box:
    """A window of whole pixels: rows `ymin` to `ymax`, columns `xmin` to `xmax`, ends excluded."""

    ymin: int
    xmin: int
    ymax: int
    xmax: int

    @classmethod
    def of_size(cls, ymin: int, xmin: int, height: int, width: int) -> Box:
        """The window with a top left corner and a size."""
        return cls(ymin, xmin, ymin + height, xmin + width)

    @classmethod
    def from_sequence(cls, values: Sequence[int]) -> Box:
        """The window from (ymin, xmin, ymax, xmax)."""
        ymin, xmin, ymax, xmax = values
        return cls(int(ymin), int(xmin), int(ymax), int(xmax))

    @property
    def height(self) -> int:
        """Rows."""
        return self.ymax - self.ymin

    @property
    def width(self) -> int:
        """Columns."""
        return self.xmax - self.xmin

    @property
    def size(self) -> tuple[int, int]:
        """(height, width)."""
        return self.height, self.width

    @property
    def is_empty(self) -> bool:
        """Whether it holds no pixel."""
        return self.height <= 0 or self.width <= 0

    def to_tuple(self) -> tuple[int, int, int, int]:
        """(ymin, xmin, ymax, xmax)."""
        return self.ymin, self.xmin, self.ymax, self.xmax

    def shifted(self, rows: int, columns: int) -> Box:
        """The window moved down and to the right."""
        return Box(self.ymin + rows, self.xmin + columns, self.ymax + rows, self.xmax + columns)

    def grown(self, pixels: int) -> Box:
        """The window grown on all four sides; shrunk by a negative number."""
        return Box(self.ymin - pixels, self.xmin - pixels, self.ymax + pixels, self.xmax + pixels)

    def intersection(self, other: Box) -> Box:
        """The pixels in both; empty (see `is_empty`) when there are none."""
        return Box(
            max(self.ymin, other.ymin),
            max(self.xmin, other.xmin),
            min(self.ymax, other.ymax),
            min(self.xmax, other.xmax),
        )

    def moved_inside(self, outer: Box) -> Box:
        """The window moved as little as needed to lie inside of another one.

        One that is larger lies at its top, or at its left.
        """
        y = max(min(self.ymin, outer.ymax - self.height), outer.ymin)
        x = max(min(self.xmin, outer.xmax - self.width), outer.xmin)
        return Box.of_size(y, x, self.height, self.width)

    def contains(self, other: Box) -> bool:
        """Whether all pixels of the other are in this one."""
        return self.intersection(other) == other

    def slices_in(self, outer: Box) -> tuple[slice, slice]:
        """Row and column slices of this window in an array that covers `outer`."""
        return (
            slice(self.ymin - outer.ymin, self.ymax - outer.ymin),
            slice(self.xmin - outer.xmin, self.xmax - outer.xmin),
        )

    def corners(self) -> FloatArray:
        """The four corners as an (4, 2) float array of (x, y) in pixel coordinates."""
        return np.array(
            [
                [self.xmin, self.ymin],
                [self.xmax, self.ymin],
                [self.xmax, self.ymax],
                [self.xmin, self.ymax],
            ],
            dtype=float,
        )
