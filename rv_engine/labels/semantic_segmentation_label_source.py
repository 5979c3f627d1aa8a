"""Labels for semantic segmentation."""

from __future__ import annotations

import numpy as np

from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import LabelError
from rv_engine.geo import Box
from rv_engine.labels.rasterized_source import RasterizedSource
from rv_engine.raster.raster_source import RasterSource
from rv_engine.types import Array
from rv_engine.vector.features import Features

NO_LABEL = 255
"""In label arrays and rasters: this pixel has no label, and nothing is learnt or counted there."""


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
