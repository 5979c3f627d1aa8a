from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from rv_engine.errors import ConfigError, RasterError
from rv_engine.raster import RasterioSourceConfig, StatsTransformerConfig
from rv_engine.raster.raster_chip import RasterChip
from rv_engine.raster.raster_stats import RasterStats
from rv_engine.raster.stats_transformer import StatsTransformer
from tests.engine.rasters import random_raster, write_raster

MEANS = np.array([1200.0, 80.5, 0.0])
STDS = np.array([310.0, 12.25, 1.0])


def raster_vision(array: np.ndarray, means: np.ndarray, stds: np.ndarray) -> np.ndarray:
    """The formula of Raster Vision 0.31, for values that are not nodata."""
    z = np.clip((array - means) / stds, -3, 3)
    return np.trunc((z + 3) / 6 * 255).astype("uint8")


@pytest.mark.parametrize("dtype", ["uint16", "int16", "float32", "float64"])
def test_values_are_those_of_raster_vision(dtype: str) -> None:
    rng = np.random.default_rng(1)
    array = np.maximum(rng.normal(MEANS, STDS * 2, (50, 40, 3)), 1).astype(dtype)
    chip = RasterChip(array, np.ones((50, 40, 1), bool))
    result = StatsTransformer(MEANS, STDS).transform(chip).array
    expected = raster_vision(array.astype(float), MEANS, STDS)
    assert result.dtype == np.uint8
    # Single precision may fall on the other side of a whole number.
    difference = np.abs(result.astype(int) - expected)
    assert difference.max() <= 1 and (difference > 0).mean() < 1e-3


def test_the_mean_becomes_127_and_three_deviations_the_ends() -> None:
    array = np.array([[[1200.0], [1200 - 930], [1200 + 930], [-1e9], [1e9]]])
    chip = RasterChip(array, np.ones((1, 5, 1), bool))
    result = StatsTransformer(MEANS[:1], STDS[:1]).transform(chip).array
    assert result.ravel().tolist() == [127, 0, 255, 0, 255]


def test_pixels_without_a_value_become_0_and_remain_so_marked() -> None:
    array = np.array([[[np.nan, 5.0], [np.inf, 5.0], [5.0, 5.0]]])
    valid = np.isfinite(array)
    with np.errstate(all="raise"):
        chip = StatsTransformer(np.array([5.0, 5.0]), np.array([1.0, 1.0])).transform(
            RasterChip(array, valid)
        )
    assert chip.array[..., 0].tolist() == [[0, 0, 127]]
    assert (chip.array[..., 1] == 127).all()
    np.testing.assert_array_equal(chip.valid, valid)


def test_a_value_of_0_is_scaled_like_any_other() -> None:
    chip = RasterChip(np.zeros((1, 1, 1), "uint16"), np.ones((1, 1, 1), bool))
    result = StatsTransformer(np.array([1.0]), np.array([1.0])).transform(chip)
    assert result.array.item() == 85  # one deviation below: (-1 + 3) / 6 of 255


def test_a_constant_band_becomes_127_everywhere() -> None:
    chip = RasterChip(np.full((2, 2, 1), 700, "uint16"), np.ones((2, 2, 1), bool))
    stats = RasterStats()
    stats.add(chip)
    with np.errstate(all="raise"):
        result = StatsTransformer(stats.means, stats.stds).transform(chip)
    assert (result.array == 127).all()


def test_bytes_pass_unchanged() -> None:
    chip = RasterChip(random_raster((4, 4, 3)), np.ones((4, 4, 1), bool))
    assert StatsTransformer(MEANS, STDS).transform(chip) is chip


def test_statistics_of_other_bands_are_refused() -> None:
    chip = RasterChip(np.ones((2, 2, 4), "uint16"), np.ones((2, 2, 1), bool))
    with pytest.raises(RasterError, match="statistics are of 3 bands, but the image has 4"):
        StatsTransformer(MEANS, STDS).transform(chip)


def test_the_config_reads_the_statistics_of_its_scene_group(tmp_path: Path) -> None:
    array = random_raster((20, 20, 2), "uint16")
    stats = RasterStats()
    stats.add(RasterChip(array, np.ones((20, 20, 1), bool)))
    stats.to_file(tmp_path / "stats" / "train_scenes" / "stats.json")
    config = StatsTransformerConfig()
    with pytest.raises(ConfigError, match="needs stats_uri"):
        config.build()
    config.fill_in_stats_uri(tmp_path)
    image = RasterioSourceConfig(
        uris=[write_raster(tmp_path / "a.tif", array)], transformers=[config]
    ).build()
    whole = array.astype(float)
    expected = raster_vision(whole, whole.mean((0, 1)), whole.std((0, 1), ddof=1))
    assert image.dtype == np.uint8
    np.testing.assert_allclose(image.get_chip(image.extent), expected, atol=1)
