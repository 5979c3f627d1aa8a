"""Where a class raster is wrong: a raster of errors, and blocks with how wrong they are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from rv_engine.config.class_config import ClassConfig
from rv_engine.geo import Box, CRSTransformer
from rv_engine.labels.piecewise_raster import PiecewiseRaster, RasterFormat
from rv_engine.storage import remove_path
from rv_engine.types import Array, BoolArray
from rv_engine.vector.geopackage import writing_polygons

RIGHT = 0
"""The value of pixels that are predicted as they are labelled."""


class ErrorMap:
    """Writes `errors.tif` and `blocks.gpkg` into a folder, piece by piece.

    A wrong pixel has the value 1 + label * C + prediction, of C classes; one that does not count has
    none. Its colour is that of the predicted class.

    Args:
        folder: Of the scene.
        grid: The pixel grid of the image.
        class_config: The classes.
    """

    def __init__(self, folder: Path, grid: CRSTransformer, class_config: ClassConfig) -> None:
        self.raster_path = folder / "errors.tif"
        self.blocks_path = folder / "blocks.gpkg"
        self._grid = grid
        self._class_config = class_config
        self._pieces = folder / "errors.tif.pieces"
        count = len(class_config)
        self._nodata = 255 if count * count < 255 else 65535
        self._raster = PiecewiseRaster(
            self._pieces,
            grid,
            RasterFormat(
                "uint8" if self._nodata == 255 else "uint16",
                self._nodata,
                ("errors",),
                "mode",
                self._colors() if self._nodata == 255 else {},
            ),
        )

    def values(self) -> list[dict[str, Any]]:
        """What the values of the raster mean, as JSON values."""
        names = self._class_config.names
        return [
            {"value": 1 + label * len(names) + predicted, "label": names[label], "predicted": name}
            for label in range(len(names))
            for predicted, name in enumerate(names)
            if label != predicted
        ]

    def write(self, window: Box, labels: Array, predicted: Array, counted: BoolArray) -> None:
        """Writes the errors of a window.

        Args:
            window: In the image.
            labels: (H, W) class ids.
            predicted: (H, W) class ids.
            counted: (H, W) which pixels count.
        """
        count = len(self._class_config)
        codes = 1 + labels.astype(np.int64) * count + predicted
        codes[labels == predicted] = RIGHT
        codes[~counted] = self._nodata
        self._raster.write(window, codes[..., None].astype(self._raster.format.dtype))

    def finish(self, boxes: Sequence[Box], blocks: Array) -> None:
        """Joins the raster and writes the blocks, the worst ones first.

        Args:
            boxes: The place of each block.
            blocks: (N, C, C) confusion matrix of each.
        """
        self._raster.finish(self.raster_path)
        remove_path(self._pieces)
        names = np.array(self._class_config.names, object)
        counted = blocks.sum(axis=(1, 2))
        off_diagonal = blocks * (1 - np.eye(len(names), dtype=np.int64))
        wrong = off_diagonal.sum(axis=(1, 2))
        frequent = off_diagonal.reshape(len(blocks), len(names) ** 2).argmax(axis=1)
        label, predicted = np.divmod(frequent, len(names))
        nothing = np.array(None, object)
        order = np.argsort(-wrong, kind="stable")
        values = {
            "pixels": counted[order],
            "wrong": wrong[order],
            "wrong_share": (wrong / np.maximum(counted, 1))[order],
            "label": np.where(wrong > 0, names[label], nothing)[order],
            "predicted": np.where(wrong > 0, names[predicted], nothing)[order],
        }
        columns = {name: array[:0] for name, array in values.items()}
        polygons = np.array(
            [shapely.box(box.xmin, box.ymin, box.xmax, box.ymax) for box in boxes], object
        )
        with writing_polygons(self.blocks_path, "blocks", self._grid, columns) as append:
            append(polygons[order], values)

    def _colors(self) -> dict[int, tuple[int, int, int]]:
        names = self._class_config.names
        return {
            1 + label * len(names) + predicted: self._class_config.color_rgb(predicted)
            for label in range(len(names))
            for predicted in range(len(names))
            if label != predicted
        }
