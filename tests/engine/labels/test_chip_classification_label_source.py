from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from rasterio.crs import CRS

from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import ConfigError
from rv_engine.geo import Box, CRSTransformer
from rv_engine.labels import ChipClassificationLabelSourceConfig
from rv_engine.labels.chip_classification_labels import NO_CLASS, cell_array
from rv_engine.raster.rasterio_source import RasterioSource
from rv_engine.vector import BufferTransformerConfig, OgrVectorSourceConfig
from tests.engine.rasters import GRIDS, UTM, write_raster

CLASSES = ClassConfig(names=["field", "house", "tree", "null"])


def open_image(folder: Path, size=(60, 90), grid="utm", bbox=None) -> RasterioSource:
    transform, crs = GRIDS[grid]
    path = write_raster(folder / "image.tif", np.ones(size, np.uint8), transform, crs)
    return RasterioSource(path, bbox=bbox)


def write_features(folder: Path, geometries, class_ids, grid="utm", crs="own") -> str:
    """Geometries in pixel coordinates as a file in the image's or another reference system."""
    transform, own = GRIDS[grid]
    transformer = CRSTransformer(transform, own)
    array = np.array(geometries, object)
    target = own if crs == "own" else CRS.from_user_input(crs)
    placed = transformer.pixel_to_map(array) if target is None else (
        transformer.pixel_to_crs(array, target)
    )  # fmt: skip
    path = folder / "labels.gpkg"
    pyogrio.raw.write(
        path, geometry=shapely.to_wkb(placed), field_data=[np.array(class_ids, np.int64)],
        fields=np.array(["class_id"], object), geometry_type="Unknown",
        crs=None if target is None else target.to_wkt(), layer="labels",
    )  # fmt: skip
    return str(path)


def source(folder, geometries, class_ids, *, size=(60, 90), grid="utm", crs="own", bbox=None, **kw):
    path = write_features(folder, geometries, class_ids, grid, crs)
    config = ChipClassificationLabelSourceConfig(
        vector_source=OgrVectorSourceConfig(uris=[path]), **kw
    )
    return config.build(open_image(folder, size, grid, bbox), CLASSES)


def random_polygons(count: int, seed: int = 0, size=(60, 90)):
    """Triangles and large round shapes, and their classes."""
    rng = np.random.default_rng(seed)
    polygons = []
    for number in range(count):
        y, x = rng.uniform(0, size[0]), rng.uniform(0, size[1])
        if number % 5 == 0:
            polygons.append(shapely.Point(x, y).buffer(rng.uniform(5, 25), quad_segs=120))
        else:
            polygons.append(shapely.Polygon(rng.uniform(-8, 8, (3, 2)) + [x, y]))
    return polygons, rng.integers(0, 3, count)


def slowly(polygons, class_ids, cell, extent, *, thresh, over_cell, pick_min, background):
    """The rule in the plainest words, one feature after another."""
    box = shapely.box(cell[1], cell[0], cell[3], cell[2])
    box = box.intersection(shapely.box(extent.xmin, extent.ymin, extent.xmax, extent.ymax))
    votes = []
    for polygon, class_id in zip(polygons, class_ids, strict=True):
        area = polygon.intersection(box).area
        share = area / (box.area if over_cell else polygon.area)
        if area > 0 and share >= thresh:
            votes.append((round(-share, 6), round(-area, 3), class_id))
    if not votes:
        return background
    return min(vote[2] for vote in votes) if pick_min else min(votes)[2]


@pytest.mark.parametrize("over_cell", [False, True])
@pytest.mark.parametrize("pick_min", [False, True])
@pytest.mark.parametrize("thresh", [0.0, 0.3, 0.5])
def test_cells_are_labelled_as_a_slow_count_says(tmp_path, over_cell, pick_min, thresh) -> None:
    polygons, class_ids = random_polygons(60)
    labels = source(
        tmp_path, polygons, class_ids, infer_cells=True, cell_sz=11, ioa_thresh=thresh,
        use_intersection_over_cell=over_cell, pick_min_class_id=pick_min, background_class_id=3,
    ).labels()  # fmt: skip
    extent = Box(0, 0, 60, 90)
    expected = [
        slowly(polygons, class_ids, cell, extent, thresh=thresh, over_cell=over_cell,
               pick_min=pick_min, background=3)
        for cell in labels.cells
    ]  # fmt: skip
    np.testing.assert_array_equal(labels.class_ids, expected)
    assert len(set(expected)) > 1


def test_the_cells_are_a_grid_that_covers_the_image_from_its_first_pixel(tmp_path) -> None:
    cells = source(tmp_path, [shapely.box(1, 1, 9, 9)], [0], infer_cells=True, cell_sz=25).cells()
    assert len(cells) == math.ceil(60 / 25) * math.ceil(90 / 25)
    assert cells[0].tolist() == [0, 0, 25, 25]
    assert cells[-1].tolist() == [50, 75, 75, 100]


