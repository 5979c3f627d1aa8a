"""Where a class raster is wrong: a raster of errors, and blocks with how wrong they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from rv_engine.config.class_config import ClassConfig
from rv_engine.evaluate.block_errors import BlockErrors
from rv_engine.geo import Box, CRSTransformer
from rv_engine.labels.chip_classification_labels import cell_polygons
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

    def finish(self, blocks: BlockErrors) -> None:
        """Joins the raster and writes the blocks, the worst ones first."""
        self._raster.finish(self.raster_path)
        remove_path(self._pieces)
        names = np.array(self._class_config.names, object)
        table = blocks.table()
        nothing = np.array(None, object)
        order = np.argsort(-table.wrong, kind="stable")
        is_wrong = table.wrong > 0
        values = {
            "pixels": table.counted[order],
            "wrong": table.wrong[order],
            "wrong_share": (table.wrong / np.maximum(table.counted, 1))[order],
            "label": np.where(is_wrong, names[table.label], nothing)[order],
            "predicted": np.where(is_wrong, names[table.predicted], nothing)[order],
        }
        columns = {name: array[:0] for name, array in values.items()}
        polygons = cell_polygons(table.boxes)
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
