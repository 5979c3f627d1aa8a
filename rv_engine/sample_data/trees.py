"""Where trees stand: gardens, streets, field edges, river banks, orchards and the wood."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from rv_engine.sample_data.countryside import Countryside
from rv_engine.sample_data.settlement import Settlement
from rv_engine.sample_data.streets import Street, place_on

_KINDS = ("broadleaf", "light_broadleaf", "dark_broadleaf", "copper_tree", "conifer")
_CHANCES = (0.42, 0.22, 0.19, 0.03, 0.14)


@dataclass(frozen=True)
class Tree:
    """A single tree in local metres."""

    x_m: float
    y_m: float
    radius_m: float
    height_m: float
    kind: str

    @property
    def box(self) -> Polygon:
        """The square around the crown."""
        radius = self.radius_m
        return box(self.x_m - radius, self.y_m - radius, self.x_m + radius, self.y_m + radius)


def plant(
    settlement: Settlement,
    streets: tuple[Street, ...],
    land: Countryside,
    free: BaseGeometry,
    edge: BaseGeometry,
    rng: np.random.Generator,
) -> tuple[Tree, ...]:
    """Trees that touch neither houses nor, most of them, each other.

    Args:
        settlement: Houses to keep away from, and gardens to plant in.
        streets: Main streets get rows of trees.
        land: Hedgerows, orchards, the river and the wood.
        free: Open land outside the plots.
        edge: The border of the valid image; no crown crosses it.
        rng: Where chance comes from.
    """
    places = np.concatenate(
        [
            _garden_places(settlement, rng),
            _street_places(streets, rng),
            _land_places(land, free, rng),
        ]
    )
    x, y, radius = places.T
    spots = shapely.points(x, y)
    crowns = shapely.buffer(spots, radius + 0.6, quad_segs=4)
    paved = shapely.union_all([item.line.buffer(item.width_m / 2.0) for item in streets])
    barrier = shapely.union_all([*settlement.outlines, edge])
    for shape in (paved, barrier, land.river):
        shapely.prepare(shape)
    stands = ~shapely.intersects(barrier, crowns)
    stands &= ~shapely.intersects(paved, shapely.buffer(spots, radius * 0.4, quad_segs=2))
    stands &= ~shapely.intersects(land.river.union(land.pond), spots)
    kept: list[int] = []
    for index in np.flatnonzero(stands):
        gap = np.hypot(x[kept] - x[index], y[kept] - y[index])
        if not (gap < 0.74 * (radius[kept] + radius[index])).any():
            kept.append(int(index))
    return tuple(_tree(x[index], y[index], radius[index], rng) for index in kept)


def _tree(x_m: float, y_m: float, radius_m: float, rng: np.random.Generator) -> Tree:
    kind = _KINDS[int(rng.choice(len(_KINDS), p=_CHANCES))]
    height_m = radius_m * rng.uniform(1.7, 2.5) + 1.0
    if kind == "conifer":
        radius_m, height_m = radius_m * 0.75, height_m * 1.25
    return Tree(float(x_m), float(y_m), float(radius_m), float(min(height_m, 17.0)), kind)


def _garden_places(settlement: Settlement, rng: np.random.Generator) -> NDArray[np.float64]:
    rows = [np.empty((0, 3))]
    for plot in settlement.plots:
        green = plot.material in ("lawn", "dry_lawn", "meadow")
        count = int(rng.poisson(plot.outline.area / 62.0 if green else 0.4))
        points = _inside(plot.outline, count, rng)
        radius = np.clip(rng.gamma(4.2, 0.62, len(points)), 0.9, 5.5)
        rows.append(np.column_stack([points, radius]))
    return np.concatenate(rows)


def _street_places(streets: tuple[Street, ...], rng: np.random.Generator) -> NDArray[np.float64]:
    rows = []
    for street in streets:
        chance = 0.75 if street.kind == "main" else rng.choice([0.05, 0.1, 0.6])
        for side in (-1.0, 1.0):
            for along_m in np.arange(6.0, street.line.length, rng.uniform(9.0, 14.0)):
                x, y, angle = place_on(street.line, float(along_m))
                away_m = side * (street.width_m / 2.0 + 2.6)
                row = (x - math.sin(angle) * away_m, y + math.cos(angle) * away_m)
                if rng.random() < chance:
                    rows.append((*row, rng.uniform(1.6, 3.4)))
    return np.array(rows).reshape(-1, 3)


def _land_places(
    land: Countryside, free: BaseGeometry, rng: np.random.Generator
) -> NDArray[np.float64]:
    rows = []
    count = int(land.wood.area / 11.0)
    points = _inside(land.wood, count, rng)
    rows.append(np.column_stack([points, rng.uniform(1.9, 4.6, len(points))]))
    bank = land.river.boundary.buffer(3.0).union(land.pond.boundary.buffer(3.0))
    points = _inside(bank, int(bank.area / 60.0), rng)
    rows.append(np.column_stack([points, rng.uniform(1.3, 3.8, len(points))]))
    for field in land.fields:
        open_land = field.outline.intersection(free)
        if open_land.area < 400.0:
            continue
        if rng.random() < 0.45:
            hedgerow = field.outline.exterior.intersection(free).buffer(1.5)
            points = _inside(hedgerow, int(hedgerow.area / rng.uniform(14.0, 70.0)), rng)
            rows.append(np.column_stack([points, rng.uniform(1.0, 3.6, len(points))]))
        if field.is_orchard:
            rows.append(_orchard(field.outline.buffer(-5.0), field.angle, open_land, rng))
        elif field.is_meadow:
            points = _inside(open_land, int(rng.poisson(open_land.area / 1100.0)), rng)
            rows.append(np.column_stack([points, rng.uniform(1.6, 5.2, len(points))]))
    places = np.concatenate(rows)
    keep = shapely.intersects(free, shapely.points(places[:, 0], places[:, 1]))
    return np.asarray(places[keep])


def _orchard(
    outline: BaseGeometry, angle: float, open_land: BaseGeometry, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Trees in rows."""
    if outline.is_empty:
        return np.empty((0, 3))
    middle = outline.centroid
    along, across = np.meshgrid(np.arange(-120.0, 120.0, 6.5), np.arange(-120.0, 120.0, 8.0))
    jitter = rng.normal(0.0, 0.35, (2, along.size))
    along, across = along.ravel() + jitter[0], across.ravel() + jitter[1]
    x = middle.x + along * math.cos(angle) - across * math.sin(angle)
    y = middle.y + along * math.sin(angle) + across * math.cos(angle)
    keep = shapely.contains_xy(outline.intersection(open_land), x, y)
    keep &= rng.random(x.size) < 0.93
    return np.asarray(np.column_stack([x, y, rng.uniform(1.7, 2.5, x.size)])[keep])


def _inside(shape: BaseGeometry, count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """About `count` random points inside a shape."""
    if shape.is_empty or count == 0:
        return np.empty((0, 2))
    xmin, ymin, xmax, ymax = shape.bounds
    tries = int(count * (xmax - xmin) * (ymax - ymin) / shape.area) + 1
    points = rng.uniform((xmin, ymin), (xmax, ymax), (min(tries, 400_000), 2))
    return np.asarray(points[shapely.contains_xy(shape, points[:, 0], points[:, 1])])
