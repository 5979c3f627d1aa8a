"""Names for types that have none."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.floating[Any]]
GeometryArray = NDArray[np.object_]
"""Shapely geometries."""
