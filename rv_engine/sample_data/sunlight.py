"""One sun for the whole scene: how slopes are lit and where shadows fall."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from rv_engine.sample_data.noise_field import FloatArray

SKYLIGHT_SHARE = (0.27, 0.215, 0.18, 0.14)
_SOFT_EDGE_M = 0.7


@dataclass(frozen=True)
class Sun:
    """Where the sun stands; azimuth clockwise from north, both in degrees."""

    azimuth_deg: float = 152.0
    elevation_deg: float = 44.0

    @property
    def towards(self) -> tuple[float, float]:
        """Horizontal unit vector to the sun: x to the east, y to the south."""
        azimuth = math.radians(self.azimuth_deg)
        return math.sin(azimuth), -math.cos(azimuth)

    @property
    def rise(self) -> float:
        """Metres that a sunbeam climbs for each metre over ground."""
        return math.tan(math.radians(self.elevation_deg))

    def lit(self, slope_x: FloatArray | float, slope_y: FloatArray | float) -> FloatArray:
        """Direct light on a surface beside that on flat ground.

        Args:
            slope_x, slope_y: Metres that the surface falls towards east and towards south, for
                each metre over ground.
        """
        x, y = self.towards
        slope_x, slope_y = np.asarray(slope_x), np.asarray(slope_y)
        steep = np.sqrt(1.0 + slope_x**2 + slope_y**2)
        light = ((slope_x * x + slope_y * y) / self.rise + 1.0) / steep
        return np.asarray(np.maximum(light, 0.0), dtype=np.float32)


def cast_shadows(height_m: FloatArray, pixel_m: float, sun: Sun) -> FloatArray:
    """How deep each pixel lies in the shadow of higher things: 0 lit, 1 in shadow.

    Walks from every pixel towards the sun and looks whether something stands above the sunbeam.

    Args:
        height_m: (H, W) heights of ground, roofs and crowns.
        pixel_m: Size of a pixel.
        sun: Where the light comes from.
    """
    x, y = sun.towards
    rows, columns = height_m.shape
    above = np.zeros_like(height_m)
    step_px = 0.75
    farthest_px = float(height_m.max(initial=0.0)) / sun.rise / pixel_m
    for step in range(1, int(farthest_px / step_px) + 2):
        right, down = round(step * step_px * x), round(step * step_px * y)
        beam_m = math.hypot(right, down) * pixel_m * sun.rise
        if abs(right) >= columns or abs(down) >= rows or (right, down) == (0, 0):
            continue
        seen = (
            slice(max(down, 0), rows + min(down, 0)),
            slice(max(right, 0), columns + min(right, 0)),
        )
        here = (
            slice(max(-down, 0), rows + min(-down, 0)),
            slice(max(-right, 0), columns + min(-right, 0)),
        )
        np.maximum(above[here], height_m[seen] - np.float32(beam_m), out=above[here])
    return np.clip((above - height_m - 0.25) / _SOFT_EDGE_M, 0.0, 1.0).astype(np.float32)
