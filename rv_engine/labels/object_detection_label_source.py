"""Labels for object detection: a box around each feature."""

from __future__ import annotations

import numpy as np
import shapely

from rv_engine.errors import LabelError
from rv_engine.geo import Box
from rv_engine.labels.box_overlap import areas, to_polygons
from rv_engine.labels.label_summary import LabelSummary, class_set
from rv_engine.labels.object_detection_labels import ObjectDetectionLabels
from rv_engine.types import BoolArray
from rv_engine.vector.features import Features

WHOLE_SHARE = 0.8
"""An object that shows at least this share of its box counts as seen; of others it is not known
whether they could be found."""

LEAST_DATA_SHARE = 0.5
"""Objects of which a smaller share has image data inside the areas of interest do not count."""


class ObjectDetectionLabelSource:
    """The boxes of all objects on an image.

    Boxes are cut at the edges of the image, or of the part of it that is used. Those of which less
    than `WHOLE_SHARE` remains are kept apart: they are neither learnt nor counted.

    Args:
        labels: All boxes, also those outside.
        extent: The image.
    """

    def __init__(self, labels: ObjectDetectionLabels, extent: Box) -> None:
        self.extent = extent
        self._num_all = len(labels)
        shares = labels.shares_in(extent)
        touching = shares > 0
        clipped = labels.clipped(extent)
        self.labels = clipped.where(touching & (shares >= WHOLE_SHARE))
        self.fragments = clipped.where(touching & (shares < WHOLE_SHARE))
        self._tree = shapely.STRtree(to_polygons(self.labels.boxes))
        self._fragment_tree = shapely.STRtree(to_polygons(self.fragments.boxes))

    def summary(self, extent: Box) -> LabelSummary:
        """How many objects there are, and of which classes."""
        on_image = np.concatenate([self.labels.class_ids, self.fragments.class_ids])
        return LabelSummary(self._num_all, len(on_image), class_set(on_image), may_be_none=True)

    def get_labels(
        self, window: Box, ioa_thresh: float = WHOLE_SHARE, *, clip: bool = False
    ) -> ObjectDetectionLabels:
        """The objects that a window shows with at least a share of their boxes.

        Args:
            window: The window.
            ioa_thresh: The share, from 0 to 1.
            clip: Cut the boxes at the window's border.
        """
        found = self._near(self._tree, self.labels, window)
        found = found.where(_shown(found, window, ioa_thresh))
        return found.clipped(window) if clip else found

    def get_fragments(self, window: Box, ioa_thresh: float = WHOLE_SHARE) -> ObjectDetectionLabels:
        """The parts in a window of objects that it shows with less than a share of their boxes."""
        found = self._near(self._tree, self.labels, window)
        cut = found.where(~_shown(found, window, ioa_thresh))
        parts = ObjectDetectionLabels.joined(
            [cut, self._near(self._fragment_tree, self.fragments, window)]
        ).clipped(window)
        return parts.where(areas(parts.boxes) > 0)

    @staticmethod
    def _near(
        tree: shapely.STRtree, labels: ObjectDetectionLabels, window: Box
    ) -> ObjectDetectionLabels:
        bounds = shapely.box(window.xmin, window.ymin, window.xmax, window.ymax)
        return labels.where(np.sort(tree.query(bounds)))


def boxes_of(features: Features, where: str, null_class_id: int | None) -> ObjectDetectionLabels:
    """The boxes around features.

    Args:
        features: In pixel coordinates, with class ids.
        where: The file that they come from, for messages.
        null_class_id: The class of background, which is no object, or None.

    Raises:
        LabelError: A feature has no class.
    """
    if (features.class_ids < 0).any():
        raise LabelError(
            f"Features of '{where}' have no class.",
            hint="Add a ClassInferenceTransformerConfig to the vector source's transformers.",
            where=where,
        )
    labels = ObjectDetectionLabels.of(shapely.bounds(features.geometries), features.class_ids)
    has_extent = (labels.boxes[:, 2:] > labels.boxes[:, :2]).all(axis=1)
    return labels.where(has_extent & (labels.class_ids != null_class_id))


def _shown(labels: ObjectDetectionLabels, window: Box, share: float) -> BoolArray:
    shares = labels.shares_in(window)
    shown: BoolArray = (shares > 0) & (shares >= share)
    return shown
