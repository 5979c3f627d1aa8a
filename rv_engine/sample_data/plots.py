"""Plots along the streets, and what stands and lies on them."""

from __future__ import annotations

import math

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from rv_engine.sample_data import house_types
from rv_engine.sample_data.buildings import Site
from rv_engine.sample_data.settlement import Car, Settlement, Surface
from rv_engine.sample_data.streets import Street, TownArea, place_on

_CARS = ("white_car", "silver_car", "silver_car", "black_car", "black_car", "red_car", "blue_car")


def settle(
    streets: tuple[Street, ...],
    area: TownArea,
    image: BaseGeometry,
    keep_out: BaseGeometry,
    rng: np.random.Generator,
) -> Settlement:
    """Lays plots along both sides of all streets and builds on them."""
    shapely.prepare(keep_out)
    settlement = Settlement(keep_out)
    near = image.buffer(15.0)
    for street in streets:
        for side in (-1.0, 1.0):
            along_m = rng.uniform(4.0, 9.0)
            while along_m < street.line.length - 5.0:
                along_m += _next_plot(settlement, street, side, along_m, area, near, rng)
    _park_along(settlement, streets, area, rng)
    return settlement


def _park_along(
    settlement: Settlement,
    streets: tuple[Street, ...],
    area: TownArea,
    rng: np.random.Generator,
) -> None:
    """Cars at the kerb and on the move."""
    for street in streets:
        for side in (-1.0, 1.0):
            along_m = rng.uniform(8.0, 60.0)
            while along_m < street.line.length - 8.0:
                x, y, angle = place_on(street.line, along_m)
                if area.reach(x, y) < 1.0:
                    off_m = side * (street.width_m / 2.0 - (1.2 if rng.random() < 0.7 else 2.6))
                    site = Site(x, y, angle, 1.0)
                    settlement.cars.append(_car(site, 0.0, off_m, 0.0, rng))
                along_m += 6.0 if rng.random() < 0.25 else rng.uniform(14.0, 90.0)


def _next_plot(
    settlement: Settlement,
    street: Street,
    side: float,
    along_m: float,
    area: TownArea,
    near: BaseGeometry,
    rng: np.random.Generator,
) -> float:
    """Tries to build a plot from `along_m` on; answers how far to go on for the next."""
    x, y, angle = place_on(street.line, along_m + 8.0)
    reach = area.reach(x, y)
    if reach > 1.02 or not near.contains(shapely.Point(x, y)):
        return 8.0
    offset_m = street.width_m / 2.0 + (1.6 if street.kind == "main" else 1.1)
    if area.is_industrial(x, y):
        width_m, build = float(rng.uniform(36.0, 62.0)), _hall_plot
    elif reach < 0.36 and street.kind == "main":
        width_m, build = float(rng.uniform(8.0, 13.0)), _terrace_plot
    elif reach < 0.28:
        width_m, build = float(rng.uniform(8.0, 14.0)), _terrace_plot
    elif reach < 0.8 and rng.random() < 0.07:
        width_m, build = float(rng.uniform(34.0, 56.0)), _apartment_plot
    else:
        width_m, build = float(rng.uniform(14.0, 20.5)), _house_plot
    x, y, angle = place_on(street.line, along_m + width_m / 2.0)
    shift_x, shift_y = -math.sin(angle) * side * offset_m, math.cos(angle) * side * offset_m
    site = Site(x + shift_x, y + shift_y, angle, side)
    if along_m + width_m < street.line.length + 4.0 and build(settlement, site, width_m, rng):
        return width_m
    return 5.0


def _house_plot(
    settlement: Settlement, site: Site, width_m: float, rng: np.random.Generator
) -> bool:
    if rng.random() < 0.05:
        return True
    depth_m = rng.uniform(26.0, 38.0)
    side_m = rng.uniform(2.2, 5.0)
    front_m = min(width_m - side_m, rng.uniform(9.0, 15.0))
    lean = float(rng.choice([-1.0, 1.0]))
    along_m = lean * (width_m - side_m - front_m) / 2.0 * rng.uniform(0.3, 1.0)
    setback_m = float(rng.choice([2.5, 4.0, 5.0, 6.5, 9.0])) + rng.uniform(-0.6, 0.6)
    building = house_types.house(site, along_m, front_m, setback_m, rng)
    if not settlement.add(building, 1.4):
        return False
    ground = str(rng.choice(["lawn", "lawn", "lawn", "dry_lawn", "meadow"]))
    plot = site.rectangle(0.0, depth_m / 2.0, width_m, depth_m)
    settlement.plots.append(Surface(plot, ground, float(rng.normal(1.0, 0.1))))
    if rng.random() < 0.6:
        ring = plot.difference(plot.buffer(-rng.uniform(0.5, 0.9), join_style="mitre"))
        hedge = "hedge" if rng.random() < 0.8 else "gravel"
        settlement.hedges.append(Surface(ring, hedge, float(rng.normal(1.0, 0.1))))
    drive_along_m = -lean * (width_m / 2.0 - 2.2)
    drive_m = setback_m + rng.uniform(2.0, 9.0)
    drive = str(rng.choice(["paving_stone", "paving_stone", "old_asphalt", "gravel", "concrete"]))
    tone = float(rng.normal(1.0, 0.1))
    settlement.details.append(
        Surface(site.rectangle(drive_along_m, drive_m / 2.0 - 1.0, 3.2, drive_m + 2.0), drive, tone)
    )
    terrace_m = setback_m + 13.0
    settlement.details.append(
        Surface(site.rectangle(along_m, terrace_m - 1.0, 6.0, 6.0), "paving_stone", tone)
    )
    if rng.random() < 0.35:
        settlement.cars.append(_car(site, drive_along_m, drive_m * 0.45, math.pi / 2.0, rng))
    _garden(settlement, site, width_m, depth_m, setback_m, rng)
    if rng.random() < 0.5:
        size_m = (rng.uniform(3.2, 6.0), rng.uniform(5.5, 8.0))
        garage = house_types.outbuilding(
            site, drive_along_m + lean * 0.4, drive_m + size_m[1] / 2.0, size_m, rng
        )
        settlement.add(garage, 0.5)
    return True


