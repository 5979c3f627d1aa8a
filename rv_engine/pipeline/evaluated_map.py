"""A map of anybody's in the form in which PREDICT leaves its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import rasterio
import shapely

from rv_engine.geo import CRSTransformer, sliding_windows
from rv_engine.labels.box_overlap import to_polygons
from rv_engine.labels.object_detection_labels import ObjectDetectionLabels
from rv_engine.labels.rasterized_source import RasterizedSource
from rv_engine.labels.semantic_segmentation_label_source import NO_LABEL
from rv_engine.monitor import Monitor
from rv_engine.raster.raster_source import RasterSource
from rv_engine.types import Array
from rv_engine.vector.features import Features
from rv_engine.vector.geojson import writing_geojson
from rv_engine.vector.geopackage import writing_polygons

_WINDOW_PX = 1024
_MAX_TOLD = 10
_BOX_COLUMNS: dict[str, Array] = {
    "class_id": np.empty(0, np.int32),
    "score": np.empty(0, np.float64),
}


def write_reclassed(
    source: RasterSource,
    class_ids: Mapping[int, int],
    target: Path,
    monitor: Monitor,
    *,
    name: str,
    counts_as: str | None = None,
) -> Path:
    """A class raster on the grid of a source, of the ids that its values stand for; `name` is its own.

    What is no data, or stands for no class, is `NO_LABEL`. Values that stand for none are told, and
    as what EVAL counts them: as nothing, or as the class `counts_as`.
    """
    unknown: set[float] = set()

    def ids_of(values: Array, valid: Array) -> Array:
        ids = np.full(values.shape, NO_LABEL, np.uint8)
        for value, class_id in class_ids.items():
            ids[valid & (values == value)] = class_id
        if len(unknown) < _MAX_TOLD:
            unknown.update(np.unique(values[valid & (ids == NO_LABEL)]).tolist())
        return ids

    path = _write_raster(source, ids_of, target, monitor)
    if unknown:
        told = ", ".join(f"{value:g}" for value in sorted(unknown)[:_MAX_TOLD])
        counted = "are not counted" if counts_as is None else f"count as {counts_as!r}"
        monitor.log(
            f"Values of '{name}' stand for no class, and their pixels {counted}: {told}.",
            level="warning",
        )
    return path


def write_drawn(
    features: Features, image: RasterSource, background_id: int, target: Path, monitor: Monitor
) -> Path:
    """A class raster on the grid of an image, drawn from areas."""
    drawn = RasterizedSource(features, image, background_class_id=background_id)
    return _write_raster(drawn, lambda values, _: values, target, monitor)


def write_boxes(features: Features, image: RasterSource, target: Path) -> Path:
    """The boxes around features, with their classes and their scores, 1 where they have none.

    They are cut at the edges of the image, as those of labels are, and those outside left out.
    """
    scores = features.properties.get("score")
    if scores is not None:
        scores = np.nan_to_num(np.asarray(scores, np.float64))
    boxes = ObjectDetectionLabels.of(
        shapely.bounds(features.geometries), features.class_ids, scores
    )
    boxes = boxes.where(boxes.shares_in(image.extent) > 0).clipped(image.extent)
    values: dict[str, Array] = {
        "class_id": boxes.class_ids.astype(np.int32),
        "score": boxes.scores,
    }
    with writing_polygons(target, "boxes", image.crs_transformer, _BOX_COLUMNS) as append:
        append(to_polygons(boxes.boxes), values)
    return target


def write_cells(features: Features, grid: CRSTransformer, target: Path) -> Path:
    """The cells that features are, with their classes."""
    with writing_geojson(target, grid) as append:
        properties = [{"class_id": int(class_id)} for class_id in features.class_ids]
        append(to_polygons(shapely.bounds(features.geometries)), properties)
    return target


def _write_raster(
    source: RasterSource,
    ids_of: Callable[[Array, Array], Array],
    target: Path,
    monitor: Monitor,
) -> Path:
    extent, grid = source.extent, source.crs_transformer
    windows = sliding_windows(extent, _WINDOW_PX, padding_px=None)
    with rasterio.open(
        target,
        "w",
        driver="GTiff",
        width=extent.width,
        height=extent.height,
        count=1,
        dtype="uint8",
        nodata=NO_LABEL,
        crs=grid.crs,
        transform=grid.transform,
        compress="deflate",
    ) as dataset:
        for done, window in enumerate(windows):
            monitor.progress(done, len(windows), "windows", "Reading the map")
            inside = window.intersection(extent)
            chip = source.read(inside)
            ids = ids_of(chip.array[..., 0], chip.valid_pixels)
            place = rasterio.windows.Window(
                inside.xmin - extent.xmin, inside.ymin - extent.ymin, inside.width, inside.height
            )
            dataset.write(ids.astype(np.uint8), 1, window=place)
    return target
