"""The sun shines from one side."""

from __future__ import annotations

import math

import numpy as np
import pytest

from rv_engine.sample_data.sunlight import Sun, cast_shadows


def test_flat_ground_is_lit_as_flat_ground() -> None:
    assert Sun().lit(0.0, 0.0) == pytest.approx(1.0)


def test_a_roof_towards_the_sun_is_brighter_than_one_away_from_it() -> None:
    sun = Sun(azimuth_deg=180.0, elevation_deg=45.0)
    towards = sun.lit(0.0, math.tan(math.radians(45.0)))
    assert towards == pytest.approx(math.sqrt(2.0), rel=1e-6)
    assert sun.lit(0.0, -math.tan(math.radians(60.0))) == 0.0


def test_a_shadow_is_as_long_as_its_thing_is_high_at_45_degrees() -> None:
    height_m = np.zeros((60, 60), dtype=np.float32)
    height_m[40:44, 20:40] = 8.0
    shadow = cast_shadows(height_m, 0.5, Sun(azimuth_deg=180.0, elevation_deg=45.0))
    column = shadow[:, 30]
    assert (column[26:40] > 0.9).all()
    assert (column[:23] == 0.0).all()
    assert (column[44:] == 0.0).all()
    assert (shadow[:, :19] == 0.0).all()


def test_a_shadow_falls_away_from_the_sun() -> None:
    height_m = np.zeros((60, 60), dtype=np.float32)
    height_m[30, 30] = 6.0
    shadow = cast_shadows(height_m, 0.5, Sun(azimuth_deg=135.0, elevation_deg=45.0))
    rows, columns = np.nonzero(shadow)
    assert rows.size > 3
    assert (rows < 30).all()
    assert (columns < 30).all()


def test_flat_ground_has_no_shadow() -> None:
    assert not cast_shadows(np.zeros((8, 9), dtype=np.float32), 0.5, Sun()).any()
