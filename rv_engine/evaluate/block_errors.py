"""How wrong each block of a class raster is."""

from __future__ import annotations

from array import array
from dataclasses import dataclass

import numpy as np

from rv_engine.geo import Box
from rv_engine.types import Array

_FIELDS = 8


@dataclass(frozen=True, eq=False)
class BlockTable:
    """A row for each block, all arrays int64.

    Attributes:
        boxes: (N, 4) ymin, xmin, ymax, xmax in pixels.
        counted: (N,) pixels that count.
        wrong: (N,) pixels that are wrong.
        label, predicted: (N,) the most frequent error; of no meaning where nothing is wrong.
    """

    boxes: Array
    counted: Array
    wrong: Array
    label: Array
    predicted: Array


class BlockErrors:
    """Takes blocks one after the other, and keeps 32 bytes of each."""

    def __init__(self) -> None:
        self._rows = array("i")

    def add(self, box: Box, matrix: Array) -> None:
        """Adds a block with its (C, C) confusion matrix."""
        right = int(np.trace(matrix))
        counted = int(matrix.sum())
        errors = matrix.copy()
        np.fill_diagonal(errors, 0)
        label, predicted = np.unravel_index(int(errors.argmax()), errors.shape)
        row = (*box.to_tuple(), counted, counted - right, int(label), int(predicted))
        self._rows.extend(row)

    def table(self) -> BlockTable:
        """All blocks."""
        rows = np.array(self._rows, np.int64).reshape(-1, _FIELDS)
        return BlockTable(rows[:, :4], *rows[:, 4:].T)