def test_what_of_a_cell_lies_outside_of_the_image_does_not_count(tmp_path) -> None:
    # Of the last cell (50..75, 75..100) only 10 x 15 pixels are on the image, all of them field.
    labels = source(
        tmp_path, [shapely.box(75, 50, 90, 60)], [0], infer_cells=True, cell_sz=25,
        use_intersection_over_cell=True,
    ).labels()  # fmt: skip
    assert labels.class_ids[-1] == 0
    assert (labels.class_ids[:-1] == NO_CLASS).all()


def test_the_background_never_wins_against_a_feature(tmp_path) -> None:
    # Raster Vision lets the background (class 0 here) win when a weak feature is in the cell too.
    labels = source(
        tmp_path, [shapely.box(0, 0, 10, 10), shapely.box(8, 0, 40, 10)], [1, 2], infer_cells=True,
        cell_sz=10, pick_min_class_id=True, background_class_id=0,
    ).labels()  # fmt: skip
    assert labels.class_ids[0] == 1


def test_of_features_wholly_inside_the_largest_wins(tmp_path) -> None:
    labels = source(
        tmp_path, [shapely.box(1, 1, 3, 3), shapely.box(4, 1, 9, 8), shapely.box(1, 5, 3, 7)],
        [0, 2, 1], infer_cells=True, cell_sz=10,
    ).labels()  # fmt: skip
    assert labels.class_ids[0] == 2


def test_many_small_features_fill_a_cell_when_they_are_added_up(tmp_path) -> None:
    small = [shapely.box(x, y, x + 2, y + 2) for x in (0, 3, 6) for y in (0, 3, 6)]
    rules = {"infer_cells": True, "cell_sz": 10, "use_intersection_over_cell": True}
    rules["ioa_thresh"] = 0.3
    alone = source(tmp_path, small, [1] * 9, **rules).labels()
    together = source(tmp_path, small, [1] * 9, add_up_features=True, **rules).labels()
    assert alone.class_ids[0] == NO_CLASS
    assert together.class_ids[0] == 1
    with pytest.raises(ConfigError, match="use_intersection_over_cell"):
        ChipClassificationLabelSourceConfig.from_dict(
            {"vector_source": {"type_hint": "ogr_vector_source", "uris": ["a"]},
             "add_up_features": True}
        )  # fmt: skip


def test_all_classes_of_a_cell_are_known(tmp_path) -> None:
    labels = source(
        tmp_path, [shapely.box(1, 1, 3, 3), shapely.box(4, 1, 9, 8)], [0, 2], infer_cells=True,
        cell_sz=10, background_class_id=3,
    ).labels()  # fmt: skip
    assert labels.present[0].tolist() == [True, False, True, False]
    assert labels.present[1].tolist() == [False, False, False, True]


def test_a_cell_with_something_in_it_does_not_have_the_null_class_too(tmp_path) -> None:
    labels = source(
        tmp_path, [shapely.box(1, 1, 3, 3), shapely.box(4, 1, 9, 8)], [0, 3], infer_cells=True,
        cell_sz=10,
    ).labels()  # fmt: skip
    assert labels.present[0].tolist() == [True, False, False, False]


@pytest.mark.filterwarnings("ignore:.crs. was not provided", "ignore:The given matrix")
@pytest.mark.parametrize("grid", GRIDS)
def test_polygons_are_the_cells_on_any_grid(tmp_path, grid) -> None:
    cells = [Box(3, 7, 18, 22), Box(3, 22, 18, 37), Box(33, 7, 48, 22)]
    polygons = [shapely.box(c.xmin, c.ymin, c.xmax, c.ymax) for c in cells]
    labels = source(tmp_path, polygons, [2, 0, 1], grid=grid).labels()
    found = dict(zip(map(tuple, labels.cells.tolist()), labels.class_ids.tolist(), strict=True))
    assert found == {cells[0].to_tuple(): 2, cells[1].to_tuple(): 0, cells[2].to_tuple(): 1}


@pytest.mark.parametrize("start", [0, 1, 2, 3])
def test_odd_places_come_back_from_degrees_as_they_were(tmp_path, start) -> None:
    # Raster Vision rounds half a pixel to the even one, which moves every other cell.
    cells = [Box.of_size(start + 5 * n, start + 7 * n, 15, 15) for n in range(5)]
    polygons = [shapely.box(c.xmin, c.ymin, c.xmax, c.ymax) for c in cells]
    labels = source(tmp_path, polygons, [0] * 5, crs="EPSG:4326").labels()
    assert sorted(labels.cells.tolist()) == sorted(list(cell.to_tuple()) for cell in cells)