def _garden(
    settlement: Settlement,
    site: Site,
    width_m: float,
    depth_m: float,
    setback_m: float,
    rng: np.random.Generator,
) -> None:
    """Beds, a pool and a shed behind the house."""
    back_m = setback_m + 15.0
    if back_m > depth_m - 4.0:
        return
    for _ in range(int(rng.integers(0, 4))):
        spot = (rng.uniform(-0.35, 0.35) * width_m, rng.uniform(back_m, depth_m - 2.0))
        size_m = rng.uniform(1.5, 5.5, size=2)
        bed = site.rectangle(*spot, size_m[0], size_m[1])
        material = str(rng.choice(["garden_bed", "garden_bed", "hedge", "soil", "dry_lawn"]))
        settlement.details.append(Surface(bed, material, float(rng.normal(1.0, 0.12))))
    if rng.random() < 0.05:
        pool = site.rectangle(rng.uniform(-3.0, 3.0), back_m + 2.5, 8.0, 4.0)
        settlement.details.append(Surface(pool.buffer(1.0, join_style="mitre"), "pavement"))
        settlement.details.append(Surface(pool, "pool"))
    if rng.random() < 0.55:
        size = (rng.uniform(2.5, 4.5), rng.uniform(3.0, 5.5))
        spot = (rng.choice([-1.0, 1.0]) * (width_m / 2.0 - 3.2), depth_m - 3.4)
        settlement.add(house_types.outbuilding(site, *spot, size, rng), 0.6)


def _terrace_plot(
    settlement: Settlement, site: Site, width_m: float, rng: np.random.Generator
) -> bool:
    building = house_types.terrace_house(site, width_m - 0.05, rng.uniform(1.0, 1.6), rng)
    if not settlement.add(building, -0.6):
        return False
    yard = str(rng.choice(["pavement", "paving_stone", "lawn", "gravel", "old_asphalt"]))
    settlement.plots.append(
        Surface(site.rectangle(0.0, 13.0, width_m, 26.0), yard, float(rng.normal(1.0, 0.1)))
    )
    if rng.random() < 0.4:
        spot = (0.0, rng.uniform(21.0, 25.0))
        size_m = (width_m * 0.7, rng.uniform(4.0, 7.0))
        settlement.add(house_types.outbuilding(site, *spot, size_m, rng), 0.2)
    return True


def _apartment_plot(
    settlement: Settlement, site: Site, width_m: float, rng: np.random.Generator
) -> bool:
    setback_m = rng.uniform(9.0, 14.0)
    building = house_types.apartment_block(site, width_m - 8.0, setback_m, rng)
    if not settlement.add(building, 3.0):
        return False
    settlement.plots.append(Surface(site.rectangle(0.0, 16.0, width_m, 32.0), "lawn", 0.97))
    _parking(settlement, site, 0.0, 0.2, width_m - 10.0, rng)
    return True


def _hall_plot(
    settlement: Settlement, site: Site, width_m: float, rng: np.random.Generator
) -> bool:
    setback_m = rng.uniform(8.0, 15.0)
    for depth_m in (rng.uniform(30.0, 48.0), rng.uniform(20.0, 26.0), rng.uniform(13.0, 17.0)):
        front_m = width_m - rng.uniform(8.0, 14.0)
        building = house_types.hall(site, front_m, depth_m, setback_m, rng)
        if settlement.add(building, 4.0):
            break
    else:
        return False
    ground = str(rng.choice(["asphalt", "old_asphalt", "concrete", "gravel"]))
    yard_m = setback_m + depth_m + 4.0
    settlement.plots.append(
        Surface(
            site.rectangle(0.0, yard_m / 2.0 - 1.0, width_m - 1.0, yard_m),
            ground,
            float(rng.normal(1.0, 0.07)),
        )
    )
    _parking(settlement, site, 0.0, 0.0, front_m * 0.8, rng)
    return True


def _parking(
    settlement: Settlement,
    site: Site,
    along_m: float,
    away_m: float,
    length_m: float,
    rng: np.random.Generator,
) -> None:
    """A row of parking bays along the street, partly taken."""
    bays = int(length_m // 2.6)
    settlement.details.append(
        Surface(site.rectangle(along_m, away_m + 3.4, length_m + 1.0, 7.4), "asphalt", 1.05)
    )
    for bay in range(bays):
        bay_m = along_m + (bay - (bays - 1) / 2.0) * 2.6
        line = site.rectangle(bay_m + 1.3, away_m + 3.6, 0.35, 4.6)
        settlement.details.append(Surface(line, "marking", 0.62))
        if rng.random() < 0.55:
            jitter_m = rng.normal(0.0, 0.25)
            settlement.cars.append(_car(site, bay_m, away_m + 3.6 + jitter_m, math.pi / 2.0, rng))


def _car(site: Site, along_m: float, away_m: float, turn: float, rng: np.random.Generator) -> Car:
    x, y = site.at(along_m, away_m)
    return Car(x, y, site.angle + turn + rng.normal(0.0, 0.03), str(rng.choice(_CARS)))
