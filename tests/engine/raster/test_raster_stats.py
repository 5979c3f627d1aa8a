from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rv_engine.errors import RasterError
from rv_engine.raster.raster_chip import RasterChip
from rv_engine.raster.raster_stats import RasterStats


@given(seed=st.integers(0, 1000), cuts=st.lists(st.integers(0, 40), max_size=5))
def test_pieces_joined_are_the_statistics_of_the_whole(seed: int, cuts: list[int]) -> None:
    rng = np.random.default_rng(seed)
    # A large mean with a small spread: a naive sum of squares fails here.
    array = rng.normal([1e6, 3.0], [0.5, 100.0], (40, 7, 2))
    valid = rng.random((40, 7, 2)) > 0.4
    stats = RasterStats()
    edges = [0, *sorted(cuts), 40]
    for first, last in pairwise(edges):
        stats.add(RasterChip(array[first:last], valid[first:last]))
    for band in range(2):
        values = array[..., band][valid[..., band]]
        assert stats.counts[band] == len(values)
        assert stats.means[band] == pytest.approx(values.mean(), rel=1e-12)
        assert stats.stds[band] == pytest.approx(values.std(ddof=1), rel=1e-9)


def test_a_further_nodata_value_is_left_out() -> None:
    array = np.array([[[0], [4], [6]]], "uint16")
    stats = RasterStats()
    stats.add(RasterChip(array, np.ones((1, 3, 1), bool)), nodata_value=0)
    assert (stats.counts[0], stats.means[0]) == (2, 5)
    assert stats.stds[0] == pytest.approx(np.sqrt(2))


def test_statistics_come_back_from_their_file(tmp_path: Path) -> None:
    stats = RasterStats()
    stats.add(RasterChip(np.arange(12.0).reshape(2, 3, 2), np.ones((2, 3, 1), bool)))
    stats.to_file(tmp_path / "stats.json")
    again = RasterStats.from_file(tmp_path / "stats.json")
    np.testing.assert_allclose(again.stds, stats.stds)
    np.testing.assert_allclose(again.means, stats.means)
    np.testing.assert_array_equal(again.counts, [6, 6])


@pytest.mark.parametrize(
    "text",
    ["", "[]", '{"means": [1]}', '{"means": [1, 2], "stds": [1]}', '{"means": [NaN], "stds": [1]}'],
)
def test_a_file_without_usable_statistics_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "stats.json"
    path.write_text(text)
    with pytest.raises(RasterError, match="stats.json' (holds no|is no JSON)"):
        RasterStats.from_file(path)


def test_missing_statistics_say_that_analyze_makes_them(tmp_path: Path) -> None:
    with pytest.raises(RasterError, match="does not exist. Run ANALYZE first"):
        RasterStats.from_file(tmp_path / "stats.json")
