"""Small pictures of places: the image, and what lies over it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from rv_engine.band_stretch import stretched
from rv_engine.config.class_config import ClassConfig
from rv_engine.raster.raster_chip import RasterChip
from rv_engine.types import Array, BoolArray, FloatArray

PANEL_PX = 224
"""The side of a picture."""
_GAP_PX = 6
_OPACITY = 0.45
_DIMMED = 0.35

Panel = Sequence[Array]
Color = tuple[int, int, int]


def pictures_of(chips: Sequence[RasterChip], display_bands: list[int] | None) -> list[Array]:
    """Chips with any bands and values as (H, W, 3) uint8 pictures, all stretched alike.

    Args:
        chips: With the same bands.
        display_bands: Those to show as red, green and blue; see `stretched`.
    """
    colours = stretched(
        [chip.filled() for chip in chips], [chip.valid_pixels for chip in chips], display_bands
    )
    return [(255 * colour).astype(np.uint8) for colour in colours]


def painted(picture: Array, class_ids: Array, known: BoolArray, classes: ClassConfig) -> Array:
    """A picture with a class for each pixel over it; where none is known it is dark.

    Args:
        picture: (H, W, 3) uint8.
        class_ids: (H, W).
        known: (H, W) where there is a class.
        classes: The classes; the null class leaves the picture as it is.
    """
    result: Array = picture.astype(np.float32)
    result[~known] *= _DIMMED
    colors = np.array([classes.color_rgb(index) for index in range(len(classes))], np.float32)
    shown = known.copy()
    if classes.has_null_class:
        shown &= class_ids != classes.null_class_id
    chosen = colors[class_ids[shown]]
    result[shown] = (1 - _OPACITY) * result[shown] + _OPACITY * chosen
    return result.astype(np.uint8)


def with_boxes(
    picture: Array, boxes: FloatArray, colors: Sequence[Color], is_wrong: BoolArray
) -> Array:
    """A picture with boxes over it; the wrong ones are thicker, with a white rim.

    Args:
        picture: (H, W, 3) uint8.
        boxes: (N, 4) xmin, ymin, xmax, ymax in pixels of the picture.
        colors: Of each box.
        is_wrong: (N,).
    """
    scale = max(1, round(PANEL_PX / max(picture.shape[:2])))
    image = Image.fromarray(picture.repeat(scale, axis=0).repeat(scale, axis=1))
    draw = ImageDraw.Draw(image)
    for wrong in (False, True):
        for index in np.flatnonzero(is_wrong == wrong).tolist():
            xmin, ymin, xmax, ymax = (boxes[index] * scale).round().tolist()
            corners = (xmin, ymin, max(xmin, xmax - 1), max(ymin, ymax - 1))
            if wrong:
                around = (corners[0] - 1, corners[1] - 1, corners[2] + 1, corners[3] + 1)
                draw.rectangle(around, outline=(255, 255, 255))
            draw.rectangle(corners, outline=colors[index], width=2 if wrong else 1)
    return np.asarray(image)


def side_by_side(pictures: Sequence[Array]) -> Any:
    """A PIL image of pictures beside each other, each in a square of `PANEL_PX`; the rest is clear."""
    width = len(pictures) * (PANEL_PX + _GAP_PX) - _GAP_PX
    sheet = Image.new("RGBA", (width, PANEL_PX), (0, 0, 0, 0))
    for number, picture in enumerate(pictures):
        height_px, width_px = picture.shape[:2]
        factor = PANEL_PX / max(height_px, width_px)
        size = (max(1, round(width_px * factor)), max(1, round(height_px * factor)))
        # Few pixels are shown as such.
        way = Image.Resampling.NEAREST if factor > 1 else Image.Resampling.LANCZOS
        image = Image.fromarray(picture).resize(size, way)
        left = number * (PANEL_PX + _GAP_PX) + (PANEL_PX - size[0]) // 2
        sheet.paste(image, (left, (PANEL_PX - size[1]) // 2))
    return sheet
