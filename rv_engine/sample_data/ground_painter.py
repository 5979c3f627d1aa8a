"""Paints what lies flat: fields, gardens, streets, water."""

from __future__ import annotations

import numpy as np
import shapely

from rv_engine.sample_data.buildings import rectangle
from rv_engine.sample_data.canvas import Canvas
from rv_engine.sample_data.countryside import Countryside, Field
from rv_engine.sample_data.masks import IdArray
from rv_engine.sample_data.noise_field import FloatArray, grain, mixed_field, smooth_field
from rv_engine.sample_data.settlement import Car
from rv_engine.sample_data.town import Town

_FURROW_CONTRAST = {
    "meadow": 0.025,
    "dry_meadow": 0.03,
    "green_crop": 0.06,
    "young_crop": 0.13,
    "maize": 0.13,
    "ripe_cereal": 0.05,
    "stubble": 0.1,
    "soil": 0.12,
    "dark_soil": 0.12,
    "rape": 0.05,
}


def paint_ground(canvas: Canvas, town: Town, rng: np.random.Generator) -> None:
    """Paints the land from the bottom up: fields, gardens, water, tracks, streets, cars."""
    shape = canvas.frame.shape
    patchy = mixed_field(rng, shape, (9.0, 23.0, 60.0))
    fine = grain(rng, shape, 0.8)
    _paint_fields(canvas, town.land, patchy, fine, rng)
    rough = 1.0 + 0.1 * patchy + 0.07 * fine
    canvas.paint(canvas.covered(town.land.wood), "dark_broadleaf", 0.8 * rough)
    _paint_settlement(canvas, town, patchy, fine)
    _paint_water(canvas, town.land, patchy, rng)
    _paint_streets(canvas, town, patchy, fine, rng)
    details = town.settlement.details
    canvas.paint_numbered(
        canvas.numbered([item.outline for item in details]),
        [item.material for item in details],
        [item.tone for item in details],
        1.0 + 0.05 * patchy + 0.05 * fine,
    )
    _paint_cars(canvas, town.settlement.cars)


def _paint_fields(
    canvas: Canvas,
    land: Countryside,
    patchy: FloatArray,
    fine: FloatArray,
    rng: np.random.Generator,
) -> None:
    numbers = canvas.numbered([field.outline for field in land.fields])
    numbers = np.maximum(numbers, 0)
    furrows = _furrows(canvas, numbers, land.fields, rng)
    vigour = smooth_field(rng, canvas.frame.shape, 85.0)
    brightness = 1.0 + 0.07 * patchy + 0.05 * fine + 0.08 * vigour + furrows
    crops = [field.crop for field in land.fields]
    canvas.paint_numbered(numbers, crops, [field.tone for field in land.fields], brightness)
    canvas.reflectance[3] *= 1.0 - 0.1 * vigour
    canvas.reflectance[2] *= 1.0 + 0.08 * vigour
    edges = shapely.union_all([field.outline.exterior for field in land.fields]).buffer(1.1)
    canvas.paint(canvas.covered(edges), "dry_meadow", 0.95 + 0.14 * patchy + 0.08 * fine)
    for track in land.tracks:
        canvas.paint(canvas.covered(track.buffer(1.7)), "dirt", 0.98 + 0.1 * patchy + 0.05 * fine)
        canvas.paint(canvas.covered(track.buffer(0.35)), "dry_meadow", 1.0 + 0.1 * patchy)


def _furrows(
    canvas: Canvas, numbers: IdArray, fields: tuple[Field, ...], rng: np.random.Generator
) -> FloatArray:
    """Rows of plants and tramlines along each field, as a change of brightness."""
    pixel_m = canvas.frame.pixel_m
    angle = np.array([field.angle for field in fields], dtype=np.float32)
    spacing_m = np.array([field.spacing_m for field in fields], dtype=np.float32)
    contrast = np.array([_FURROW_CONTRAST[field.crop] for field in fields], dtype=np.float32)
    sin, cos = np.sin(angle)[numbers], np.cos(angle)[numbers]
    rows, columns = np.indices(canvas.frame.shape, dtype=np.float32, sparse=True)
    wobble = 0.8 * smooth_field(rng, canvas.frame.shape, 160.0)
    across_m = (rows * cos - columns * sin) * pixel_m + wobble
    wave = np.sin(across_m * (2.0 * np.pi / spacing_m)[numbers])
    tramline = (np.abs(np.mod(across_m, 15.0) - 7.5) > 6.9).astype(np.float32)
    swath = np.sin(across_m * np.float32(2.0 * np.pi / 12.0))
    depth = contrast[numbers] * (0.7 + 0.3 * smooth_field(rng, canvas.frame.shape, 40.0))
    return np.asarray(depth * (wave + 0.35 * swath - 0.9 * tramline), dtype=np.float32)


