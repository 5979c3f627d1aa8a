"""Features moved on the map."""

from __future__ import annotations

import numpy as np
import shapely
from rasterio.crs import CRS
from rasterio.warp import transform as warp_points

from rv_engine.errors import ConfigError
from rv_engine.geo import CRSTransformer
from rv_engine.types import FloatArray
from rv_engine.vector.features import Features
from rv_engine.vector.mending import mended
from rv_engine.vector.vector_transformer import VectorTransformer

_WGS84 = CRS.from_epsg(4326)
# The ellipsoid of WGS 84: its half axis in metres, and the square of its eccentricity.
_A_M, _E2 = 6378137.0, 0.00669437999014


class ShiftTransformer(VectorTransformer):
    """Moves features to the east and north by metres on the ground.

    Args:
        x_shift_m: To the east; to the west when negative.
        y_shift_m: To the north; to the south when negative.
        round_pixels: Round the moved coordinates to whole pixels; polygons of which nothing is
            left are dropped.
    """

    def __init__(
        self, x_shift_m: float = 0.0, y_shift_m: float = 0.0, *, round_pixels: bool = True
    ) -> None:
        self.x_shift_m = x_shift_m
        self.y_shift_m = y_shift_m
        self.round_pixels = round_pixels

    def transform(self, features: Features, where: str) -> Features:
        raise ConfigError(
            "Features are moved by metres, which needs the image that they lie on.",
            hint="Read them with a vector source.",
        )

    def transform_on(
        self, features: Features, where: str, crs_transformer: CRSTransformer
    ) -> Features:
        if len(features) == 0 or (self.x_shift_m == 0 and self.y_shift_m == 0):
            return features
        steps = self._steps_px(features, crs_transformer)
        coordinates, owners = shapely.get_coordinates(features.geometries, return_index=True)
        coordinates = coordinates + steps[owners]
        if self.round_pixels:
            coordinates = np.rint(coordinates)
        moved = shapely.set_coordinates(features.geometries.copy(), coordinates)
        geometries, index = mended(moved)
        return features.take(index).with_geometries(geometries)

    def _steps_px(self, features: Features, grid: CRSTransformer) -> FloatArray:
        """(N, 2) the way of each feature in pixels."""
        if grid.crs is None:
            steps = np.array([[self.x_shift_m, self.y_shift_m]])
            inverse = ~grid.transform
            turn = np.array([[inverse.a, inverse.b], [inverse.d, inverse.e]])
            return np.repeat(steps @ turn.T, len(features), axis=0)
        bounds = shapely.bounds(features.geometries)
        centres = shapely.points(
            (bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2
        )
        on_map = shapely.get_coordinates(grid.pixel_to_map(centres))
        degrees = np.array(warp_points(grid.crs, _WGS84, on_map[:, 0], on_map[:, 1]))
        moved = degrees + self._steps_degrees(degrees[1])
        goal = np.column_stack(warp_points(_WGS84, grid.crs, *moved))
        back = np.column_stack(warp_points(_WGS84, grid.crs, *degrees))
        inverse = ~grid.transform
        turn = np.array([[inverse.a, inverse.b], [inverse.d, inverse.e]])
        steps_px: FloatArray = (goal - back) @ turn.T
        return steps_px

    def _steps_degrees(self, latitudes: FloatArray) -> FloatArray:
        """(2, N) the way in degrees; Snyder (1987), "Map Projections", equations 4-18 and 4-20."""
        latitude = np.radians(latitudes)
        w = np.sqrt(1 - _E2 * np.sin(latitude) ** 2)
        north_south_m = _A_M * (1 - _E2) / w**3
        east_west_m = _A_M / w * np.maximum(np.cos(latitude), 1e-9)
        return np.degrees(np.stack([self.x_shift_m / east_west_m, self.y_shift_m / north_south_m]))
