"""Buildings: wings under gable, hip and flat roofs."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import Polygon


@dataclass(frozen=True)
class RoofPatch:
    """Something on a roof, such as a chimney or a skylight, in the wing's own axes."""

    along_m: float
    across_m: float
    length_m: float
    width_m: float
    rise_m: float
    material: str


@dataclass(frozen=True)
class Wing:
    """A box under one roof.

    Attributes:
        x_m, y_m: The middle, in local metres.
        angle: Direction of the ridge, radians from east towards south.
        length_m, width_m: Along and across the ridge.
        eave_m: Height of the walls.
        pitch: Slope of the roof in radians; 0 for a flat roof.
        hipped: Whether the roof falls to all four sides.
    """

    x_m: float
    y_m: float
    angle: float
    length_m: float
    width_m: float
    eave_m: float
    pitch: float = 0.0
    hipped: bool = False
    patches: tuple[RoofPatch, ...] = ()

    @property
    def top_m(self) -> float:
        """Height of the ridge."""
        return self.eave_m + math.tan(self.pitch) * self.width_m / 2.0

    @property
    def outline(self) -> Polygon:
        """The footprint in local metres."""
        return rectangle(self.x_m, self.y_m, self.angle, self.length_m, self.width_m)


@dataclass(frozen=True)
class Building:
    """Wings that share a roof material; `tone` is its brightness beside others of its kind."""

    wings: tuple[Wing, ...]
    roof: str
    tone: float

    @property
    def outline(self) -> Polygon:
        """The footprint in local metres, which is the outline of the roof as well."""
        return shapely.union_all([wing.outline for wing in self.wings], grid_size=0.01)

    @property
    def height_m(self) -> float:
        """Height of the highest ridge."""
        return max(wing.top_m for wing in self.wings)


@dataclass(frozen=True)
class Site:
    """A place beside a street: origin at the kerb, x along the street, y away from it."""

    x_m: float
    y_m: float
    angle: float
    side: float

    def at(self, along_m: float, away_m: float) -> tuple[float, float]:
        """Local metres of a place on the site."""
        cos, sin = math.cos(self.angle), math.sin(self.angle)
        away = away_m * self.side
        return self.x_m + along_m * cos - away * sin, self.y_m + along_m * sin + away * cos

    def rectangle(
        self, along_m: float, away_m: float, length_m: float, depth_m: float, turn: float = 0.0
    ) -> Polygon:
        """A rectangle around a place on the site."""
        x, y = self.at(along_m, away_m)
        return rectangle(x, y, self.angle + turn, length_m, depth_m)

    def wing(
        self,
        along_m: float,
        away_m: float,
        size_m: tuple[float, float],
        eave_m: float,
        pitch: float = 0.0,
        *,
        across: bool = False,
        hipped: bool = False,
    ) -> Wing:
        """A wing around a place on the site; its ridge runs across the longer or given side.

        Args:
            along_m, away_m: The wing's middle on the site.
            size_m: Extent along the street and away from it.
            eave_m: Height of the walls.
            pitch: Slope of the roof in radians.
            across: Whether the ridge points away from the street.
            hipped: Whether the roof falls to all four sides.
        """
        x, y = self.at(along_m, away_m)
        front_m, depth_m = size_m
        angle = self.angle + (math.pi / 2.0 if across else 0.0)
        length_m, width_m = (depth_m, front_m) if across else (front_m, depth_m)
        return Wing(x, y, angle, length_m, width_m, eave_m, pitch, hipped)


def rectangle(x_m: float, y_m: float, angle: float, length_m: float, width_m: float) -> Polygon:
    """A turned rectangle around a point."""
    along = np.array([math.cos(angle), math.sin(angle)]) * (length_m / 2.0)
    across = np.array([-math.sin(angle), math.cos(angle)]) * (width_m / 2.0)
    corners = [along + across, along - across, -along - across, -along + across]
    return Polygon(np.array(corners) + (x_m, y_m))
