"""What can be told of a scene's labels before its image is read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from rv_engine.geo import Box
from rv_engine.types import Array
from rv_engine.vector.features import Features


@dataclass(frozen=True)
class LabelSummary:
    """How many labels there are, and of which classes.

    A label source answers it from `summary(extent)`; one that has no such method is not checked.

    Attributes:
        num_labels: All features, objects or labelled pixels.
        num_on_image: Those on the image.
        class_ids: The classes of those on the image.
        is_complete: Whether all labels were looked at, and not only some.
        may_be_none: Whether an image without any label teaches something: that nothing is there.
    """

    num_labels: int
    num_on_image: int
    class_ids: frozenset[int]
    is_complete: bool = True
    may_be_none: bool = False


def summary_of_features(features: Features, extent: Box) -> LabelSummary:
    """The summary of features in pixel coordinates."""
    box = shapely.box(extent.xmin, extent.ymin, extent.xmax, extent.ymax)
    on_image = shapely.intersects(features.geometries, box)
    class_ids = class_set(features.class_ids[on_image])
    return LabelSummary(len(features), int(on_image.sum()), class_ids)


def class_set(class_ids: Array) -> frozenset[int]:
    """The different class ids in an array."""
    return frozenset(int(class_id) for class_id in np.unique(class_ids))
