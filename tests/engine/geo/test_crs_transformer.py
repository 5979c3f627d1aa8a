from __future__ import annotations

import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine
from rasterio.crs import CRS

from rv_engine.errors import VectorError
from rv_engine.geo import CRSTransformer, bounds_in_crs, grids_match
from tests.engine.rasters import CRS_UTM, GRIDS, UTM

WGS84 = CRS.from_epsg(4326)


@pytest.mark.parametrize("name", GRIDS)
def test_a_pixels_outer_corner_and_centre_are_where_rasterio_has_them(name: str) -> None:
    transform, crs = GRIDS[name]
    grid = CRSTransformer(transform, crs)
    points = np.array([shapely.Point(7, 3), shapely.Point(7.5, 3.5)])
    corner, centre = shapely.get_coordinates(grid.pixel_to_map(points))
    np.testing.assert_allclose(corner, rasterio.transform.xy(transform, 3, 7, offset="ul"))
    np.testing.assert_allclose(centre, rasterio.transform.xy(transform, 3, 7, offset="center"))


@pytest.mark.parametrize("name", GRIDS)
def test_pixels_come_back_from_the_map_within_a_thousandth(name: str) -> None:
    grid = CRSTransformer(*GRIDS[name])
    boxes = np.array([shapely.box(0, 0, 1, 1), shapely.box(1001.25, 3, 20_001, 15_000.5)])
    back = grid.map_to_pixel(grid.pixel_to_map(boxes), grid.crs)
    np.testing.assert_allclose(
        shapely.get_coordinates(back), shapely.get_coordinates(boxes), atol=1e-3
    )


def test_degrees_are_longitude_before_latitude() -> None:
    # The central meridian of UTM zone 45 is 87 east; the false easting is 500 km.
    grid = CRSTransformer(Affine(1, 0, 500_000, 0, -1, 0), CRS_UTM)
    (point,) = grid.map_to_pixel(np.array([shapely.Point(87, 0)]), WGS84)
    assert (point.x, point.y) == pytest.approx((0, 0), abs=1e-3)


@pytest.mark.parametrize(("crs", "image_crs"), [(None, CRS_UTM), (WGS84, None)])
def test_without_a_reference_system_coordinates_are_the_images_own(
    crs: CRS | None, image_crs: CRS | None
) -> None:
    grid = CRSTransformer(Affine(2, 0, 10, 0, -2, 100), image_crs)
    (point,) = grid.map_to_pixel(np.array([shapely.Point(14, 90)]), crs)
    assert (point.x, point.y) == (2, 5)


@pytest.mark.parametrize("place", [(0, 95), (1e9, 1e9), (1e300, 0)])
def test_coordinates_that_are_nowhere_are_refused(place: tuple[float, float]) -> None:
    with pytest.raises(VectorError, match="have no place in EPSG:32645"):
        CRSTransformer(UTM, CRS_UTM).map_to_pixel(np.array([shapely.Point(place)]), WGS84)


def test_grids_are_compared_in_pixels_and_not_in_degrees() -> None:
    degrees, _ = GRIDS["degrees"]
    assert not grids_match(degrees, degrees * Affine.translation(1, 0), (100, 100))
    assert grids_match(degrees, degrees * Affine.translation(0.001, 0), (100, 100))
    a_little_larger = degrees * Affine.scale(1.0001)
    assert grids_match(degrees, a_little_larger, (50, 50))
    assert not grids_match(degrees, a_little_larger, (50, 5000))


def test_bounds_include_edges_that_bend() -> None:
    # A parallel bends towards the pole in UTM: the middle of the edge is its extreme.
    bounds = (80.0, 60.0, 94.0, 70.0)
    _, ymin, _, _ = bounds_in_crs(bounds, WGS84, CRS_UTM)
    corners = rasterio.warp.transform(WGS84, CRS_UTM, [80, 94, 87], [60, 60, 60])
    assert ymin == pytest.approx(min(corners[1]), rel=1e-6)
    assert bounds_in_crs(bounds, None, CRS_UTM) == bounds
