"""Where a scene lies: its size, its pixels and its place on the map."""

from __future__ import annotations

from dataclasses import dataclass

from affine import Affine
from shapely import Polygon, transform
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

CRS = "EPSG:32633"


@dataclass(frozen=True)
class Frame:
    """The grid of a scene.

    Everything is planned in local metres: x to the east, y to the south, from the upper left
    corner of the image.
    """

    width_px: int
    height_px: int
    pixel_m: float = 0.5
    left_m: float = 512_300.0
    top_m: float = 5_403_700.0

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.height_px, self.width_px

    @property
    def width_m(self) -> float:
        """Extent from west to east."""
        return self.width_px * self.pixel_m

    @property
    def height_m(self) -> float:
        """Extent from north to south."""
        return self.height_px * self.pixel_m

    @property
    def outline(self) -> Polygon:
        """The whole image in local metres."""
        return box(0.0, 0.0, self.width_m, self.height_m)

    @property
    def pixel_to_local(self) -> Affine:
        """From (column, row) to local metres."""
        return Affine.scale(self.pixel_m)

    @property
    def pixel_to_map(self) -> Affine:
        """From (column, row) to map coordinates: the GeoTIFF's transform."""
        return Affine(self.pixel_m, 0.0, self.left_m, 0.0, -self.pixel_m, self.top_m)

    def to_map(self, geometry: BaseGeometry) -> BaseGeometry:
        """Moves a geometry from local metres to map coordinates."""
        return transform(
            geometry, lambda xy: xy * (1.0, -1.0) + (self.left_m, self.top_m)
        ).normalize()
