"""Pixel windows and the way between pixels and the map. No raster is read here."""

from rv_engine.geo.box import Box
from rv_engine.geo.crs_transformer import CRSTransformer, bounds_in_crs, grids_match
from rv_engine.geo.windows import axis_starts, sliding_padding, sliding_windows

__all__ = [
    "Box",
    "CRSTransformer",
    "axis_starts",
    "bounds_in_crs",
    "grids_match",
    "sliding_padding",
    "sliding_windows",
]
