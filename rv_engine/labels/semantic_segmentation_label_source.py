"""Labels for semantic segmentation."""

from __future__ import annotations

import numpy as np

from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import LabelError
from rv_engine.geo import Box, sliding_windows
from rv_engine.labels.label_summary import LabelSummary, class_set, summary_of_features
from rv_engine.labels.rasterized_source import RasterizedSource
from rv_engine.raster.raster_source import RasterSource
from rv_engine.types import Array
from rv_engine.vector.features import Features

NO_LABEL = 255
"""In label arrays and rasters: this pixel has no label, and nothing is learnt or counted there."""

# A summary of a label raster looks at so many places of this size.
_MAX_PEEKS = 16
_PEEK_PX = 512


class SemanticSegmentationLabelSource:
    """A class id for each pixel.

    Args:
        raster_source: One band of class ids, on the grid of the image.
        class_config: The classes.
    """

    def __init__(self, raster_source: RasterSource, class_config: ClassConfig) -> None:
        self.raster_source = raster_source
        self.class_config = class_config

    @property
    def features(self) -> Features | None:
        """The features that are drawn as labels; None where the labels are a raster."""
        source = self.raster_source
        return source.features if isinstance(source, RasterizedSource) else None

    def summary(self, extent: Box) -> LabelSummary:
        """How many labels there are; of a raster a few places are read.

        Raises:
            LabelError: A value in the raster is no class.
        """
        if isinstance(self.raster_source, RasterizedSource):
            return summary_of_features(self.raster_source.features, extent)
        windows = list(sliding_windows(extent, _PEEK_PX))
        step = max(1, len(windows) // _MAX_PEEKS)
        peeks = [self.get_label_arr(window) for window in windows[::step][:_MAX_PEEKS]]
        labelled = np.concatenate([peek[peek != NO_LABEL] for peek in peeks])
        return LabelSummary(
            labelled.size,
            labelled.size,
            class_set(labelled),
            is_complete=len(peeks) == len(windows),
        )

    def get_label_arr(self, window: Box) -> Array:
        """(H, W) uint8 of class ids, `NO_LABEL` where there is none.

        Raises:
            LabelError: A value in the raster is no class.
        """
        chip = self.raster_source.read(window)
        values, valid = chip.array[..., 0], chip.valid_pixels
        wrong = valid & ((values < 0) | (values >= len(self.class_config)) | (values % 1 != 0))
        if wrong.any():
            value = values[wrong][0]
            count = len(self.class_config)
            raise LabelError(
                f"The label raster holds the value {value}, but there are {count} classes "
                f"(0 to {count - 1}).",
                hint="Add the missing classes, or declare the value as nodata in the file.",
            )
        return np.where(valid, values, NO_LABEL).astype(np.uint8)
