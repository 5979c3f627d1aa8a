"""Which sizes of objects a network shall look for."""

from __future__ import annotations

import numpy as np

from rv_engine.learner.models.object_detection_architectures import PYRAMID_LEVELS
from rv_engine.types import Array

# A few objects that are smaller than all others, such as slivers, shall not decide.
_SMALL_QUANTILE = 0.1
_SMALLEST_PX = 4.0
_LARGEST_PX = 64.0


def fitting_anchor_sizes(boxes: Array) -> list[float]:
    """Five sizes in pixels, each twice the one before, that begin with small objects.

    Args:
        boxes: (N, 4) with N > 0.
    """
    sides = np.sqrt(np.prod(boxes[:, 2:] - boxes[:, :2], axis=1))
    smallest = np.clip(np.quantile(sides, _SMALL_QUANTILE), _SMALLEST_PX, _LARGEST_PX)
    first = round(float(smallest), 1)
    return [first * 2**level for level in range(PYRAMID_LEVELS)]