def test_cells_of_a_cropped_image_keep_their_own_classes(tmp_path) -> None:
    # Raster Vision filters the cells by the crop, and not the classes with them.
    polygons = [shapely.box(x, 0, x + 15, 15) for x in range(0, 90, 15)]
    bbox = Box(0, 30, 60, 75)
    labels = source(tmp_path, polygons, [0, 1, 2, 0, 1, 2], bbox=bbox).labels()
    assert labels.cells[:, 1].tolist() == [30, 45, 60]
    assert labels.class_ids.tolist() == [2, 0, 1]


def test_cells_of_a_cropped_image_begin_at_the_crop(tmp_path) -> None:
    inside = shapely.box(31, 1, 40, 9)
    labels = source(
        tmp_path, [inside], [1], bbox=Box(0, 30, 60, 75), infer_cells=True, cell_sz=15
    ).labels()
    assert labels.cells[0].tolist() == [0, 30, 15, 45]
    assert labels.class_ids[0] == 1


def test_other_windows_than_the_drawn_cells_are_labelled_by_what_lies_in_them(tmp_path) -> None:
    polygons = [shapely.box(0, 0, 20, 20), shapely.box(20, 0, 40, 20)]
    labels = source(tmp_path, polygons, [1, 2])
    found = labels.labels_of(
        cell_array([Box(0, 0, 20, 20), Box(0, 6, 20, 26), Box(40, 60, 60, 80)])
    )
    assert found.class_ids.tolist() == [1, 1, NO_CLASS]
    assert labels.place_of(found.cells).tolist()[1:] == [-1, -1]


def test_of_two_polygons_on_one_cell_both_classes_are_known(tmp_path) -> None:
    polygons = [shapely.box(0, 0, 20, 20), shapely.box(0, 0, 20, 20)]
    labels = source(tmp_path, polygons, [2, 1]).labels()
    assert (labels.class_ids.tolist(), labels.present[0].tolist()) == (
        [2],
        [False, True, True, False],
    )
    labels = source(tmp_path, polygons, [2, 1], pick_min_class_id=True).labels()
    assert labels.class_ids.tolist() == [1]


def test_points_and_lines_count_too(tmp_path) -> None:
    geometries = [shapely.Point(5, 5), shapely.LineString([(32, 5), (38, 5)])]
    labels = source(tmp_path, geometries, [1, 2], infer_cells=True, cell_sz=10).labels()
    assert labels.class_ids[0] == 1
    assert labels.class_ids[3] == 2


def test_a_buffer_of_the_user_stays_as_it_is(tmp_path) -> None:
    path = write_features(tmp_path, [shapely.Point(5, 5)], [1])
    config = ChipClassificationLabelSourceConfig(
        vector_source=OgrVectorSourceConfig(
            uris=[path], transformers=[BufferTransformerConfig(geom_type="Point", default_buf=3)]
        ),
        infer_cells=True,
        cell_sz=10,
    )
    areas = shapely.area(config.build(open_image(tmp_path), CLASSES).features.geometries)
    assert areas[0] == pytest.approx(math.pi * 9, rel=0.05)


def test_the_file_is_read_when_it_is_needed_if_asked(tmp_path) -> None:
    config = ChipClassificationLabelSourceConfig(
        vector_source=OgrVectorSourceConfig(uris=[str(tmp_path / "missing.gpkg")]), lazy=True
    )
    labels = config.build(open_image(tmp_path), CLASSES)
    with pytest.raises(OSError, match="does not exist"):
        labels.labels()


def test_wrong_classes_are_told(tmp_path) -> None:
    with pytest.raises(ConfigError, match="background_class_id 7"):
        source(tmp_path, [shapely.box(0, 0, 9, 9)], [1], background_class_id=7)


def test_a_hundred_thousand_features_are_counted_in_seconds(tmp_path) -> None:
    rng = np.random.default_rng(1)
    corners = rng.uniform(0, 5990, (100_000, 2))
    boxes = shapely.box(*corners.T, *(corners + rng.uniform(2, 10, corners.shape)).T)
    labels = source(
        tmp_path, boxes, rng.integers(0, 3, 100_000), size=(6000, 6000), infer_cells=True,
        cell_sz=50,
    ).labels()  # fmt: skip
    assert len(labels) == 120 * 120
    assert labels.known.mean() > 0.9


def test_features_without_any_class_are_told(tmp_path) -> None:
    path = tmp_path / "labels.gpkg"
    pyogrio.raw.write(
        path, geometry=shapely.to_wkb([shapely.box(*(UTM * (0, 0)), *(UTM * (9, 9)))]),
        field_data=[np.array(["x"], object)], fields=np.array(["class_name"], object),
        geometry_type="Polygon", crs="EPSG:32645",
    )  # fmt: skip
    config = ChipClassificationLabelSourceConfig(
        vector_source=OgrVectorSourceConfig(uris=[str(path)])
    )
    assert len(config.build(open_image(tmp_path), CLASSES).labels()) == 0