def _paint_settlement(canvas: Canvas, town: Town, patchy: FloatArray, fine: FloatArray) -> None:
    settlement = town.settlement
    green = 1.0 + 0.12 * patchy + 0.08 * fine
    canvas.paint(canvas.covered(town.built_up), "meadow", green)
    for layer in (settlement.plots, settlement.hedges):
        canvas.paint_numbered(
            canvas.numbered([item.outline for item in layer]),
            [item.material for item in layer],
            [item.tone for item in layer],
            green,
        )
    hedges = canvas.numbered(
        [item.outline for item in settlement.hedges if item.material == "hedge"]
    )
    canvas.height_m[hedges >= 0] = 1.3


def _paint_water(
    canvas: Canvas, land: Countryside, patchy: FloatArray, rng: np.random.Generator
) -> None:
    calm = 1.0 + 0.06 * smooth_field(rng, canvas.frame.shape, 30.0)
    bank = canvas.covered(land.river.buffer(2.5).union(land.pond.buffer(2.0)))
    canvas.paint(bank, "dry_meadow", 0.95 + 0.2 * patchy)
    for water, material in ((land.pond, "pond"), (land.river, "river")):
        mask = canvas.covered(water)
        canvas.paint(mask, material, calm)
        canvas.height_m[mask] = 0.0


def _paint_streets(
    canvas: Canvas, town: Town, patchy: FloatArray, fine: FloatArray, rng: np.random.Generator
) -> None:
    worn = smooth_field(rng, canvas.frame.shape, 18.0)
    built_up = town.built_up.buffer(10.0)
    walks = shapely.union_all(
        [
            street.line.buffer(street.width_m / 2.0 + (1.7 if street.kind == "main" else 0.9))
            for street in town.streets
        ]
    )
    walk = canvas.covered(walks.intersection(built_up))
    verge = canvas.covered(walks) & ~walk
    canvas.paint(walk, "pavement", 0.97 + 0.06 * patchy + 0.04 * fine)
    canvas.paint(verge, "dry_meadow", 1.0 + 0.1 * patchy)
    roads = [street.line.buffer(street.width_m / 2.0) for street in reversed(town.streets)]
    kinds = ["asphalt" if rng.random() < 0.55 else "old_asphalt" for _ in roads]
    tones = [float(rng.normal(1.0, 0.07)) for _ in roads]
    surface = 1.0 + 0.045 * worn + 0.03 * fine
    canvas.paint_numbered(canvas.numbered(roads), kinds, tones, surface)
    canvas.height_m[canvas.covered(walks)] = 0.0
    _paint_wear(canvas, town, rng)


def _paint_wear(canvas: Canvas, town: Town, rng: np.random.Generator) -> None:
    """Wheel tracks, repaired patches and the middle line of main roads."""
    tracks, patches, dashes = [], [], []
    for street in town.streets:
        line, width_m = street.line, street.width_m
        for offset_m in (-0.36 * width_m, -0.14 * width_m, 0.14 * width_m, 0.36 * width_m):
            tracks.append(line.parallel_offset(offset_m).buffer(0.32, cap_style="flat"))
        for _ in range(int(rng.poisson(line.length / 70.0))):
            spot = line.interpolate(rng.uniform(0.0, line.length))
            turn = rng.uniform(0.0, np.pi)
            length_m, patch_m = rng.uniform(2.0, 9.0), rng.uniform(1.2, 2.6)
            patch = rectangle(spot.x, spot.y, turn, length_m, patch_m)
            patches.append(patch.intersection(line.buffer(width_m / 2.0)))
        if street.kind == "main":
            for along_m in np.arange(0.0, line.length - 4.0, 9.0):
                dash = shapely.ops.substring(line, along_m, along_m + 4.5)
                dashes.append(dash.buffer(0.28, cap_style="flat"))
    for shapes, gain in ((tracks, 1.06), (patches, 0.86), (dashes, 1.35)):
        mask = canvas.numbered(shapes) >= 0
        canvas.reflectance[:, mask] *= np.float32(gain)


def _paint_cars(canvas: Canvas, cars: list[Car]) -> None:
    bodies = [rectangle(car.x_m, car.y_m, car.angle, 4.4, 1.85) for car in cars]
    windows = [rectangle(car.x_m, car.y_m, car.angle, 2.6, 1.6) for car in cars]
    numbers = canvas.numbered(bodies)
    flat = np.ones(canvas.frame.shape, dtype=np.float32)
    canvas.paint_numbered(numbers, [car.material for car in cars], [1.0] * len(cars), flat)
    canvas.height_m[numbers >= 0] = 1.4
    glass = (canvas.numbered(windows) >= 0) & (
        canvas.numbered([rectangle(car.x_m, car.y_m, car.angle, 1.5, 1.6) for car in cars]) < 0
    )
    canvas.reflectance[:, glass] *= np.float32(0.6)
