"""What lies around the houses: fields, meadows, a wood, a river and dirt tracks."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, Polygon
from shapely.affinity import rotate, scale
from shapely.geometry import Point, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import split

_CROPS = {
    "meadow": 0.24,
    "dry_meadow": 0.08,
    "green_crop": 0.14,
    "young_crop": 0.1,
    "maize": 0.1,
    "ripe_cereal": 0.12,
    "stubble": 0.08,
    "soil": 0.08,
    "dark_soil": 0.04,
    "rape": 0.02,
}


@dataclass(frozen=True)
class Field:
    """A field in local metres; furrows run along `angle`, `spacing_m` apart."""

    outline: Polygon
    crop: str
    tone: float
    angle: float
    spacing_m: float
    is_orchard: bool = False

    @property
    def is_meadow(self) -> bool:
        """Whether it is grass rather than farmland."""
        return self.crop in ("meadow", "dry_meadow")


@dataclass(frozen=True)
class Countryside:
    """The land that a town is built on."""

    fields: tuple[Field, ...]
    river: BaseGeometry
    pond: BaseGeometry
    wood: BaseGeometry
    tracks: tuple[LineString, ...]


def lay_river(image: Polygon, rng: np.random.Generator) -> BaseGeometry:
    """A small river that winds past the middle of the image."""
    xmin, ymin, xmax, ymax = image.bounds
    size_m = min(xmax - xmin, ymax - ymin)
    angle = rng.uniform(0.0, 2.0 * math.pi)
    offset_m = rng.uniform(0.27, 0.34) * size_m
    along_m = np.arange(-1.2 * (xmax - xmin), 1.2 * (xmax - xmin), 5.0)
    bends = rng.uniform(0.0, 2.0 * math.pi, size=3)
    across_m = (
        offset_m
        + 14.0 * np.sin(along_m / 61.0 + bends[0])
        + 7.0 * np.sin(along_m / 27.0 + bends[1])
        + 2.5 * np.sin(along_m / 12.0 + bends[2])
    )
    x = (xmin + xmax) / 2.0 + along_m * math.cos(angle) - across_m * math.sin(angle)
    y = (ymin + ymax) / 2.0 + along_m * math.sin(angle) + across_m * math.cos(angle)
    line = LineString(np.column_stack([x, y]))
    wide = line.buffer(rng.uniform(3.4, 4.6))
    bank = shapely.union_all(
        [Point(px, py).buffer(rng.uniform(2.5, 6.0)) for px, py in zip(x[::3], y[::3], strict=True)]
    )
    return wide.union(bank.intersection(line.buffer(5.5))).intersection(image.buffer(40.0))


def lay_fields(
    image: Polygon, river: BaseGeometry, town: BaseGeometry, rng: np.random.Generator
) -> Countryside:
    """Fields over the whole image (the town is built over them), a wood, a pond and tracks."""
    angle = rng.uniform(0.0, 180.0)
    grown = image.buffer(80.0, join_style="mitre")
    span = max(grown.bounds[2] - grown.bounds[0], grown.bounds[3] - grown.bounds[1]) * 1.5
    middle = image.centroid
    start = rotate(
        box(middle.x - span / 2, middle.y - span / 2, middle.x + span / 2, middle.y + span / 2),
        angle,
    )
    pieces = [piece for piece in _divide(start, rng) if piece.intersects(grown)]
    fields = tuple(_field(piece, rng) for piece in pieces)
    taken = shapely.union_all([town, river.buffer(8.0)])
    outside = [item.outline.intersection(image).difference(taken) for item in fields]
    outside = [
        max(shapely.get_parts(piece), key=lambda part: part.area)
        for piece in outside
        if piece.area > 900.0
    ]
    outside.sort(key=lambda piece: -piece.area)
    wood = _blob(outside[0], 0.85, rng) if outside else Polygon()
    pond = _blob(outside[2], 0.2, rng) if len(outside) > 2 else Polygon()
    tracks = tuple(
        LineString(item.outline.exterior.coords[index : index + 2])
        for item in fields
        for index in (0, 1)
        if rng.random() < 0.22
    )
    return Countryside(fields, river, pond.difference(taken), wood.difference(taken), tracks)


def _divide(piece: Polygon, rng: np.random.Generator) -> list[Polygon]:
    """Halves a polygon across its longer side until the pieces have the size of fields."""
    frame = piece.minimum_rotated_rectangle
    corners = np.array(frame.exterior.coords[:4])
    sides = np.linalg.norm(np.diff(corners[:3], axis=0), axis=1)
    long = 0 if sides[0] > sides[1] * rng.uniform(0.75, 1.0) else 1
    if piece.area < rng.uniform(5500.0, 17000.0) or sides.min() < 30.0:
        return [piece]
    origin, along = corners[long], corners[long + 1] - corners[long]
    across = corners[(long + 2) % 4] - corners[long + 1]
    share, tilt = rng.uniform(0.36, 0.64), rng.normal(0.0, 0.05)
    begin = origin + along * share - across * 0.1
    end = origin + along * (share + tilt) + across * 1.1
    parts = list(split(piece, LineString([begin, end])).geoms)
    if len(parts) < 2:
        return [piece]
    return [small for part in parts for small in _divide(part, rng)]


def _field(outline: Polygon, rng: np.random.Generator) -> Field:
    corners = np.array(outline.minimum_rotated_rectangle.exterior.coords[:3])
    sides = np.diff(corners, axis=0)
    longest = sides[int(np.linalg.norm(sides, axis=1).argmax())]
    crops = list(_CROPS)
    chances = np.array(list(_CROPS.values()))
    crop = crops[int(rng.choice(len(crops), p=chances / chances.sum()))]
    orchard = bool(crop == "meadow" and rng.random() < 0.3)
    return Field(
        outline,
        crop,
        float(rng.normal(1.0, 0.09)),
        math.atan2(longest[1], longest[0]) + rng.normal(0.0, 0.02),
        float(rng.uniform(1.5, 3.0)),
        orchard,
    )


def _blob(home: Polygon, share: float, rng: np.random.Generator) -> Polygon:
    """A rounded, uneven shape around the middle of a polygon."""
    radius_m = math.sqrt(home.area * share / math.pi) * 1.15
    theta = np.linspace(0.0, 2.0 * math.pi, 60, endpoint=False)
    uneven = np.ones_like(theta)
    for waves in (2, 3, 5, 7):
        uneven += 0.22 / waves * np.sin(waves * theta + rng.uniform(0.0, 2.0 * math.pi))
    middle = home.representative_point()
    ring = np.column_stack([np.cos(theta), np.sin(theta)]) * (radius_m * uneven)[:, None]
    blob = Polygon(ring + (middle.x, middle.y))
    return scale(blob, 1.0, rng.uniform(0.7, 1.0)).buffer(0)
