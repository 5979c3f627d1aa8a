"""Streets that grow: two main roads through the centre, side streets off them, and so on."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

_STEP_M = 5.0
_JOIN_M = 8.0
_CROWDED_M = 41.0
_JUNCTION_M = 26.0
_WIDTH_M = {"main": 8.6, "side": 6.0, "lane": 4.4}


@dataclass(frozen=True)
class TownArea:
    """The built-up area: a lobed ellipse around the centre, in local metres."""

    x_m: float
    y_m: float
    radius_x_m: float
    radius_y_m: float
    lobe_phase: float
    industry_angle: float

    def reach(self, x_m: float, y_m: float) -> float:
        """How far out a place is: 0 in the centre, 1 at the town's edge."""
        dx, dy = (x_m - self.x_m) / self.radius_x_m, (y_m - self.y_m) / self.radius_y_m
        angle = math.atan2(dy, dx)
        lobes = 0.1 * math.sin(3 * angle + self.lobe_phase)
        lobes += 0.07 * math.sin(5 * angle - 2.0 * self.lobe_phase)
        return math.hypot(dx, dy) / (1.0 + lobes)

    def is_industrial(self, x_m: float, y_m: float) -> bool:
        """Whether halls rather than houses stand there."""
        off = math.atan2(y_m - self.y_m, x_m - self.x_m) - self.industry_angle
        off = abs((off + math.pi) % (2 * math.pi) - math.pi)
        return off < 0.5 and self.reach(x_m, y_m) > 0.42


@dataclass(frozen=True)
class Street:
    """A street's middle line in local metres; kind is main, side or lane."""

    line: LineString
    kind: str

    @property
    def width_m(self) -> float:
        """From kerb to kerb."""
        return _WIDTH_M[self.kind]


def grow_streets(
    area: TownArea, outline: BaseGeometry, river: BaseGeometry, rng: np.random.Generator
) -> tuple[Street, ...]:
    """The streets of a town, main roads first.

    Args:
        area: Where the town is; main roads leave it, other streets end at its edge.
        outline: The image; main roads end outside of it.
        river: Only main roads cross it.
        rng: Where chance comes from.
    """
    streets = _main_roads(area, outline, rng)
    barrier = river.buffer(7.0)
    shapely.prepare(barrier)
    parents = list(streets)
    for generation in range(4):
        children: list[Street] = []
        for parent in parents:
            for start, heading in _branches(parent, generation, rng):
                kind = "side" if generation < 2 else "lane"
                line = _walk_side(start, heading, parent, streets, area, barrier, rng)
                if line is not None:
                    children.append(Street(line, kind))
                    streets.append(children[-1])
        parents = children
    return tuple(streets)


def _main_roads(area: TownArea, outline: BaseGeometry, rng: np.random.Generator) -> list[Street]:
    far = outline.buffer(60.0)
    heading = rng.uniform(0.0, math.pi)
    arms = [heading, heading + rng.uniform(1.2, 1.9)]
    streets = []
    for arm in arms:
        halves = []
        for turn in (0.0, math.pi):
            points = [(area.x_m, area.y_m)]
            direction, bend = arm + turn, 0.0
            while far.contains(Point(points[-1])) and len(points) < 4000:
                bend = 0.93 * bend + rng.normal(0.0, 0.0075)
                direction += bend - 0.03 * math.sin(direction - arm - turn)
                points.append(_ahead(points[-1], direction))
            halves.append(points)
        streets.append(Street(LineString(halves[1][::-1] + halves[0][1:]).simplify(0.2), "main"))
    return streets


def _branches(
    parent: Street, generation: int, rng: np.random.Generator
) -> Iterator[tuple[tuple[float, float], float]]:
    """Where side streets leave a street, and in which direction."""
    for side in (-1.0, 1.0):
        along = rng.uniform(22.0, 50.0)
        while along < parent.line.length - 18.0:
            x, y, tangent = place_on(parent.line, along)
            if rng.random() < 0.9 - 0.12 * generation:
                yield (x, y), tangent + side * (math.pi / 2.0) + rng.normal(0.0, 0.1)
            along += rng.uniform(50.0, 74.0) * (1.0 if rng.random() < 0.8 else 1.6)


def _walk_side(
    start: tuple[float, float],
    heading: float,
    parent: Street,
    streets: list[Street],
    area: TownArea,
    barrier: BaseGeometry,
    rng: np.random.Generator,
) -> LineString | None:
    """A street from a junction to the next street or the town's edge, or None if it is crowded."""
    lines: NDArray[np.object_] = np.array([street.line for street in streets], dtype=object)
    others = np.array([street is not parent for street in streets])
    if (shapely.distance(Point(start), lines)[others] < _JUNCTION_M).any():
        return None
    points = [start]
    bend, crowded = 0.0, 0
    longest_m = rng.uniform(140.0, 330.0)
    while len(points) * _STEP_M < longest_m:
        bend = 0.9 * bend + rng.normal(0.0, 0.011)
        heading += bend
        place = _ahead(points[-1], heading)
        spot = Point(place)
        if area.reach(*place) > 1.0 or barrier.intersects(spot):
            break
        points.append(place)
        walked_m = len(points) * _STEP_M
        distance = shapely.distance(spot, lines)
        if walked_m > 25.0 and distance.min() < _JOIN_M:
            line = lines[int(distance.argmin())]
            points.append(line.interpolate(line.project(spot)).coords[0])
            break
        crowded += bool(walked_m > 20.0 and (distance[others] < _CROWDED_M).any())
        crowded += bool(walked_m > 75.0 and distance[~others].min() < _CROWDED_M)
    if len(points) < 8 or crowded > 9 + 0.1 * len(points):
        return None
    return LineString(points).simplify(0.15)


def place_on(line: LineString, along_m: float) -> tuple[float, float, float]:
    """The place `along_m` from the start of a line, and the direction of the line there."""
    before, after = line.interpolate(max(along_m - 3.0, 0.0)), line.interpolate(along_m + 3.0)
    here = line.interpolate(along_m)
    return here.x, here.y, math.atan2(after.y - before.y, after.x - before.x)


def _ahead(point: tuple[float, float], heading: float) -> tuple[float, float]:
    return point[0] + _STEP_M * math.cos(heading), point[1] + _STEP_M * math.sin(heading)
