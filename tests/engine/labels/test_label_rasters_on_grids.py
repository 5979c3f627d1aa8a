"""Label rasters of any source and any part of a file, on the image's pixels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS

from rv_engine.config.class_config import ClassConfig
from rv_engine.geo import Box
from rv_engine.labels import SemanticSegmentationLabelSourceConfig
from rv_engine.labels.semantic_segmentation_label_source import NO_LABEL
from rv_engine.raster import (
    MultiRasterSourceConfig,
    RasterioSourceConfig,
    RasterSourceConfig,
    ReclassTransformerConfig,
    RGBClassTransformerConfig,
)
from rv_engine.raster.rasterio_source import RasterioSource
from tests.engine.rasters import CRS_UTM, GRIDS, UTM, random_raster, write_raster

CLASSES = ClassConfig(names=["wood", "water", "town"], colors=["#00ff00", "#0000ff", "#ff0000"])
SIZE = (30, 50)
WHOLE = Box(0, 0, *SIZE)


def labels(image: str, source: RasterSourceConfig, window: Box = WHOLE) -> np.ndarray:
    config = SemanticSegmentationLabelSourceConfig(raster_source=source)
    return config.build(RasterioSource(image), CLASSES).get_label_arr(window)


@pytest.mark.parametrize("name", ["utm", "no_crs", "no_georeference", "rotated", "south_up"])
def test_the_bbox_of_a_label_raster_is_in_its_own_pixels(tmp_path: Path, name: str) -> None:
    transform, crs = GRIDS[name]
    image = write_raster(tmp_path / "image.tif", random_raster(SIZE), transform, crs)
    classes = random_raster(SIZE) % 3
    shift = 0 if name == "no_georeference" else 4
    place = transform * Affine.translation(shift, shift)
    path = write_raster(tmp_path / "labels.tif", classes.astype("uint8"), place, crs)
    found = labels(image, RasterioSourceConfig(uris=path, bbox=(5, 10, 20, 30)))
    expected = np.full(SIZE, NO_LABEL, "uint8")
    expected[5 + shift : 20 + shift, 10 + shift : 30 + shift] = classes[5:20, 10:30]
    np.testing.assert_array_equal(found, expected)


def test_a_bbox_counts_on_a_map_in_another_reference_system(tmp_path: Path) -> None:
    image = write_raster(tmp_path / "image.tif", random_raster(SIZE))
    degrees = CRS.from_epsg(4326)
    at = Affine(1e-6, 0, 85.31, 0, -1e-6, 27.74)
    from rasterio.warp import transform as warp_points

    (lon,), (lat,) = warp_points(CRS_UTM, degrees, [333_000.25], [3_070_000.75])
    at = Affine(1e-6, 0, lon - 5e-5, 0, -1e-6, lat + 5e-5)
    path = write_raster(tmp_path / "labels.tif", np.ones((600, 600), "uint8"), at, degrees)
    found = labels(image, RasterioSourceConfig(uris=path, bbox=(100, 100, 200, 200)))
    for y in range(0, 30, 3):
        for x in range(0, 50, 3):
            east, north = UTM * (x + 0.5, y + 0.5)
            (lon,), (lat,) = warp_points(CRS_UTM, degrees, [east], [north])
            column, row = ~at * (lon, lat)
            distance = min(abs(v - edge) for v in (column, row) for edge in (100, 200))
            if distance > 1:
                inside = 100 < column < 200 and 100 < row < 200
                assert (found[y, x] == 1) == inside
    assert (found == 1).any() and (found == NO_LABEL).any()


def test_colours_and_new_classes_are_read_on_the_images_grid(tmp_path: Path) -> None:
    image = write_raster(tmp_path / "image.tif", random_raster(SIZE))
    classes = random_raster((15, 25)) % 3
    colors = np.array([CLASSES.color_rgb(i) for i in range(3)], "uint8")[classes]
    twice = UTM * Affine.scale(2)
    path = write_raster(tmp_path / "rgb.tif", colors, twice)
    source = RasterioSourceConfig(
        uris=path,
        transformers=[
            RGBClassTransformerConfig(class_config=CLASSES),
            ReclassTransformerConfig(mapping={0: 1, 1: 0}),
        ],
    )
    expected = np.array([1, 0, 2])[classes].repeat(2, axis=0).repeat(2, axis=1)
    np.testing.assert_array_equal(labels(image, source), expected)


def test_labels_of_any_source_are_brought_to_the_images_grid(tmp_path: Path) -> None:
    image = write_raster(tmp_path / "image.tif", random_raster(SIZE))
    classes = (random_raster((20, 40)) % 3).astype("uint8")
    path = write_raster(tmp_path / "labels.tif", classes, UTM * Affine.translation(6, 3))
    source = MultiRasterSourceConfig(
        raster_sources=[RasterioSourceConfig(uris=image), RasterioSourceConfig(uris=path)],
        primary_source_idx=1, channel_order=[1],
    )  # fmt: skip
    expected = np.full(SIZE, NO_LABEL, "uint8")
    expected[3:23, 6:46] = classes
    np.testing.assert_array_equal(labels(image, source), expected)
    np.testing.assert_array_equal(
        labels(image, source, Box(-2, 40, 8, 60))[2:, :10], expected[:8, 40:]
    )
