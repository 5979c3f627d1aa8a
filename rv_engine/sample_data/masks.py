"""Which pixels lie in which shape."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from rasterio.features import rasterize
from shapely.geometry.base import BaseGeometry

from rv_engine.sample_data.frame import Frame

BoolArray = NDArray[np.bool_]
IdArray = NDArray[np.int32]


def numbered(frame: Frame, shapes: list[BaseGeometry]) -> IdArray:
    """For each pixel the index of the last shape that holds its middle, or -1.

    Shape:
        (H, W), int32.
    """
    pairs = [(shape, index) for index, shape in enumerate(shapes) if not shape.is_empty]
    if not pairs:
        return np.full(frame.shape, -1, dtype=np.int32)
    return np.asarray(
        rasterize(pairs, frame.shape, fill=-1, transform=frame.pixel_to_local, dtype="int32")
    )
