from __future__ import annotations

import numpy as np

from rv_engine.evaluate.block_counts import BlockCounts, blocks_of_cells
from rv_engine.evaluate.block_errors import BlockErrors
from rv_engine.geo import Box


def test_however_many_blocks_there_are_few_are_kept_and_nothing_is_lost() -> None:
    rng = np.random.default_rng(0)
    blocks, total = BlockCounts((2, 2)), np.zeros((2, 2), int)
    for row, column in np.ndindex(60, 70):
        counts = rng.integers(0, 9, (2, 2))
        total += counts
        blocks.add(0, row, column, counts)
        assert len(blocks.counts) <= 1024
    assert len(blocks.counts) >= 1024 / 4
    np.testing.assert_array_equal(blocks.total, total)


def test_neighbours_become_one_block() -> None:
    blocks = BlockCounts((1,))
    for row, column in np.ndindex(33, 32):
        # One more than fit; of each four neighbours the numbers are 1, 2, 3 and 4.
        blocks.add(0, row, column, np.array([1 + row % 2 * 2 + column % 2]))
    counts = blocks.counts.ravel()
    assert sorted(set(counts.tolist())) == [3, 10]
    assert (counts == 10).sum() == 16 * 16


def test_blocks_of_scenes_are_never_joined() -> None:
    blocks = BlockCounts((1,))
    for scene in range(1500):
        blocks.add(scene, 0, 0, np.array([scene]))
    assert blocks.counts.ravel().tolist() == list(range(1500))


def test_blocks_do_not_share_their_numbers_with_others() -> None:
    one, other, counts = BlockCounts((1,)), BlockCounts((1,)), np.array([1])
    for _ in range(2):
        one.add(0, 0, 0, counts)
        other.add(0, 0, 0, counts)
    assert (one.total.tolist(), other.total.tolist(), counts.tolist()) == ([2], [2], [1])


def test_a_cell_is_in_the_block_of_its_middle() -> None:
    cells = np.array([[0, 0, 256, 256], [200, 240, 320, 280], [-10, -10, 10, 10]])
    assert blocks_of_cells(cells).tolist() == [[0, 0], [1, 1], [0, 0]]


def test_the_errors_of_blocks_are_counted_by_hand() -> None:
    errors = BlockErrors()
    errors.add(Box(0, 256, 256, 512), np.array([[5, 1, 0], [3, 2, 0], [0, 2, 7]]))
    errors.add(Box(0, 0, 256, 256), np.diag([4, 0, 0]))
    table = errors.table()
    assert table.boxes.tolist() == [[0, 256, 256, 512], [0, 0, 256, 256]]
    assert (table.counted.tolist(), table.wrong.tolist()) == ([20, 4], [6, 0])
    assert (table.label[0], table.predicted[0]) == (1, 0)
