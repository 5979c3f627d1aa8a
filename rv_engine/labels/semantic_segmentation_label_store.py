"""Predicted labels on disk: a class raster, and on request probabilities and polygons."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from rv_engine.config.class_config import ClassConfig
from rv_engine.geo import Box, CRSTransformer
from rv_engine.labels.label_store import LabelFiles, LabelStore
from rv_engine.labels.piecewise_raster import PiecewiseRaster, RasterFormat
from rv_engine.labels.polygon_file import write_polygons
from rv_engine.labels.semantic_segmentation_label_source import NO_LABEL
from rv_engine.labels.semantic_segmentation_label_store_config import (
    SemanticSegmentationLabelStoreConfig,
)
from rv_engine.labels.semantic_segmentation_merger import MergedRows
from rv_engine.monitor import Monitor
from rv_engine.storage import remove_path
from rv_engine.types import Array, FloatArray

CONFIDENCE = "confidence_raster"
"""The kind of file with the probability of the class that a pixel got, in one band of bytes."""

# Probabilities as bytes: 0 to 254 stand for 0 to 1, 255 for no value.
_SCORE_STEPS = 254


class SemanticSegmentationLabelStore(LabelStore):
    """Takes merged rows and makes whole files of them.

    Rows that are written stay when the work is interrupted; `has` tells them.

    Args:
        files: What to make, and where: "label_raster", and on request "score_raster" (probabilities,
            one band a class), "confidence_raster" and "polygons". Rasters with probabilities need
            `smooth_output`.
        work_folder: Where unfinished pieces lie.
        grid: The pixel grid of the image.
        class_config: The classes.
        config: What is wanted.
    """

    def __init__(
        self,
        files: LabelFiles,
        work_folder: Path,
        grid: CRSTransformer,
        class_config: ClassConfig,
        config: SemanticSegmentationLabelStoreConfig,
    ) -> None:
        self.files = files
        self.class_config = class_config
        self.config = config
        self._work_folder = work_folder
        block_px = config.rasterio_block_size
        self._labels = PiecewiseRaster(
            work_folder / "labels", grid, _label_format(class_config, block_px)
        )
        self._scores = None
        if "score_raster" in files:
            score_format = _score_format(class_config, block_px, as_uint8=config.smooth_as_uint8)
            self._scores = PiecewiseRaster(work_folder / "scores", grid, score_format)
        self._confidence = None
        if CONFIDENCE in files:
            self._confidence = PiecewiseRaster(
                work_folder / "confidence", grid, _confidence_format(block_px)
            )

    def has(self, box: Box) -> bool:
        """Whether the rows of a box are written."""
        return self._labels.has(box)

    def write(self, rows: MergedRows) -> None:
        """Writes merged rows.

        Raises:
            OutputError: They cannot be written.
        """
        if self._scores is not None and rows.scores is not None:
            as_uint8 = self.config.smooth_as_uint8
            self._scores.write(rows.box, _as_bytes(rows.scores) if as_uint8 else rows.scores)
        if self._confidence is not None and rows.scores is not None:
            # Not a number in any class is none in all.
            self._confidence.write(rows.box, _as_bytes(rows.scores.max(axis=-1, keepdims=True)))
        # The labels come last: where they are, the scores are too.
        self._labels.write(rows.box, rows.labels[..., None])

    def finish(self, monitor: Monitor) -> None:
        what = "Writing the map"
        monitor.progress(0, 3, "files", what)
        self._labels.finish(self.files["label_raster"], self.process if self.processing else None)
        monitor.progress(1, 3, "files", what)
        if self._scores is not None:
            self._scores.finish(self.files["score_raster"])
        if self._confidence is not None:
            self._confidence.finish(self.files[CONFIDENCE])
        monitor.progress(2, 3, "files", what)
        if "polygons" in self.files:
            denoise = {output.class_id: output.denoise for output in self.config.vector_output}
            write_polygons(
                self.files["label_raster"],
                self.files["polygons"],
                self.class_config,
                denoise,
                check=monitor.check,
            )
        remove_path(self._work_folder)
        monitor.progress(3, 3, "files", what)


def _label_format(class_config: ClassConfig, block_px: int) -> RasterFormat:
    return RasterFormat(
        dtype="uint8",
        nodata=NO_LABEL,
        descriptions=("class",),
        resampling="mode",
        colors={index: class_config.color_rgb(index) for index in range(len(class_config))},
        block_px=block_px,
    )


def _as_bytes(scores: FloatArray) -> Array:
    steps: Array = np.nan_to_num(np.rint(scores * _SCORE_STEPS), nan=NO_LABEL).astype(np.uint8)
    return steps


def _confidence_format(block_px: int) -> RasterFormat:
    return RasterFormat(
        dtype="uint8",
        nodata=NO_LABEL,
        descriptions=("confidence",),
        resampling="average",
        scale=1 / _SCORE_STEPS,
        block_px=block_px,
    )


def _score_format(class_config: ClassConfig, block_px: int, *, as_uint8: bool) -> RasterFormat:
    return RasterFormat(
        dtype="uint8" if as_uint8 else "float32",
        nodata=NO_LABEL if as_uint8 else float("nan"),
        descriptions=tuple(class_config.names),
        resampling="average",
        scale=1 / _SCORE_STEPS if as_uint8 else 1.0,
        block_px=block_px,
    )
