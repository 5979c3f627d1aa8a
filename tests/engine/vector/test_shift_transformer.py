from __future__ import annotations

import numpy as np
import pytest
import shapely
from affine import Affine
from rasterio.crs import CRS
from rasterio.warp import transform as warp_points

from rv_engine.geo import CRSTransformer
from rv_engine.vector import ShiftTransformerConfig
from rv_engine.vector.features import Features
from tests.engine.rasters import CRS_UTM, GRIDS, UTM


def features(*geometries: shapely.Geometry) -> Features:
    ids = np.arange(len(geometries))
    return Features(np.array(geometries, object), ids, {"name": ids * 10})


def shifted(given: Features, grid: CRSTransformer, **settings: float) -> Features:
    return ShiftTransformerConfig(**settings).build().transform_on(given, "a.gpkg", grid)


@pytest.mark.parametrize("name", GRIDS)
def test_features_move_by_metres_on_the_ground_on_any_grid(name: str) -> None:
    """Measured with another projection: equal distances from the place itself."""
    transform, crs = GRIDS[name]
    grid = CRSTransformer(transform, crs)
    given = features(shapely.Point(30, 40), shapely.Point(500, 700))
    moved = shifted(given, grid, x_shift=30, y_shift=-12, round_pixels=False)
    here = shapely.get_coordinates(grid.pixel_to_map(given.geometries))
    there = shapely.get_coordinates(grid.pixel_to_map(moved.geometries))
    for before, after in zip(here, there, strict=True):
        if crs is None:
            np.testing.assert_allclose(after - before, (30, -12), atol=1e-9)
            continue
        (lon,), (lat,) = warp_points(crs, "EPSG:4326", [before[0]], [before[1]])
        local = CRS.from_proj4(f"+proj=aeqd +lat_0={lat} +lon_0={lon} +datum=WGS84 +units=m")
        (east,), (north,) = warp_points(crs, local, [after[0]], [after[1]])
        assert (east, north) == pytest.approx((30, -12), abs=0.005)


def test_a_map_that_stretches_metres_is_allowed_for() -> None:
    """In web maps a metre at 60 degrees north is drawn as two."""
    (x,), (y,) = warp_points("EPSG:4326", "EPSG:3857", [10], [60])
    grid = CRSTransformer(Affine(1, 0, x, 0, -1, y), CRS.from_epsg(3857))
    moved = shifted(features(shapely.Point(0, 0)), grid, x_shift=100, round_pixels=False)
    assert shapely.get_x(moved.geometries)[0] == pytest.approx(200, abs=1)


def test_corners_are_rounded_to_pixels_unless_it_is_said_not_to() -> None:
    grid = CRSTransformer(UTM, CRS_UTM)
    given = features(shapely.box(10, 10, 20, 20), shapely.box(5, 5, 5.2, 5.2))
    moved = shifted(given, grid, x_shift=5.1, y_shift=2)
    assert moved.geometries.tolist() == [shapely.box(20, 6, 30, 16)]
    assert moved.class_ids.tolist() == [0] and moved.properties["name"].tolist() == [0]
    exact = shifted(given, grid, x_shift=5.1, y_shift=2, round_pixels=False)
    assert len(exact) == 2
    # True north is not quite up in this projection.
    assert exact.geometries[0].bounds == pytest.approx((20.2, 6, 30.2, 16), abs=0.2)


def test_without_a_way_nothing_is_changed() -> None:
    given = features(shapely.box(0.25, 0, 1, 1))
    assert shifted(given, CRSTransformer(UTM, CRS_UTM)) is given
