"""Points and lines made wide."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import shapely

from rv_engine.vector.features import Features
from rv_engine.vector.vector_transformer import VectorTransformer

_TYPE_IDS = {
    "Point": (shapely.GeometryType.POINT,),
    "LineString": (shapely.GeometryType.LINESTRING, shapely.GeometryType.LINEARRING),
    "Polygon": (shapely.GeometryType.POLYGON,),
}


class BufferTransformer(VectorTransformer):
    """Buffers the features of one geometry type.

    Args:
        geom_type: "Point", "LineString" or "Polygon".
        class_bufs: Width by class id, in pixels; None leaves a class as it is.
        default_buf: Width of all other classes, in pixels.
    """

    def __init__(
        self,
        geom_type: str,
        class_bufs: Mapping[int, float | None] | None = None,
        default_buf: float | None = 1,
    ) -> None:
        self.geom_type = geom_type
        self.class_bufs = dict(class_bufs or {})
        self.default_buf = default_buf

    def transform(self, features: Features, where: str) -> Features:
        chosen = np.isin(shapely.get_type_id(features.geometries), _TYPE_IDS[self.geom_type])
        widths = np.array(
            [self.class_bufs.get(int(i), self.default_buf) or 0 for i in features.class_ids], float
        )
        chosen &= widths > 0
        geometries = features.geometries.copy()
        geometries[chosen] = shapely.buffer(geometries[chosen], widths[chosen])
        return features.with_geometries(geometries)
