"""Areas of few pixels out of a class raster, tile by tile."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import rasterio
from rasterio.windows import Window
from scipy import ndimage

from rv_engine.geo import Box
from rv_engine.labels.semantic_segmentation_label_source import NO_LABEL
from rv_engine.monitor import Monitor
from rv_engine.pipeline.processing_step import ProcessingStep
from rv_engine.scene.scene import Scene
from rv_engine.storage import writing
from rv_engine.types import Array

_TILE_PX = 2048


class RemoveSmallAreas(ProcessingStep):
    """Gives small areas the class that most of the pixels along their edges have.

    What surrounds an area is looked up before any area is removed, so that the result does not
    depend on an order.

    Args:
        min_area: Areas of fewer pixels are removed.
        class_id: The class whose areas are removed; None for all.
        tile_px: The size of the tiles; any gives the same.
    """

    def __init__(self, min_area: int, class_id: int | None, tile_px: int = _TILE_PX) -> None:
        self.min_area = min_area
        self.class_id = class_id
        self._tile_px = tile_px

    def process(self, labels: Path, scene: Scene, monitor: Monitor) -> Path:
        with (
            writing(labels) as partial,
            rasterio.open(labels) as source,
            rasterio.open(partial, "w", **source.profile) as target,
        ):
            if source.colorinterp[0].name == "palette":
                target.write_colormap(1, source.colormap(1))
            target.descriptions = source.descriptions
            whole = Box(0, 0, source.height, source.width)
            for y in range(0, source.height, self._tile_px):
                for x in range(0, source.width, self._tile_px):
                    monitor.check()
                    tile = Box.of_size(y, x, self._tile_px, self._tile_px).intersection(whole)
                    # An area that reaches further than this is not small.
                    around = tile.grown(self.min_area + 1).intersection(whole)
                    cleaned = self.cleaned(source.read(1, window=_window(around)))
                    target.write(cleaned[tile.slices_in(around)], 1, window=_window(tile))
        return labels

    def cleaned(self, labels: Array) -> Array:
        """(H, W) uint8 without small areas, from (H, W) uint8 of class ids."""
        result: Array = labels.copy()
        class_ids = np.unique(labels) if self.class_id is None else [self.class_id]
        for class_id in class_ids:
            if class_id == NO_LABEL:
                continue
            areas, count = ndimage.label(labels == class_id)
            sizes = np.bincount(areas.ravel(), minlength=count + 1)
            small = np.flatnonzero(sizes < self.min_area)
            places = ndimage.find_objects(areas)
            for number in small[small > 0]:
                rows, columns = places[number - 1]
                window = np.s_[max(rows.start - 1, 0) : rows.stop + 1,
                               max(columns.start - 1, 0) : columns.stop + 1]  # fmt: skip
                area = areas[window] == number
                edge = labels[window][ndimage.binary_dilation(area) & ~area]
                edge = edge[edge != NO_LABEL]
                if edge.size:
                    result[window][area] = np.bincount(edge).argmax()
        return result


def _window(box: Box) -> Window:
    return Window(box.xmin, box.ymin, box.width, box.height)
