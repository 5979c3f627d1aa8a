"""What a vector source answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from rv_engine.types import Array, BoolArray, GeometryArray

UNKNOWN_CLASS_ID = -1


@dataclass(frozen=True)
class Features:
    """Geometries with their properties, column by column.

    Attributes:
        geometries: (N,) shapely geometries in pixel coordinates of an image, none empty.
        class_ids: (N,) int; `UNKNOWN_CLASS_ID` where no class is known yet.
        properties: Each field's (N,) values.
    """

    geometries: GeometryArray
    class_ids: Array
    properties: Mapping[str, Array]

    def __len__(self) -> int:
        return len(self.geometries)

    def where(self, keep: BoolArray) -> Features:
        """Only the features for which `keep` is true."""
        properties = {name: values[keep] for name, values in self.properties.items()}
        return Features(self.geometries[keep], self.class_ids[keep], properties)

    def take(self, index: Array) -> Features:
        """The features at the places of an index, which may come several times."""
        properties = {name: values[index] for name, values in self.properties.items()}
        return Features(self.geometries[index], self.class_ids[index], properties)

    def with_geometries(self, geometries: GeometryArray) -> Features:
        """The same features with other geometries."""
        return replace(self, geometries=geometries)

    def with_class_ids(self, class_ids: Array) -> Features:
        """The same features with other classes."""
        return replace(self, class_ids=np.asarray(class_ids))
