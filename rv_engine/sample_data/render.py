"""From the plan of a town to the pixels of its image."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rv_engine.monitor import Monitor
from rv_engine.sample_data.canvas import Canvas
from rv_engine.sample_data.crown_painter import paint_crowns
from rv_engine.sample_data.ground_painter import paint_ground
from rv_engine.sample_data.masks import BoolArray, IdArray
from rv_engine.sample_data.roof_painter import paint_roofs
from rv_engine.sample_data.sensor import to_numbers
from rv_engine.sample_data.sunlight import SKYLIGHT_SHARE, Sun, cast_shadows
from rv_engine.sample_data.town import Town


@dataclass(frozen=True)
class Rendering:
    """A drawn town.

    Attributes:
        pixels: (4, H, W) digital numbers, 0 where there is no data.
        valid: (H, W) where there is data.
        tree: (H, W) index of the tree that is seen, or -1.
    """

    pixels: NDArray[np.uint16]
    valid: BoolArray
    tree: IdArray


def render(town: Town, seed: int, monitor: Monitor) -> Rendering:
    """Draws a town; the same plan and seed give the same pixels."""
    rng = np.random.Generator(np.random.PCG64([seed, 2]))
    sun = Sun()
    canvas = Canvas.blank(town.frame)
    what = "Drawing a sample town"
    monitor.progress(0, 4, "steps", what)
    paint_ground(canvas, town, rng)
    monitor.progress(1, 4, "steps", what)
    paint_roofs(canvas, town.settlement.buildings, sun, rng)
    monitor.progress(2, 4, "steps", what)
    paint_crowns(canvas, town.trees, sun, rng)
    monitor.progress(3, 4, "steps", what)
    shadow = cast_shadows(canvas.height_m, town.frame.pixel_m, sun)
    direct = canvas.incidence * (1.0 - shadow)
    radiance = canvas.reflectance
    for band, skylight in enumerate(SKYLIGHT_SHARE):
        radiance[band] *= skylight + (1.0 - skylight) * direct
    valid = canvas.covered(town.valid_area)
    pixels = to_numbers(radiance, valid, rng)
    monitor.progress(4, 4, "steps", what)
    return Rendering(pixels, valid, canvas.tree)
