"""The labels of a drawn town: buildings, trees and land use, in map coordinates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from rv_engine.sample_data.masks import BoolArray, IdArray, numbered
from rv_engine.sample_data.render import Rendering
from rv_engine.sample_data.town import Town

LAND_USE_CLASSES = ("built_up", "farmland", "meadow", "water", "woodland")
CELL_PX = 64
_SMALLEST_BUILDING_M2 = 2.0
_SEEN_SHARE = 0.5
_GAP_M = 5.0


@dataclass(frozen=True)
class LabelLayer:
    """A layer of a GeoPackage: shapes in map coordinates and one column a field."""

    name: str
    shapes: tuple[BaseGeometry, ...]
    fields: dict[str, list[str] | list[float]]


def label_layers(town: Town, rendering: Rendering) -> tuple[LabelLayer, LabelLayer, LabelLayer]:
    """The layers buildings, trees and land_use, cut to the area with data."""
    return (
        _building_layer(town),
        _tree_layer(town, rendering.tree),
        _land_use_layer(town, rendering.valid),
    )


def _building_layer(town: Town) -> LabelLayer:
    shapes: list[BaseGeometry] = []
    roofs: list[str] = []
    heights_m: list[float] = []
    for building in town.settlement.buildings:
        clipped = building.outline.intersection(town.valid_area)
        for part in shapely.get_parts(clipped):
            if part.geom_type == "Polygon" and part.area >= _SMALLEST_BUILDING_M2:
                shapes.append(town.frame.to_map(part))
                roofs.append(building.roof)
                heights_m.append(round(building.height_m, 1))
    return LabelLayer(
        "buildings",
        tuple(shapes),
        {"class": ["building"] * len(shapes), "roof": roofs, "height_m": heights_m},
    )


def _tree_layer(town: Town, seen: IdArray) -> LabelLayer:
    """Boxes around the crowns of which at least half is seen from above."""
    seen_px = np.bincount(seen[seen >= 0], minlength=len(town.trees))
    shapes: list[BaseGeometry] = []
    heights_m: list[float] = []
    for tree, count in zip(town.trees, seen_px, strict=True):
        crown_px = np.pi * (tree.radius_m / town.frame.pixel_m) ** 2
        if count >= _SEEN_SHARE * crown_px and town.valid_area.contains(tree.box):
            shapes.append(town.frame.to_map(tree.box))
            heights_m.append(round(tree.height_m, 1))
    return LabelLayer(
        "trees", tuple(shapes), {"class": ["tree"] * len(shapes), "height_m": heights_m}
    )


def _land_use_layer(town: Town, valid: BoolArray) -> LabelLayer:
    """Square cells that lie in the area with data, by what covers most of each."""
    land_use = _land_use(town)
    size_m = CELL_PX * town.frame.pixel_m
    shapes: list[BaseGeometry] = []
    names: list[str] = []
    rows, columns = town.frame.shape
    for top in range(0, rows - CELL_PX + 1, CELL_PX):
        for left in range(0, columns - CELL_PX + 1, CELL_PX):
            window = (slice(top, top + CELL_PX), slice(left, left + CELL_PX))
            x_m, y_m = left * town.frame.pixel_m, top * town.frame.pixel_m
            cell = box(x_m, y_m, x_m + size_m, y_m + size_m)
            if valid[window].all() and town.valid_area.contains(cell):
                counts = np.bincount(land_use[window].ravel(), minlength=len(LAND_USE_CLASSES))
                shapes.append(town.frame.to_map(cell))
                names.append(LAND_USE_CLASSES[int(counts.argmax())])
    return LabelLayer("land_use", tuple(shapes), {"class": names})


def _land_use(town: Town) -> IdArray:
    """For each pixel the index of its class."""
    land, settlement = town.land, town.settlement
    settled = [plot.outline for plot in settlement.plots] + settlement.outlines
    settled += [
        street.line.buffer(street.width_m / 2.0).intersection(town.built_up)
        for street in town.streets
    ]
    streets_and_plots = shapely.union_all(settled).buffer(_GAP_M).buffer(-_GAP_M)
    fields = [field.outline for field in land.fields]
    layers = [
        ("meadow", town.built_up),
        ("woodland", land.wood),
        ("built_up", streets_and_plots),
        ("water", land.pond),
        ("water", land.river),
    ]
    numbers = numbered(town.frame, [*fields, *(shape for _, shape in layers)])
    names = ["meadow" if field.is_meadow else "farmland" for field in land.fields]
    names += [name for name, _ in layers]
    lookup = np.array([LAND_USE_CLASSES.index(name) for name in names], dtype=np.int32)
    return np.asarray(lookup[np.maximum(numbers, 0)])
