"""Paints tree crowns: lumpy domes, lit from one side, bright in the near infrared."""

from __future__ import annotations

import math

import numpy as np

from rv_engine.sample_data.canvas import Canvas
from rv_engine.sample_data.materials import REFLECTANCE
from rv_engine.sample_data.noise_field import FloatArray, grain
from rv_engine.sample_data.sunlight import Sun
from rv_engine.sample_data.trees import Tree


def paint_crowns(
    canvas: Canvas, trees: tuple[Tree, ...], sun: Sun, rng: np.random.Generator
) -> None:
    """Paints all trees; where crowns meet, the higher one is seen."""
    lumps = grain(rng, canvas.frame.shape, 1.3)
    for index, tree in enumerate(trees):
        tone = rng.normal(1.0, 0.1, 4)
        lobes = rng.uniform(0.0, 2.0 * math.pi, 3)
        _paint_crown(canvas, index, tree, tone, lobes, lumps, sun)


def _paint_crown(
    canvas: Canvas,
    index: int,
    tree: Tree,
    tone: FloatArray,
    lobes: FloatArray,
    lumps: FloatArray,
    sun: Sun,
) -> None:
    pixel_m, (rows, columns) = canvas.frame.pixel_m, canvas.frame.shape
    top = max(int((tree.y_m - tree.radius_m) / pixel_m), 0)
    bottom = min(int((tree.y_m + tree.radius_m) / pixel_m) + 1, rows)
    left = max(int((tree.x_m - tree.radius_m) / pixel_m), 0)
    right = min(int((tree.x_m + tree.radius_m) / pixel_m) + 1, columns)
    if top >= bottom or left >= right:
        return
    window = (slice(top, bottom), slice(left, right))
    y = ((np.arange(top, bottom) + 0.5) * pixel_m - tree.y_m)[:, None]
    x = ((np.arange(left, right) + 0.5) * pixel_m - tree.x_m)[None, :]
    angle = np.arctan2(y, x)
    uneven = 0.045 * (np.sin(3 * angle + lobes[0]) + np.sin(5 * angle + lobes[1]))
    uneven += 0.04 * np.sin(8 * angle + lobes[2]) - 0.06
    far = np.hypot(x, y) / (tree.radius_m * (1.0 + uneven))
    texture = lumps[window]
    if tree.kind == "conifer":
        dome, slope = 1.0 - far, np.full_like(far, 1.1)
    else:
        dome = np.sqrt(np.maximum(1.0 - far**2, 0.0))
        slope = far / np.maximum(dome, 0.42) * 0.7
    height_m = tree.height_m * (0.35 + 0.65 * dome) + 0.35 * texture
    seen = (far <= 1.0) & (height_m > canvas.height_m[window])
    away = np.maximum(np.hypot(x, y), 1e-3)
    incidence = sun.lit(slope * x / away, slope * y / away) * (1.0 + 0.2 * texture)
    for band, value in enumerate(REFLECTANCE[tree.kind]):
        shade = value * tone[band] * (0.4 + 0.6 * tone[0]) * (1.0 + 0.1 * texture)
        canvas.reflectance[band][window][seen] = shade[seen]
    canvas.height_m[window][seen] = height_m[seen]
    canvas.incidence[window][seen] = np.maximum(incidence, 0.2)[seen]
    canvas.tree[window][seen] = index
