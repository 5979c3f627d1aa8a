"""What a bundle shows of itself to people who look for a model: a picture, and where it learnt."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import rasterio
import shapely
from PIL import Image, ImageDraw
from rasterio.crs import CRS
from rasterio.windows import Window

from rv_engine.band_stretch import stretched
from rv_engine.config.class_config import ClassConfig
from rv_engine.geo import Box
from rv_engine.raster.raster_source import RasterSource
from rv_engine.scene import SceneConfig
from rv_engine.types import Array

PREVIEW_SIZE_PX = (240, 384)
"""Height and width of the picture; a pixel is one of the image."""

_OPACITY = 0.45
_WGS84 = CRS.from_epsg(4326)
# A straight side becomes a bow in longitude and latitude.
_POINTS_PER_SIDE = 8
_LARGEST_OVERVIEW_PX = 512


def footprint(scenes: Sequence[SceneConfig]) -> dict[str, Any] | None:
    """Where images lie, as a GeoJSON MultiPolygon in longitude and latitude (WGS 84).

    Images without a reference system lie nowhere; None when none has one.
    """
    rings = []
    for scene in scenes:
        image = scene.open_image()
        if image.crs_transformer.crs is None:
            continue
        extent = image.extent
        outline = shapely.box(extent.xmin, extent.ymin, extent.xmax, extent.ymax)
        side = max(extent.height, extent.width) / _POINTS_PER_SIDE
        dense = shapely.segmentize(outline, max(side, 1))
        (placed,) = image.crs_transformer.pixel_to_crs(np.array([dense]), _WGS84)
        rings.append(shapely.get_coordinates(placed).round(7).tolist())
    if not rings:
        return None
    return {"type": "MultiPolygon", "coordinates": [[ring] for ring in rings]}


def preview(scene: SceneConfig, labels: Mapping[str, Path | None], classes: ClassConfig) -> bytes:
    """A picture of an image with the model's map of it, where there is most to see, as PNG.

    Args:
        scene: A scene that was predicted.
        labels: What was predicted for it, by its kind, as `label_files` answers it.
        classes: The classes, with their colours.
    """
    image = scene.open_image()
    raster = labels.get("label_raster")
    shapes = next((labels[kind] for kind in ("geojson", "polygons") if labels.get(kind)), None)
    if raster is not None and raster.is_file():
        window = _around(_busiest_place(raster, classes), image.extent)
        picture = _painted(_visible(image, window), raster, window, classes)
    elif shapes is not None and shapes.is_file():
        geometries, names = _shapes(shapes, image, classes)
        centres = shapely.get_coordinates(shapely.centroid(geometries))
        place = np.median(centres, axis=0) if len(centres) else _middle(image.extent)
        window = _around(place, image.extent)
        picture = _outlined(_visible(image, window), geometries, names, window, classes)
    else:
        picture = _visible(image, _around(_middle(image.extent), image.extent))
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def _middle(extent: Box) -> Array:
    return np.array([(extent.xmin + extent.xmax) / 2, (extent.ymin + extent.ymax) / 2])


def _around(place: Array, extent: Box) -> Box:
    """A window of the picture's size around (x, y), within the image where that is possible."""
    height, width = (min(PREVIEW_SIZE_PX[0], extent.height), min(PREVIEW_SIZE_PX[1], extent.width))
    xmin = min(max(int(place[0] - width / 2), extent.xmin), extent.xmax - width)
    ymin = min(max(int(place[1] - height / 2), extent.ymin), extent.ymax - height)
    return Box.of_size(ymin, xmin, height, width)


def _busiest_place(raster: Path, classes: ClassConfig) -> Array:
    """The middle of what is not background, as (x, y)."""
    with rasterio.open(raster) as dataset:
        scale = max(1.0, max(dataset.height, dataset.width) / _LARGEST_OVERVIEW_PX)
        shape = (max(1, int(dataset.height / scale)), max(1, int(dataset.width / scale)))
        ids = dataset.read(1, out_shape=shape)
        known = dataset.read_masks(1, out_shape=shape) > 0
    seen = known & (ids != classes.null_class_id) if classes.has_null_class else known
    if not seen.any():
        seen = known if known.any() else np.ones_like(known)
    rows, columns = np.nonzero(seen)
    place: Array = scale * np.array([np.median(columns), np.median(rows)])
    return place


def _visible(image: RasterSource, window: Box) -> Image.Image:
    chip = image.read_raw(window)
    (colours,) = stretched([chip.filled()], [chip.valid_pixels], image.display_bands)
    return Image.fromarray((255 * colours).astype(np.uint8))


def _painted(picture: Image.Image, raster: Path, window: Box, classes: ClassConfig) -> Image.Image:
    place = Window(window.xmin, window.ymin, window.width, window.height)
    with rasterio.open(raster) as dataset:
        ids = dataset.read(1, window=place, boundless=True)
        seen = dataset.read_masks(1, window=place, boundless=True) > 0
    seen &= ids < len(classes)
    if classes.has_null_class:
        seen &= ids != classes.null_class_id
    colours = np.array([classes.color_rgb(number) for number in range(len(classes))], np.float32)
    pixels = np.asarray(picture).astype(np.float32)
    pixels[seen] = (1 - _OPACITY) * pixels[seen] + _OPACITY * colours[ids[seen]]
    return Image.fromarray(pixels.astype(np.uint8))


def _shapes(path: Path, image: RasterSource, classes: ClassConfig) -> tuple[Any, list[str]]:
    """Predicted shapes in pixels of the image, and the names of their classes."""
    meta, _, wkb, fields = pyogrio.raw.read(path, columns=["class_name"])
    crs = CRS.from_user_input(meta["crs"]) if meta["crs"] else None
    geometries = image.crs_transformer.map_to_pixel(shapely.from_wkb(wkb), crs)
    names = [str(name) for name in fields[0]]
    shown = [
        name in classes.names and name != classes.null_class and not shapely.is_empty(geometry)
        for name, geometry in zip(names, geometries, strict=True)
    ]
    return geometries[np.array(shown, bool)], [
        name for name, kept in zip(names, shown, strict=True) if kept
    ]


def _outlined(
    picture: Image.Image, geometries: Any, names: list[str], window: Box, classes: ClassConfig
) -> Image.Image:
    draw = ImageDraw.Draw(picture)
    view = shapely.box(window.xmin, window.ymin, window.xmax, window.ymax)
    for geometry, name in zip(geometries, names, strict=True):
        if not view.intersects(geometry):
            continue
        colour = classes.color_rgb(classes.names.index(name))
        for part in shapely.get_parts(geometry):
            corners = shapely.get_coordinates(part) - (window.xmin, window.ymin)
            draw.line([(float(x), float(y)) for x, y in corners], fill=colour, width=2)
    return picture
