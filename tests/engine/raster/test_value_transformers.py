from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pytest

from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import ConfigError, RasterError
from rv_engine.geo import Box
from rv_engine.raster import (
    CastTransformerConfig,
    MinMaxTransformerConfig,
    NanTransformerConfig,
    RasterioSourceConfig,
    ReclassTransformerConfig,
    RGBClassTransformerConfig,
)
from rv_engine.raster.raster_chip import RasterChip
from tests.engine.rasters import random_raster, write_raster


def chip(values: object, valid: object = True, dtype: str | None = None) -> RasterChip:
    """One row of pixels with one band, or rows, columns and bands as they are given."""
    array = np.array(values, dtype)
    array = array.reshape(1, -1, 1) if array.ndim == 1 else array
    return RasterChip(
        array, np.broadcast_to(np.array(valid).reshape(1, -1, 1), (*array.shape[:2], 1))
    )


def test_a_cast_keeps_the_values_and_cuts_fractions_off() -> None:
    transformer = CastTransformerConfig(to_dtype="int16").build()
    cast = transformer.transform(chip([-2.7, 0.0, 99.9]))
    assert cast.array.dtype == np.int16 == transformer.output_dtype(np.dtype("float64"))
    assert cast.array.ravel().tolist() == [-2, 0, 99]


@pytest.mark.parametrize(
    ("dtype", "fits", "value"),
    [("uint8", 255.9, 256), ("uint8", -0.9, -1), ("int16", 32767, 32768), ("uint16", 0, 65536),
     ("int32", 2**31 - 1, 2**31), ("float32", 1e38, 1e39)],
)  # fmt: skip
def test_a_value_without_a_place_in_the_data_type_is_an_error(
    dtype: str, fits: float, value: float
) -> None:
    transformer = CastTransformerConfig(to_dtype=dtype).build()
    transformer.transform(chip([fits]))
    with pytest.raises(RasterError, match=f"has no place in {dtype}, which holds"):
        transformer.transform(chip([0, value]))
    hidden = transformer.transform(chip([0, value], valid=[True, False]))
    assert hidden.array.ravel().tolist() == [0, 0], "what is not valid may be anything"


def test_an_unknown_data_type_is_answered_with_those_that_are_known() -> None:
    with pytest.raises(ConfigError, match="uint8"):
        CastTransformerConfig.from_dict({"to_dtype": "int7"})


def test_a_band_that_is_no_number_gets_a_value_where_others_have_one(tmp_path: Path) -> None:
    array = np.ones((2, 2, 2), "float32")
    array[0, 0, 0] = np.nan
    array[1, 1] = np.nan
    path = write_raster(tmp_path / "a.tif", array)
    config = RasterioSourceConfig(uris=path, transformers=[NanTransformerConfig(to_value=7)])
    read = config.build().read(Box(0, 0, 2, 2))
    assert read.filled()[0, 0].tolist() == [7, 1] and read.valid[0, 0].all()
    assert not read.valid[1, 1].any(), "a pixel without any number has no data"
    whole = chip([1, 2], dtype="uint8")
    assert NanTransformerConfig().build().transform(whole) is whole


def test_min_and_max_become_0_and_255_band_by_band() -> None:
    array = np.stack([random_raster((9, 9), seed=1), random_raster((9, 9), seed=2) * 9.5], axis=2)
    scaled = (
        MinMaxTransformerConfig().build().transform(RasterChip(array, np.ones((9, 9, 1), bool)))
    )
    assert scaled.array.dtype == np.uint8
    pixels = array.reshape(-1, 2)
    # Raster Vision's formula.
    expected = (array - pixels.min(axis=0)) / (pixels.max(axis=0) - pixels.min(axis=0)) * 255
    np.testing.assert_array_equal(scaled.array, expected.astype(np.uint8))


def test_a_band_of_one_value_becomes_0_and_nodata_has_no_say() -> None:
    transformer = MinMaxTransformerConfig().build()
    assert transformer.transform(chip([5, 5, 5])).array.ravel().tolist() == [0, 0, 0]
    scaled = transformer.transform(chip([10, 20, -9999, np.inf], [True, True, False, False]))
    assert scaled.array.ravel().tolist() == [0, 255, 0, 0]
    assert transformer.transform(chip([1, 2], valid=False)).array.ravel().tolist() == [0, 0]


def test_values_are_replaced_all_at_once_and_others_stay() -> None:
    transformer = ReclassTransformerConfig(mapping={1: 2, 2: 1, 7: 300}).build()
    given = chip([1, 2, 3, 7], dtype="uint8")
    changed = transformer.transform(given)
    assert changed.array.ravel().tolist() == [2, 1, 3, 300]
    assert changed.array.dtype == np.uint16 == transformer.output_dtype(np.dtype("uint8"))
    assert given.array.ravel().tolist() == [1, 2, 3, 7]


COLORS = ClassConfig(names=["wood", "water", "null"], colors=["#00ff00", "#0000ff", "#000000"])


def rgb(*colors: tuple[int, int, int]) -> RasterChip:
    array = np.array([colors], "uint8")
    return RasterChip(array, np.ones((1, len(colors), 1), bool))


def test_a_colour_is_its_class_and_an_unknown_one_has_no_label(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.WARNING)
    transformer = RGBClassTransformerConfig(class_config=COLORS).build()
    image = rgb((0, 255, 0), (0, 0, 255), (0, 0, 0), (0, 254, 0), (9, 9, 9))
    labels = transformer.transform(image)
    assert labels.array.shape == (1, 5, 1) and labels.array.dtype == np.uint8
    assert labels.array.ravel().tolist()[:3] == [0, 1, 2]
    assert labels.valid.ravel().tolist() == [True, True, True, False, False]
    transformer.transform(image)
    assert caplog.text.count("colour [0, 254, 0], which is no class's") == 1
    assert transformer.output_channels(3) == 1


def test_near_colours_count_only_when_it_is_said_so() -> None:
    config = RGBClassTransformerConfig(class_config=COLORS, max_color_distance=5)
    labels = config.build().transform(rgb((3, 251, 0), (3, 250, 0), (0, 0, 5)))
    assert labels.array.ravel().tolist()[::2] == [0, 2]
    assert labels.valid.ravel().tolist() == [True, False, True]


def test_colours_that_cannot_be_told_apart_are_refused() -> None:
    same = ClassConfig(names=["a", "b"], colors=["#112233", "#112233"])
    with pytest.raises(ValueError, match="classes 'a' and 'b' have the same colour #112233"):
        RGBClassTransformerConfig(class_config=same)
    with pytest.raises(RasterError, match=r"three bands .* has 1.*channel_order"):
        RGBClassTransformerConfig(class_config=COLORS).build().transform(chip([1]))
