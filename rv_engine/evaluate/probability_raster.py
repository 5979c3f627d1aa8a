"""The probabilities that PREDICT wrote beside a class raster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import rasterio
from rasterio.windows import Window

from rv_engine.evaluate.probability_tally import ProbabilityTally
from rv_engine.geo import Box
from rv_engine.labels.semantic_segmentation_label_store_config import probabilities_beside
from rv_engine.scene.scene import Scene
from rv_engine.types import Array, BoolArray

# Of larger scenes not every pixel is looked at: so many are enough for any curve.
_ENOUGH_PX = 25_000_000


class ProbabilityRaster:
    """Counts the probabilities of pixels.

    Args:
        dataset: One band a class.
        scene: The scene that it is of.
    """

    def __init__(self, dataset: rasterio.io.DatasetReader, scene: Scene) -> None:
        self._dataset = dataset
        self._scene = scene
        height, width = scene.extent.size
        self._step = max(1, int(np.ceil(np.sqrt(height * width / _ENOUGH_PX))))

    def count(
        self, window: Box, labels: Array, counted: BoolArray, tally: ProbabilityTally
    ) -> None:
        """Adds the pixels of a window to a tally, class by class, so that one band is in memory.

        Args:
            window: In the image.
            labels: (H, W) class ids.
            counted: (H, W) which pixels count.
            tally: Receives them.
        """
        few = np.s_[:: self._step, :: self._step]
        place = window_in(self._scene, window)
        labels, chosen = labels[few], counted[few].copy()
        # A pixel without a probability has none of any class. Not by a mask: of four bands of bytes
        # GDAL may take the last one for that.
        first = self._dataset.read(1, window=place)[few]
        chosen &= np.isfinite(first) & (first != self._dataset.nodata)
        truth = labels[chosen]
        highest = np.full(len(truth), -1, np.float32)
        most_likely = np.zeros(len(truth), np.int64)
        for class_id, scale in enumerate(self._dataset.scales):
            band = self._dataset.read(class_id + 1, window=place)[few]
            scores = (band[chosen].astype(np.float32) * np.float32(scale)).clip(0, 1)
            tally.add_class(class_id, scores, truth == class_id)
            higher = scores > highest
            highest[higher], most_likely[higher] = scores[higher], class_id
        tally.add_predicted(highest, truth == most_likely)


@contextmanager
def open_probabilities(
    label_raster: Path, scene: Scene, num_classes: int
) -> Iterator[ProbabilityRaster | None]:
    """The probabilities beside a class raster; None when they were not written, or do not fit."""
    path = probabilities_beside(label_raster)
    if not path.is_file():
        yield None
        return
    with rasterio.open(path) as dataset:
        fits = dataset.count == num_classes and dataset.shape == scene.extent.size
        yield ProbabilityRaster(dataset, scene) if fits else None


def window_in(scene: Scene, window: Box) -> Window:
    """Where a window of the image lies in a raster of the scene's extent."""
    extent = scene.extent
    return Window(window.xmin - extent.xmin, window.ymin - extent.ymin, window.width, window.height)
