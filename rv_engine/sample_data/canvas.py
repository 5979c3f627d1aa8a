"""The picture while it is painted: reflectance, height and slope towards the sun."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from shapely.geometry.base import BaseGeometry

from rv_engine.sample_data.frame import Frame
from rv_engine.sample_data.masks import BoolArray, IdArray, numbered
from rv_engine.sample_data.materials import BANDS, REFLECTANCE
from rv_engine.sample_data.noise_field import FloatArray


@dataclass(frozen=True)
class Canvas:
    """Arrays that the painters write into.

    Attributes:
        frame: The image's grid.
        reflectance: (4, H, W) in the order of `BANDS`.
        height_m: (H, W) above the ground.
        incidence: (H, W) direct sunlight beside that on flat ground.
        tree: (H, W) index of the tree that is seen, or -1.
    """

    frame: Frame
    reflectance: FloatArray
    height_m: FloatArray
    incidence: FloatArray
    tree: IdArray

    @classmethod
    def blank(cls, frame: Frame) -> Canvas:
        """An empty canvas: flat, black ground."""
        return cls(
            frame,
            np.zeros((len(BANDS), *frame.shape), dtype=np.float32),
            np.zeros(frame.shape, dtype=np.float32),
            np.ones(frame.shape, dtype=np.float32),
            np.full(frame.shape, -1, dtype=np.int32),
        )

    def covered(self, shape: BaseGeometry) -> BoolArray:
        """The pixels whose middle lies in a shape."""
        return self.numbered([shape]) >= 0

    def numbered(self, shapes: list[BaseGeometry]) -> IdArray:
        """For each pixel the index of the last shape that holds its middle, or -1."""
        return numbered(self.frame, shapes)

    def paint(self, mask: BoolArray, material: str, brightness: FloatArray | float = 1.0) -> None:
        """Covers pixels with one material; `brightness` is one, or one for each pixel."""
        shade = brightness[mask] if isinstance(brightness, np.ndarray) else brightness
        for band, value in enumerate(REFLECTANCE[material]):
            self.reflectance[band][mask] = value * shade

    def paint_numbered(
        self, numbers: IdArray, materials: list[str], tones: list[float], brightness: FloatArray
    ) -> None:
        """Covers the pixels of each number with its own material and tone."""
        mask = numbers >= 0
        if not mask.any():
            return
        index, shade = numbers[mask], brightness[mask]
        for band in range(len(BANDS)):
            palette = np.array(
                [
                    REFLECTANCE[material][band] * tone
                    for material, tone in zip(materials, tones, strict=True)
                ],
                dtype=np.float32,
            )
            self.reflectance[band][mask] = palette[index] * shade
