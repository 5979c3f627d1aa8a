"""The kinds of building that stand on a plot: houses, terraces, blocks, halls, sheds."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from rv_engine.sample_data.buildings import Building, RoofPatch, Site, Wing

_HOUSE_ROOFS = {
    "red_tile": 0.23,
    "orange_tile": 0.09,
    "old_tile": 0.2,
    "brown_tile": 0.15,
    "slate": 0.13,
    "grey_concrete": 0.2,
}
_FLAT_ROOFS = {"gravel_roof": 0.4, "bitumen": 0.25, "green_roof": 0.1, "white_membrane": 0.25}
_HALL_ROOFS = {
    "bright_metal": 0.34,
    "white_membrane": 0.1,
    "gravel_roof": 0.16,
    "bitumen": 0.1,
    "blue_metal": 0.12,
    "green_metal": 0.06,
    "grey_concrete": 0.12,
}


def house(
    site: Site, along_m: float, front_m: float, setback_m: float, rng: np.random.Generator
) -> Building:
    """A detached house with a gable or hip roof, straight or L-shaped, at times flat."""
    depth_m = rng.uniform(8.5, 12.0)
    middle_m = setback_m + depth_m / 2.0
    size_m = (front_m, depth_m)
    if rng.random() < 0.1:
        wing = site.wing(along_m, middle_m, size_m, rng.uniform(3.2, 6.5))
        return _finished((_with_boxes(wing, 2, rng),), _FLAT_ROOFS, rng)
    eave_m, pitch = rng.uniform(3.0, 5.8), math.radians(rng.uniform(27.0, 45.0))
    across = bool(rng.random() < (0.65 if depth_m > front_m else 0.2))
    main = site.wing(
        along_m, middle_m, size_m, eave_m, pitch, across=across, hipped=bool(rng.random() < 0.22)
    )
    wings = [_with_roof_details(main, rng)]
    if rng.random() < 0.34:
        arm_front_m, arm_depth_m = front_m * rng.uniform(0.42, 0.55), rng.uniform(3.5, 6.5)
        shift_m = (front_m - arm_front_m) / 2.0 * rng.choice([-1.0, 1.0])
        arm_away_m = setback_m + depth_m + arm_depth_m / 2.0 - 2.5
        arm_m = (arm_front_m, arm_depth_m + 5.0)
        wings.append(site.wing(along_m + shift_m, arm_away_m, arm_m, eave_m, pitch, across=True))
    return _finished(tuple(wings), _HOUSE_ROOFS, rng)


def terrace_house(
    site: Site, front_m: float, setback_m: float, rng: np.random.Generator
) -> Building:
    """A town house that touches its neighbours, with the ridge along the street."""
    depth_m = rng.uniform(10.0, 13.0)
    eave_m, pitch = rng.uniform(6.0, 9.5), math.radians(rng.uniform(30.0, 42.0))
    size_m = (front_m, depth_m)
    main = site.wing(0.0, setback_m + depth_m / 2.0, size_m, eave_m, pitch)
    wings = [_with_roof_details(main, rng)]
    if rng.random() < 0.45:
        back_m = rng.uniform(5.0, 9.0)
        arm_m = (front_m * rng.uniform(0.4, 0.6), back_m + 4.0)
        shift_m = (front_m - arm_m[0]) / 2.0 * rng.choice([-1.0, 1.0])
        wings.append(
            site.wing(
                shift_m,
                setback_m + depth_m + back_m / 2.0 - 2.0,
                arm_m,
                eave_m * 0.7,
                pitch,
                across=True,
            )
        )
    return _finished(tuple(wings), _HOUSE_ROOFS, rng)


def apartment_block(
    site: Site, front_m: float, setback_m: float, rng: np.random.Generator
) -> Building:
    """A long block of flats, flat-roofed or with a low hip."""
    depth_m = rng.uniform(11.5, 14.0)
    flat = bool(rng.random() < 0.65)
    wing = site.wing(
        0.0,
        setback_m + depth_m / 2.0,
        (front_m, depth_m),
        rng.uniform(8.5, 13.0),
        0.0 if flat else math.radians(18.0),
        hipped=not flat,
    )
    return _finished(
        (_with_boxes(wing, 5, rng) if flat else wing,), _FLAT_ROOFS if flat else _HOUSE_ROOFS, rng
    )


def hall(
    site: Site, front_m: float, depth_m: float, setback_m: float, rng: np.random.Generator
) -> Building:
    """A large hall with skylights, at times with an office in front of it."""
    eave_m = rng.uniform(5.5, 9.0)
    roof = _pick(_HALL_ROOFS, rng)
    pitched = roof.endswith("metal") or roof == "grey_concrete"
    across = depth_m > front_m
    wing = site.wing(
        0.0,
        setback_m + depth_m / 2.0,
        (front_m, depth_m),
        eave_m,
        math.radians(rng.uniform(4.0, 9.0)) if pitched else 0.0,
        across=across,
    )
    strips = []
    count = int(wing.length_m // 9.0)
    if rng.random() < 0.7:
        for index in range(count):
            along_m = (index + 0.5) * wing.length_m / count - wing.length_m / 2.0
            for side in (-0.25, 0.25):
                strips.append(
                    RoofPatch(
                        along_m, side * wing.width_m, 1.2, wing.width_m * 0.28, 0.3, "skylight"
                    )
                )
    wings = [replace(wing, patches=tuple(strips))]
    if rng.random() < 0.4:
        office_m = (front_m * rng.uniform(0.25, 0.45), 9.0)
        shift_m = (front_m - office_m[0]) / 2.0 * rng.choice([-1.0, 1.0])
        wings.append(site.wing(shift_m, setback_m - 2.0, office_m, eave_m + 1.5))
    return Building(tuple(wings), roof, float(rng.uniform(0.85, 1.12)))


def outbuilding(
    site: Site,
    along_m: float,
    away_m: float,
    size_m: tuple[float, float],
    rng: np.random.Generator,
) -> Building:
    """A garage or a garden shed."""
    if rng.random() < 0.55:
        return _finished((site.wing(along_m, away_m, size_m, 2.6),), _FLAT_ROOFS, rng)
    wing = site.wing(along_m, away_m, size_m, 2.3, math.radians(22.0), across=True)
    return _finished((wing,), _HOUSE_ROOFS, rng)


def _finished(
    wings: tuple[Wing, ...], roofs: dict[str, float], rng: np.random.Generator
) -> Building:
    return Building(wings, _pick(roofs, rng), min(max(rng.normal(1.0, 0.11), 0.75), 1.3))


def _pick(weights: dict[str, float], rng: np.random.Generator) -> str:
    chances = np.array(list(weights.values()))
    return list(weights)[int(rng.choice(len(chances), p=chances / chances.sum()))]


def _with_roof_details(wing: Wing, rng: np.random.Generator) -> Wing:
    """Adds chimneys, roof windows and solar panels to a pitched roof."""
    half_m, side = wing.width_m / 2.0, float(rng.choice([-1.0, 1.0]))
    room_m = max(wing.length_m / 2.0 - 1.5, 0.5)
    patches = []
    if rng.random() < 0.75:
        across_m = side * rng.uniform(0.3, 1.2)
        patches.append(
            RoofPatch(rng.uniform(-room_m, room_m), across_m, 0.9, 0.9, 1.1, "brown_tile")
        )
    if rng.random() < 0.2:
        length_m = rng.uniform(0.4, 0.75) * wing.length_m
        patches.append(
            RoofPatch(0.0, side * half_m * 0.52, length_m, half_m * 0.6, 0.1, "solar_panel")
        )
    elif rng.random() < 0.4:
        for along_m in (-room_m * 0.5, room_m * 0.4):
            patches.append(RoofPatch(along_m, -side * half_m * 0.5, 0.9, 1.2, 0.0, "skylight"))
    return replace(wing, patches=tuple(patches))


def _with_boxes(wing: Wing, count: int, rng: np.random.Generator) -> Wing:
    """Adds lift houses, vents and the like to a flat roof."""
    patches = []
    for _ in range(int(rng.integers(0, count + 1))):
        size_m = rng.uniform(1.0, 2.8, size=2)
        patches.append(
            RoofPatch(
                rng.uniform(-0.4, 0.4) * wing.length_m,
                rng.uniform(-0.3, 0.3) * wing.width_m,
                size_m[0],
                size_m[1],
                rng.uniform(0.6, 1.8),
                str(rng.choice(["pavement", "bitumen", "bright_metal"])),
            )
        )
    return replace(wing, patches=tuple(patches))
