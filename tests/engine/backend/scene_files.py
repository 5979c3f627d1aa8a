"""Small scenes in files, a model that anyone can calculate, and the slow way to predict."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import rasterio
import shapely
from affine import Affine

from rv_engine.backend import SemanticSegmentationPredictOptions
from rv_engine.backend.semantic_segmentation_prediction import SemanticSegmentationPrediction
from rv_engine.config.class_config import ClassConfig
from rv_engine.labels import SemanticSegmentationLabelStoreConfig
from rv_engine.labels.semantic_segmentation_label_store import (
    SemanticSegmentationLabelStore,
)
from rv_engine.labels.semantic_segmentation_merger import smooth_weight
from rv_engine.monitor import Monitor
from rv_engine.raster.rasterio_source import RasterioSource
from rv_engine.scene.scene import AreaOfInterest, Scene

CLASSES = ClassConfig(names=["field", "house", "tree", "background"], null_class="background")
NO_CLASS = 255


class PlaceModel:
    """Its answers depend on a pixel's value and on its place in the window."""

    num_channels = 1
    num_classes = len(CLASSES)

    def __init__(self):
        self.windows = 0

    def predict_classes(self, batch):
        self.windows += len(batch)
        return (self._mixed(batch) % self.num_classes).astype(np.uint8)

    def predict_probabilities(self, batch):
        self.windows += len(batch)
        mixed = self._mixed(batch)
        scores = np.stack([(mixed + 11 * c) % 13 + 1 for c in range(self.num_classes)], axis=1)
        return (scores / scores.sum(axis=1, keepdims=True)).astype(np.float32)

    @staticmethod
    def _mixed(batch):
        rows, columns = np.indices(batch.shape[1:3])
        return batch[..., 0].astype(np.int64) * 7 + rows * 3 + columns * 5


def write_image(path: Path, array: np.ndarray, **profile) -> Path:
    """An (H, W) or (H, W, C) array as a GeoTIFF on a UTM grid of half metres."""
    bands = np.atleast_3d(array)
    settings = {
        "driver": "GTiff", "height": bands.shape[0], "width": bands.shape[1],
        "count": bands.shape[2], "dtype": bands.dtype, "crs": "EPSG:32633",
        "transform": Affine(0.5, 0, 500_000, 0, -0.5, 5_400_000), **profile,
    }  # fmt: skip
    with rasterio.open(path, "w", **settings) as dataset:
        dataset.write(np.moveaxis(bands, -1, 0))
    return path


def random_image(path: Path, height: int, width: int) -> Path:
    """Values from 1 to 255, a hole of nodata (0) in the middle."""
    array = np.random.default_rng(3).integers(1, 256, (height, width)).astype(np.uint8)
    array[height // 3 : height // 2, width // 4 : width // 2] = 0
    return write_image(path, array, nodata=0)


def open_scene(path: Path, aoi: tuple[int, int, int, int] | None = None) -> Scene:
    """A scene; the area is (xmin, ymin, xmax, ymax) in pixels."""
    area = None if aoi is None else AreaOfInterest(np.array([shapely.box(*aoi)], object))
    return Scene("scene", RasterioSource(str(path)), CLASSES, None, area)


def open_store(
    folder: Path, scene: Scene, *, smooth: bool, cls=SemanticSegmentationLabelStore
) -> SemanticSegmentationLabelStore:
    files = {"label_raster": folder / "labels.tif"}
    if smooth:
        files["score_raster"] = folder / "scores.tif"
    config = SemanticSegmentationLabelStoreConfig(smooth_output=smooth)
    grid = scene.raster_source.crs_transformer
    return cls(files, folder / "pieces", grid, CLASSES, config)


def predict(folder: Path, scene: Scene, options, *, smooth=False, model=None, extent=None):
    """(labels, scores): the fast way, from the written files."""
    store = open_store(folder, scene, smooth=smooth)
    SemanticSegmentationPrediction(scene, model or PlaceModel(), options, store, extent).run(
        Monitor()
    )
    store.finish(Monitor())
    return read_outputs(folder, smooth=smooth)


def read_outputs(folder: Path, *, smooth: bool):
    with rasterio.open(folder / "labels.tif") as dataset:
        labels = dataset.read(1)
    if not smooth:
        return labels, None
    with rasterio.open(folder / "scores.tif") as dataset:
        return labels, dataset.read()


def starts(length: int, size: int, stride: int) -> list[int]:
    count = 1 if length <= size else math.ceil((length - size) / stride) + 1
    return [number * stride for number in range(count)]


def predict_slowly(
    path: Path, options: SemanticSegmentationPredictOptions, *, smooth=False, aoi=None
):
    """(labels, scores) of the whole image held in memory, one window after another."""
    with rasterio.open(path) as dataset:
        image = dataset.read(1)
    model, size, crop = PlaceModel(), options.chip_sz, options.crop_px
    inner = size - 2 * crop
    height, width = image.shape
    pad = size + options.stride_px
    padded = np.pad(image, pad)
    counts = padded != 0
    if aoi is not None:
        inside = np.zeros_like(counts)
        inside[pad + aoi[1] : pad + aoi[3], pad + aoi[0] : pad + aoi[2]] = True
        counts &= inside
    weight = np.ones((inner, inner), np.float32)
    if smooth and options.window_weight == "sine":
        weight = smooth_weight((inner, inner))
    sums = np.zeros((model.num_classes, *padded.shape))
    weights = np.zeros(padded.shape)
    for y in starts(height, inner, options.stride_px):
        for x in starts(width, inner, options.stride_px):
            # Windows do not reach over the edges of an image that is large enough for them.
            top = max(min(y - crop, height - size), 0)
            left = max(min(x - crop, width - size), 0)
            chip = padded[top + pad :, left + pad :][:size, :size]
            place = np.s_[y + pad : y + pad + inner, x + pad : x + pad + inner]
            if smooth:
                whole = model.predict_probabilities(chip[None, ..., None])[0]
            else:
                classes = model.predict_classes(chip[None, ..., None])[0]
                whole = classes == np.arange(model.num_classes)[:, None, None]
            cut = whole[:, y - top : y - top + inner, x - left : x - left + inner]
            answer = np.zeros((model.num_classes, inner, inner))
            answer[:, : cut.shape[1], : cut.shape[2]] = cut
            sums[(slice(None), *place)] += answer * weight * counts[place]
            weights[place] += weight * counts[place]
    image_part = np.s_[pad : pad + height, pad : pad + width]
    sums, weights = sums[(slice(None), *image_part)], weights[image_part]
    labels = np.where(weights > 0, sums.argmax(axis=0), NO_CLASS).astype(np.uint8)
    with np.errstate(invalid="ignore", divide="ignore"):
        return labels, sums / np.where(weights > 0, weights, np.nan)
