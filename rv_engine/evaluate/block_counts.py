"""What was counted, by blocks of images, in bounded memory."""

from __future__ import annotations

import numpy as np

from rv_engine.types import Array, BoolArray

BLOCK_PX = 256
"""The side of the blocks of the bootstrap, in pixels of the image."""
_MAX_BLOCKS = 1024
_MAX_NUMBERS = 1 << 20
SCENE_BITS, ROW_BITS = 42, 21
"""Where the number of the scene and the row of a block stand in its key."""


class BlockCounts:
    """Counts by block. When there are too many blocks, four neighbours become one.

    Args:
        shape: Of what is counted in a block, such as (C, C) for a confusion matrix.
    """

    def __init__(self, shape: tuple[int, ...]) -> None:
        self._shape = shape
        self._limit = max(64, min(_MAX_BLOCKS, _MAX_NUMBERS // int(np.prod(shape))))
        self._doublings = 0
        self._blocks: dict[tuple[int, int, int], Array] = {}

    def add(self, scene: int, row: int, column: int, counts: Array) -> None:
        """Adds what was counted in a block.

        Args:
            scene: The number of the scene.
            row: Of the block, from the top of the image.
            column: Of the block, from the left.
            counts: Of the shape that was said.
        """
        self._add((scene, row >> self._doublings, column >> self._doublings), counts)
        if len(self._blocks) > self._limit:
            self._join_neighbours()

    @property
    def counts(self) -> Array:
        """(N, ...) what was counted in each block in which anything was."""
        blocks = list(self._blocks.values())
        return np.array(blocks, np.int64).reshape(len(blocks), *self._shape)

    @property
    def keys(self) -> Array:
        """(N,) the numbers of these blocks, by their place in scene; see `block_key`."""
        places = np.array(list(self._blocks), np.int64).reshape(-1, 3)
        keys: Array = block_key(*places.T)
        return keys

    @property
    def total(self) -> Array:
        """What was counted in all."""
        total: Array = self.counts.sum(axis=0)
        return total

    def _add(self, key: tuple[int, int, int], counts: Array) -> None:
        there = self._blocks.get(key)
        self._blocks[key] = counts.copy() if there is None else there + counts

    def _join_neighbours(self) -> None:
        # In vain when there are more scenes than blocks are allowed: none is smaller than a scene.
        if all(row == column == 0 for _, row, column in self._blocks):
            return
        blocks, self._blocks = self._blocks, {}
        self._doublings += 1
        for (scene, row, column), counts in blocks.items():
            self._add((scene, row >> 1, column >> 1), counts)


def block_key(scene: int | Array, row: Array, column: Array) -> Array:
    """(N,) one number for each block, from the number of the scene and the place in it."""
    scenes = np.asarray(scene, np.int64)
    keys: Array = (scenes << SCENE_BITS) + (row.astype(np.int64) << ROW_BITS) + column
    return keys


def blocks_of_cells(cells: Array, keep: BoolArray | None = None) -> Array:
    """(N, 2) the row and column of the block that the middle of each cell is in.

    Args:
        cells: (N, 4) ymin, xmin, ymax, xmax in pixels.
        keep: (N,) which of them are asked for; all when None.
    """
    chosen = cells if keep is None else cells[keep]
    middles = (chosen[:, :2] + chosen[:, 2:]) // 2
    blocks: Array = np.maximum(middles // BLOCK_PX, 0)
    return blocks
