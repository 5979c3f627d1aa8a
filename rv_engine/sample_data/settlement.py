"""What a settlement is made of: buildings, pieces of ground, cars."""

from __future__ import annotations

from dataclasses import dataclass, field

import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from rv_engine.sample_data.buildings import Building


@dataclass(frozen=True)
class Surface:
    """A piece of ground of one material; `tone` is its brightness beside others of its kind."""

    outline: Polygon
    material: str
    tone: float = 1.0


@dataclass(frozen=True)
class Car:
    """A parked or driving car, in local metres."""

    x_m: float
    y_m: float
    angle: float
    material: str


@dataclass
class Settlement:
    """Everything on the plots; filled plot by plot while a town is planned.

    Attributes:
        keep_out: Streets and water, where nothing may be built.
        plots: Outlines and what is around the house; painted in this order.
        details: Drives, yards, beds and pools, painted over the plots.
    """

    keep_out: BaseGeometry
    buildings: list[Building] = field(default_factory=list)
    plots: list[Surface] = field(default_factory=list)
    hedges: list[Surface] = field(default_factory=list)
    details: list[Surface] = field(default_factory=list)
    cars: list[Car] = field(default_factory=list)
    outlines: list[Polygon] = field(default_factory=list)

    def has_room(self, outline: Polygon, gap_m: float) -> bool:
        """Whether a building fits there, `gap_m` away from all others."""
        if self.keep_out.intersects(outline):
            return False
        wide = outline.buffer(gap_m, quad_segs=2)
        return not any(shapely.intersects(wide, self.outlines)) if self.outlines else True

    def add(self, building: Building, gap_m: float) -> bool:
        """Adds a building if there is room for it, and says whether it did."""
        outline = building.outline
        if not self.has_room(outline, gap_m):
            return False
        self.buildings.append(building)
        self.outlines.append(outline)
        return True
