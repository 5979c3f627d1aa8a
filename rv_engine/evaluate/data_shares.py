"""How much of something the image has data of."""

from __future__ import annotations

import numpy as np

from rv_engine.geo import sliding_windows
from rv_engine.labels.box_overlap import of_window, pixels_of_mask
from rv_engine.monitor import Monitor
from rv_engine.scene.scene import Scene
from rv_engine.types import FloatArray

_WINDOW_PX = 1024


def data_shares(scene: Scene, boxes: FloatArray, monitor: Monitor) -> FloatArray:
    """(N,) the share of each box with image data, read window by window.

    Args:
        scene: Has the image.
        boxes: (N, 4) xmin, ymin, xmax, ymax in pixels.
        monitor: Asked whether to stop.
    """
    valid, touched = np.zeros(len(boxes)), np.zeros(len(boxes))
    for whole in sliding_windows(scene.extent, _WINDOW_PX):
        window = whole.intersection(scene.extent)
        xmin, ymin, xmax, ymax = of_window(window)[0]
        inside = (boxes[:, 0] < xmax) & (boxes[:, 2] > xmin)
        inside &= (boxes[:, 1] < ymax) & (boxes[:, 3] > ymin)
        if not inside.any():
            continue
        monitor.check()
        mask = scene.raster_source.read_raw(window).valid_pixels
        with_data, in_all = pixels_of_mask(boxes[inside], mask, window)
        valid[inside] += with_data
        touched[inside] += in_all
    return np.divide(valid, touched, out=np.zeros(len(boxes)), where=touched > 0)
