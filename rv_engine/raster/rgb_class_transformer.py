"""From the colours of a label image to class ids."""

from __future__ import annotations

import logging
from typing import Any

import numpy as np

from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import RasterError
from rv_engine.raster.raster_chip import RasterChip
from rv_engine.raster.raster_transformer import RasterTransformer
from rv_engine.types import Array

log = logging.getLogger(__name__)


class RGBClassTransformer(RasterTransformer):
    """Gives each pixel the class of its colour.

    A pixel whose colour is no class's has no label: nothing is learnt or counted there.

    Args:
        class_config: The classes with their colours.
        max_distance: How far a colour may be from that of the nearest class, as a distance in red,
            green and blue of 0 to 255; 0 takes the very colours only.
    """

    def __init__(self, class_config: ClassConfig, max_distance: float = 0.0) -> None:
        self.class_config = class_config
        self.max_distance = max_distance
        colors = [class_config.color_rgb(class_id) for class_id in range(len(class_config))]
        self._colors = np.array(colors, np.int64)
        self._warned = False

    def transform(self, chip: RasterChip) -> RasterChip:
        if chip.array.shape[2] != 3:
            raise RasterError(
                "Colours are of three bands (red, green, blue), but the label image has "
                f"{chip.array.shape[2]}.",
                hint="Choose three bands with channel_order.",
            )
        class_ids, found = self._classes(chip.filled())
        valid = chip.valid.all(axis=2)
        if not self._warned and (valid & ~found).any():
            self._warned = True
            color = chip.array[valid & ~found][0].tolist()
            log.warning(
                "The label image has pixels of the colour %s, which is no class's: they have no "
                "label.", color,
            )  # fmt: skip
        return RasterChip(class_ids[..., None], (valid & found)[..., None])

    def _classes(self, array: Array) -> tuple[Array, Array]:
        """(H, W) uint8 class ids, and whether each is near enough."""
        # Few colours are in a label image, or many in one that was compressed: each once.
        codes = array.astype(np.int64) @ np.array([65536, 256, 1])
        unique, index = np.unique(codes, return_inverse=True)
        colors = np.stack([unique >> 16, (unique >> 8) & 255, unique & 255], axis=1)
        distances = ((colors[:, None] - self._colors[None]) ** 2).sum(axis=2)
        nearest = distances.argmin(axis=1)
        near = distances.min(axis=1) <= self.max_distance**2
        index = index.reshape(codes.shape)
        return nearest.astype(np.uint8)[index], near[index]

    def output_dtype(self, input_dtype: np.dtype[Any]) -> np.dtype[Any]:
        return np.dtype(np.uint8)

    def output_channels(self, input_channels: int) -> int:
        return 1
