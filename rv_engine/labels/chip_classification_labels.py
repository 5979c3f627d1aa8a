"""Cells with their classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from rv_engine.geo import Box
from rv_engine.types import Array, BoolArray, FloatArray, GeometryArray

NO_CLASS = -1
"""The class id of a cell of which nothing is known: it is not learnt from and not counted."""


@dataclass(frozen=True)
class ChipClassificationLabels:
    """Cells of an image, and what is in each.

    Attributes:
        cells: (N, 4) int: ymin, xmin, ymax, xmax in pixels of the whole image.
        class_ids: (N,) int, `NO_CLASS` where nothing is known. Of several classes in a cell, the
            one that counts most.
        present: (N, C) bool: all classes that are in a cell.
        scores: (N, C) float32, how likely each class is, of predictions; None of labels.
    """

    cells: Array
    class_ids: Array
    present: BoolArray
    scores: FloatArray | None = None

    def __len__(self) -> int:
        return len(self.cells)

    @property
    def known(self) -> BoolArray:
        """(N,) bool: whether a cell's classes are known."""
        return np.asarray(self.class_ids != NO_CLASS)

    def where(self, keep: Array) -> ChipClassificationLabels:
        """Only some cells, by a mask or by their indices."""
        scores = None if self.scores is None else self.scores[keep]
        return ChipClassificationLabels(
            self.cells[keep], self.class_ids[keep], self.present[keep], scores
        )


def joined(parts: Sequence[ChipClassificationLabels]) -> ChipClassificationLabels:
    """The cells of all parts, of which there is at least one, in their order."""
    scores = [part.scores for part in parts if part.scores is not None]
    return ChipClassificationLabels(
        np.concatenate([part.cells for part in parts]),
        np.concatenate([part.class_ids for part in parts]),
        np.concatenate([part.present for part in parts]),
        np.concatenate(scores) if len(scores) == len(parts) else None,
    )


def cell_array(cells: Sequence[Box]) -> Array:
    """(N, 4) int of cells."""
    return np.array([cell.to_tuple() for cell in cells], np.int64).reshape(-1, 4)


def cell_polygons(cells: Array) -> GeometryArray:
    """(N,) polygons in pixel coordinates."""
    ymin, xmin, ymax, xmax = cells.T
    polygons: GeometryArray = np.asarray(shapely.box(xmin, ymin, xmax, ymax), object)
    return polygons


def polygon_cells(polygons: GeometryArray) -> Array:
    """(N, 4) int: the cells that polygons in pixel coordinates stand for, to the nearest pixel."""
    bounds = shapely.bounds(polygons)[:, [1, 0, 3, 2]]
    # Not `round`, which sends every other half to the pixel above.
    nearest: Array = np.floor(bounds + 0.5).astype(np.int64)
    return nearest


def clipped_cells(cells: Array, extent: Box) -> Array:
    """(N, 4) int: the part of each cell inside of an extent; it may be empty."""
    low = np.array([extent.ymin, extent.xmin])
    high = np.array([extent.ymax, extent.xmax])
    clipped: Array = cells.copy()
    clipped[:, :2] = np.maximum(cells[:, :2], low)
    clipped[:, 2:] = np.minimum(cells[:, 2:], high)
    return clipped
