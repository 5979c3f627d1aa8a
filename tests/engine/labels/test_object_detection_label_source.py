from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from rv_engine.config.class_config import ClassConfig
from rv_engine.geo import Box
from rv_engine.labels import ObjectDetectionLabelSourceConfig
from rv_engine.labels.object_detection_label_source import ObjectDetectionLabelSource
from rv_engine.raster.rasterio_source import RasterioSource
from rv_engine.vector import (
    BufferTransformerConfig,
    ClassInferenceTransformerConfig,
    OgrVectorSourceConfig,
)
from tests.engine.rasters import CRS_UTM, GRIDS, UTM, random_raster, write_raster
from tests.engine.vector.test_ogr_vector_source import write_layer

CLASSES = ClassConfig(names=["car", "tree", "background"], null_class="background")


def on_map(geometry: shapely.Geometry, transform=UTM) -> shapely.Geometry:
    a, b, c, d, e, f = transform[:6]
    return shapely.transform(
        geometry, lambda xy: np.column_stack([xy @ [a, b] + c, xy @ [d, e] + f])
    )


def build(
    folder: Path, geometries, kinds, *, bbox: Box | None = None, transformers=()
) -> ObjectDetectionLabelSource:
    image = RasterioSource(write_raster(folder / "i.tif", random_raster((40, 60))), bbox=bbox)
    path = write_layer(folder / "l.gpkg", [on_map(g) for g in geometries], class_name=kinds)
    config = ObjectDetectionLabelSourceConfig(
        vector_source=OgrVectorSourceConfig(uris=path, transformers=list(transformers))
    )
    return config.build(image, CLASSES)


@pytest.mark.parametrize("name", GRIDS)
def test_boxes_lie_on_pixel_edges_and_between_them_as_drawn(tmp_path: Path, name: str) -> None:
    transform, crs = GRIDS[name]
    image = RasterioSource(
        write_raster(tmp_path / "i.tif", random_raster((40, 60)), transform, crs)
    )
    drawn = np.array([[3, 5, 10, 9], [20.5, 7.25, 31.5, 12.75]])
    polygons = [on_map(shapely.box(*row), transform) for row in drawn]
    path = write_layer(
        tmp_path / "l.gpkg", polygons, crs=(crs or CRS_UTM).to_wkt(), class_name=["car", "tree"]
    )
    config = ObjectDetectionLabelSourceConfig(vector_source=OgrVectorSourceConfig(uris=path))
    source = config.build(image, CLASSES)
    np.testing.assert_allclose(source.labels.boxes, drawn, atol=1e-3)
    assert source.labels.class_ids.tolist() == [0, 1]


def test_points_and_lines_are_buffered_by_a_pixel_unless_told_otherwise(tmp_path: Path) -> None:
    shapes = [shapely.Point(10, 10), shapely.LineString([(20, 20), (30, 20)])]
    source = build(tmp_path, shapes, ["car", "car"])
    np.testing.assert_allclose(source.labels.boxes, [[9, 9, 11, 11], [19, 19, 31, 21]], atol=1e-3)
    wide = [
        ClassInferenceTransformerConfig(),
        BufferTransformerConfig(geom_type="Point", default_buf=4),
    ]
    (tmp_path / "l.gpkg").unlink()
    source = build(tmp_path, shapes, ["car", "car"], transformers=wide)
    np.testing.assert_allclose(source.labels.boxes, [[6, 6, 14, 14], [19, 19, 31, 21]], atol=1e-3)


def test_a_triangle_gets_the_box_around_it_and_background_is_no_object(tmp_path: Path) -> None:
    shapes = [shapely.Polygon([(5, 5), (15, 5), (10, 25)]), shapely.box(0, 0, 60, 40)]
    source = build(tmp_path, shapes, ["tree", "background"])
    np.testing.assert_allclose(source.labels.boxes, [[5, 5, 15, 25]], atol=1e-6)
    assert source.labels.class_ids.tolist() == [1]


def test_at_the_edge_of_a_cropped_image_large_parts_are_objects_and_small_ones_fragments(
    tmp_path: Path,
) -> None:
    shapes = [shapely.box(8, 20, 18, 30), shapely.box(2, 10, 12, 20), shapely.box(0, 0, 5, 5)]
    source = build(tmp_path, shapes, ["car"] * 3, bbox=Box(5, 10, 40, 60))
    np.testing.assert_allclose(source.labels.boxes, [[10, 20, 18, 30]], atol=1e-6)
    np.testing.assert_allclose(source.fragments.boxes, [[10, 10, 12, 20]], atol=1e-6)


def test_a_window_shows_objects_by_their_share_cut_or_whole(tmp_path: Path) -> None:
    shapes = [shapely.box(5, 5, 15, 15), shapely.box(12, 20, 22, 30), shapely.box(40, 30, 44, 34)]
    source = build(tmp_path, shapes, ["car"] * 3)
    window = Box(0, 0, 40, 14)
    np.testing.assert_allclose(source.get_labels(window).boxes, [[5, 5, 15, 15]], atol=1e-6)
    cut = source.get_labels(window, clip=True)
    np.testing.assert_allclose(cut.boxes, [[5, 5, 14, 15]], atol=1e-6)
    np.testing.assert_allclose(source.get_fragments(window).boxes, [[12, 20, 14, 30]], atol=1e-6)
    assert len(source.get_labels(window, 0.95)) == 0 and len(source.get_labels(window, 0.1)) == 2
