"""Where a model learns and where it is measured: an area split in two."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import shapely

from rv_engine.errors import LabelError, VectorError
from rv_engine.geo import CRSTransformer
from rv_engine.raster.raster_source import RasterSource
from rv_engine.types import GeometryArray
from rv_engine.vector.geopackage import writing_polygons
from rv_engine.vector.ogr_vector_source import OgrVectorSource

# On the way through map coordinates corners move by rounding errors.
_SAME_AREA_PX = 0.01

# Blocks along each side of the area, of which some are kept for validation, and the order in which
# they are taken: as queens on a chess board, so that the first four share no row and no column.
_BLOCKS = 4
_ORDER = (1, 14, 7, 8, 2, 13, 4, 11, 0, 15, 6, 9, 3, 12, 5, 10)

Side = Literal["east", "west", "north", "south"]


@dataclass(frozen=True)
class Split:
    """How an image is divided.

    Attributes:
        area: A vector file with polygons that limit training and validation, or None.
        validate_on: The side of the area that is kept for validation, or "blocks": some of 4 x 4
            parts, spread over it.
        validation_fraction: How much of the area that is, from 0 to 1.
        validation_area: A vector file with polygons to validate on, instead of a side.
    """

    area: str | None = None
    validate_on: Side | Literal["blocks"] = "east"
    validation_fraction: float = 0.25
    validation_area: str | None = None


def split_area(split: Split, image: RasterSource) -> tuple[GeometryArray, GeometryArray]:
    """Where to train and where to validate: polygons in pixel coordinates that do not overlap.

    Raises:
        VectorError: A file cannot be read.
        LabelError: An area is not on the image, or nothing is left of one part.
    """
    whole = _whole(split, image)
    if split.validation_area is not None:
        kept = _polygons(split.validation_area, image, "validation area").intersection(whole)
    elif split.validate_on == "blocks":
        kept = whole.intersection(_blocks(whole, split.validation_fraction))
    else:
        side = _pixel_side(split.validate_on, image.crs_transformer)
        kept = whole.intersection(_side(whole, side, split.validation_fraction))
    training = whole.difference(kept)
    for name, area in (("training", training), ("validation", kept)):
        if area.area < 1:
            raise LabelError(
                f"No part of the image is left for {name}.",
                hint="Choose another area, or another part of the image to validate on.",
            )
    return _parts(training), _parts(kept)


def whole_area(split: Split, image: RasterSource) -> GeometryArray:
    """Where to work in an image that is not divided: polygons in pixel coordinates.

    Raises:
        VectorError: A file cannot be read.
        LabelError: The area is not on the image.
    """
    return _parts(_whole(split, image))


def write_area(root: Path, name: str, area: GeometryArray, grid: CRSTransformer) -> str:
    """Writes polygons in pixel coordinates as a GeoPackage in a run folder; returns its path.

    Raises:
        OutputError: It cannot be written.
    """
    target = root / "areas" / f"{name}.gpkg"
    if _holds(target, area, grid):
        return str(target)  # a new file would make all that was trained on it out of date
    with writing_polygons(target, name, grid, {}) as append:
        append(area, {})
    return str(target)


def _holds(path: Path, area: GeometryArray, grid: CRSTransformer) -> bool:
    """Whether a file has these very polygons."""
    if not path.exists():
        return False
    try:
        found = OgrVectorSource([str(path)]).read(grid).geometries
    except VectorError:
        return False
    difference = shapely.symmetric_difference(shapely.union_all(found), shapely.union_all(area))
    return bool(difference.area < _SAME_AREA_PX)


def _whole(split: Split, image: RasterSource) -> shapely.Geometry:
    extent = image.extent
    whole = shapely.box(extent.xmin, extent.ymin, extent.xmax, extent.ymax)
    if split.area is None:
        return whole
    return _polygons(split.area, image, "area").intersection(whole)


def _polygons(path: str, image: RasterSource, what: str) -> shapely.Geometry:
    geometries = OgrVectorSource([path]).read(image.crs_transformer).geometries
    polygons = geometries[shapely.get_type_id(geometries) == shapely.GeometryType.POLYGON]
    extent = image.extent
    box = shapely.box(extent.xmin, extent.ymin, extent.xmax, extent.ymax)
    if not shapely.intersects(polygons, box).any():
        raise LabelError(
            f"The {what} '{path}' has no polygon on the image.",
            hint="Check its coordinate reference system.",
            where=path,
        )
    return shapely.union_all(polygons)


def _pixel_side(side: Side, grid: CRSTransformer) -> Side:
    """The side as it would be called if the image's rows went from north to south."""
    transform = grid.transform
    if transform.a < 0 and side in {"east", "west"}:
        return "west" if side == "east" else "east"
    # An image without any georeference has an identity transform, and is shown with row 0 on top.
    if transform.e > 0 and not transform.is_identity and side in {"north", "south"}:
        return "south" if side == "north" else "north"
    return side


def _side(whole: shapely.Geometry, side: Side, fraction: float) -> shapely.Geometry:
    """The part of an area's bounds on one side, cut between pixels."""
    xmin, ymin, xmax, ymax = whole.bounds
    width = round((xmax - xmin) * fraction)
    height = round((ymax - ymin) * fraction)
    boxes = {
        "east": (xmax - width, ymin, xmax, ymax),
        "west": (xmin, ymin, xmin + width, ymax),
        "north": (xmin, ymin, xmax, ymin + height),
        "south": (xmin, ymax - height, xmax, ymax),
    }
    return shapely.box(*boxes[side])


def _blocks(whole: shapely.Geometry, fraction: float) -> shapely.Geometry:
    """Blocks of an area's bounds, cut between pixels, that are spread over it."""
    xmin, ymin, xmax, ymax = whole.bounds
    xs = [round(xmin + (xmax - xmin) * step / _BLOCKS) for step in range(_BLOCKS + 1)]
    ys = [round(ymin + (ymax - ymin) * step / _BLOCKS) for step in range(_BLOCKS + 1)]
    blocks = [
        shapely.box(xs[column], ys[row], xs[column + 1], ys[row + 1])
        for row in range(_BLOCKS)
        for column in range(_BLOCKS)
    ]
    count = min(max(round(fraction * len(blocks)), 1), len(blocks) - 1)
    return shapely.union_all([blocks[index] for index in _ORDER[:count]])


def _parts(area: shapely.Geometry) -> GeometryArray:
    parts = shapely.get_parts(area)
    polygons: GeometryArray = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    return polygons
