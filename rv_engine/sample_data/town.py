"""The plan of a town: everything that is drawn and labelled, as shapes in local metres."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import Polygon
from shapely.affinity import rotate
from shapely.geometry.base import BaseGeometry

from rv_engine.sample_data.countryside import Countryside, lay_fields, lay_river
from rv_engine.sample_data.frame import Frame
from rv_engine.sample_data.plots import settle
from rv_engine.sample_data.settlement import Settlement
from rv_engine.sample_data.streets import Street, TownArea, grow_streets
from rv_engine.sample_data.trees import Tree, plant


@dataclass(frozen=True)
class Town:
    """A planned scene.

    Attributes:
        frame: The image's grid.
        valid_area: Where the image has data; the rest is nodata.
        streets: Main roads first.
        settlement: Plots and buildings.
        built_up: Plots and the gaps between them.
        land: Fields, water, the wood.
        trees: Single trees, those of the wood included.
    """

    frame: Frame
    valid_area: Polygon
    streets: tuple[Street, ...]
    settlement: Settlement
    built_up: BaseGeometry
    land: Countryside
    trees: tuple[Tree, ...]


def plan_town(frame: Frame, seed: int) -> Town:
    """Plans a town that fills most of a frame; the same seed gives the same plan."""
    rng = np.random.Generator(np.random.PCG64([seed, 1]))
    image = frame.outline
    valid_area = _flight_strip(frame, rng)
    area = TownArea(
        frame.width_m * rng.uniform(0.46, 0.54),
        frame.height_m * rng.uniform(0.46, 0.54),
        frame.width_m * 0.52,
        frame.height_m * 0.52,
        rng.uniform(0.0, 2.0 * math.pi),
        rng.uniform(-math.pi, math.pi),
    )
    river = lay_river(image, rng)
    streets = grow_streets(area, image, river, rng)
    paved = shapely.union_all([street.line.buffer(street.width_m / 2.0) for street in streets])
    keep_out = shapely.union_all([paved.buffer(0.8), river.buffer(4.0)])
    settlement = settle(streets, area, image, keep_out, rng)
    plots = [plot.outline for plot in settlement.plots]
    built_up = (
        shapely.union_all([*plots, *settlement.outlines])
        .buffer(22.0, quad_segs=3)
        .buffer(-20.0, quad_segs=3)
    )
    built_up = shapely.union_all(
        [Polygon(part.exterior) for part in shapely.get_parts(built_up)]
    ).difference(river.buffer(3.0))
    land = lay_fields(image, river, built_up, rng)
    free = image.buffer(20.0).difference(
        shapely.union_all([*plots, *settlement.outlines, paved.buffer(1.5)])
    )
    shapely.prepare(free)
    trees = plant(settlement, streets, land, free, valid_area.exterior, rng)
    return Town(frame, valid_area, streets, settlement, built_up, land, trees)


def _flight_strip(frame: Frame, rng: np.random.Generator) -> Polygon:
    """The part of the image with data: a turned rectangle with a slightly uneven edge."""
    width, height = frame.width_m, frame.height_m
    turn = math.radians(rng.uniform(1.2, 2.4) * rng.choice([-1.0, 1.0]))
    half_x = width / 2.0 - 0.62 * height * abs(math.sin(turn)) - 2.0
    half_y = height / 2.0 - 0.56 * width * abs(math.sin(turn)) - 2.0
    share = np.linspace(-1.0, 1.0, 9)[:-1]
    one = np.ones_like(share)
    ring = np.concatenate(
        [
            np.column_stack([share, -one]),
            np.column_stack([one, share]),
            np.column_stack([-share, one]),
            np.column_stack([-one, -share]),
        ]
    )
    ring = ring * (half_x, half_y) + rng.uniform(-0.004, 0.004, ring.shape) * width
    strip = Polygon(ring + (width / 2.0, height / 2.0))
    return rotate(strip, math.degrees(turn)).intersection(frame.outline.buffer(-frame.pixel_m))
