"""Paints roofs: material, slope, rows of tiles, weathering, and what stands on them."""

from __future__ import annotations

import math

import numpy as np

from rv_engine.sample_data.buildings import Building, RoofPatch, Wing
from rv_engine.sample_data.canvas import Canvas
from rv_engine.sample_data.masks import BoolArray
from rv_engine.sample_data.materials import REFLECTANCE
from rv_engine.sample_data.noise_field import FloatArray, grain, mixed_field
from rv_engine.sample_data.sunlight import Sun

_EDGE_M = 0.55
_ROW_M = {"bright_metal": 1.6, "blue_metal": 1.6, "green_metal": 1.6}


def paint_roofs(
    canvas: Canvas, buildings: list[Building], sun: Sun, rng: np.random.Generator
) -> None:
    """Paints all buildings; the pixels whose middle lies in a footprint become roof."""
    shape = canvas.frame.shape
    weathered = 0.06 * mixed_field(rng, shape, (6.0, 25.0)) + 0.03 * grain(rng, shape, 0.7)
    for building in buildings:
        for wing in building.wings:
            _paint_wing(canvas, building, wing, weathered, sun, rng)


def _paint_wing(
    canvas: Canvas,
    building: Building,
    wing: Wing,
    weathered: FloatArray,
    sun: Sun,
    rng: np.random.Generator,
) -> None:
    rows_of_tiles = rng.normal(1.0, 0.035, 256).astype(np.float32)
    faces = rng.normal(1.0, 0.03, 4).astype(np.float32)
    window = _window(canvas, wing)
    if window is None:
        return
    along, across = _axes(canvas, wing, window)
    half_length, half_width = wing.length_m / 2.0, wing.width_m / 2.0
    inside = (np.abs(along) <= half_length) & (np.abs(across) <= half_width)
    to_eave = half_width - np.abs(across)
    to_gable = half_length - np.abs(along)
    on_hip = (to_gable < to_eave) & wing.hipped
    slope = math.tan(wing.pitch)
    height_m = wing.eave_m + slope * np.where(on_hip, to_gable, to_eave)
    drawn = inside & (height_m > canvas.height_m[window])

    fall_along = np.where(on_hip, np.sign(along), 0.0) * slope
    fall_across = np.where(on_hip, 0.0, np.sign(across)) * slope
    cos, sin = math.cos(wing.angle), math.sin(wing.angle)
    incidence = sun.lit(fall_along * cos - fall_across * sin, fall_along * sin + fall_across * cos)

    face = np.where(on_hip, 2 + (along > 0), across > 0)
    row_m = _ROW_M.get(building.roof, 0.9)
    course = (along if building.roof in _ROW_M else across) / row_m + 128.0
    course_index = np.clip(course.astype(np.intp), 0, 255)
    shade = building.tone * faces[face] * rows_of_tiles[course_index] * (1.0 + weathered[window])
    edge = np.minimum(to_eave, to_gable)
    if wing.pitch == 0.0:
        shade = shade * np.where(edge < _EDGE_M, 1.3, np.where(edge < 2 * _EDGE_M, 0.85, 1.0))
    else:
        shade = shade * np.where(to_eave > half_width - 0.3, 1.12, 1.0)
        shade = shade * np.where(to_eave < 0.45, 0.9, 1.0)
    for band, value in enumerate(REFLECTANCE[building.roof]):
        canvas.reflectance[band][window][drawn] = (value * shade)[drawn]
    canvas.height_m[window][drawn] = height_m[drawn]
    canvas.incidence[window][drawn] = incidence[drawn]
    for patch in wing.patches:
        _paint_patch(canvas, patch, window, along, across, drawn)


def _paint_patch(
    canvas: Canvas,
    patch: RoofPatch,
    window: tuple[slice, slice],
    along: FloatArray,
    across: FloatArray,
    roof: BoolArray,
) -> None:
    mask = roof & (np.abs(along - patch.along_m) <= patch.length_m / 2.0)
    mask &= np.abs(across - patch.across_m) <= patch.width_m / 2.0
    for band, value in enumerate(REFLECTANCE[patch.material]):
        canvas.reflectance[band][window][mask] = value
    canvas.height_m[window][mask] += np.float32(patch.rise_m)


def _window(canvas: Canvas, wing: Wing) -> tuple[slice, slice] | None:
    """The rows and columns around a wing, or None when it lies outside the image."""
    pixel_m = canvas.frame.pixel_m
    reach_m = math.hypot(wing.length_m, wing.width_m) / 2.0 + pixel_m
    rows, columns = canvas.frame.shape
    top = max(int((wing.y_m - reach_m) / pixel_m), 0)
    bottom = min(int((wing.y_m + reach_m) / pixel_m) + 1, rows)
    left = max(int((wing.x_m - reach_m) / pixel_m), 0)
    right = min(int((wing.x_m + reach_m) / pixel_m) + 1, columns)
    if top >= bottom or left >= right:
        return None
    return slice(top, bottom), slice(left, right)


def _axes(canvas: Canvas, wing: Wing, window: tuple[slice, slice]) -> tuple[FloatArray, FloatArray]:
    """Metres along and across the ridge for each pixel's middle."""
    pixel_m = canvas.frame.pixel_m
    y = (np.arange(window[0].start, window[0].stop) + 0.5)[:, None] * pixel_m - wing.y_m
    x = (np.arange(window[1].start, window[1].stop) + 0.5)[None, :] * pixel_m - wing.x_m
    cos, sin = math.cos(wing.angle), math.sin(wing.angle)
    return x * cos + y * sin, y * cos - x * sin
