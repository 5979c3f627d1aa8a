"""Labels that come as a raster, which may lie on a grid of its own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.warp import Resampling, reproject

from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import LabelError, RasterError
from rv_engine.geo import Box
from rv_engine.labels import SemanticSegmentationLabelSourceConfig
from rv_engine.labels.semantic_segmentation_label_source import (
    NO_LABEL,
    SemanticSegmentationLabelSource,
)
from rv_engine.raster import RasterioSourceConfig
from rv_engine.raster.rasterio_source import RasterioSource
from tests.engine.rasters import GRIDS, data_folder, random_raster, write_raster

CLASSES = ClassConfig(names=["house", "road", "null"])
SIZE = (30, 40)


def labels(shape: tuple[int, int] = SIZE) -> np.ndarray:
    return random_raster(shape) % 3


def source_of(path: str, image: str, bbox: Box | None = None) -> SemanticSegmentationLabelSource:
    config = SemanticSegmentationLabelSourceConfig(raster_source=RasterioSourceConfig(uris=path))
    return config.build(RasterioSource(image, bbox=bbox), CLASSES)


@pytest.mark.parametrize("name", GRIDS)
def test_a_label_raster_that_begins_elsewhere_is_read_where_it_lies(
    tmp_path: Path, name: str
) -> None:
    transform, crs = GRIDS[name]
    image = write_raster(tmp_path / "image.tif", random_raster(SIZE), transform, crs)
    ids = labels((20, 50))
    place = transform * Affine.translation(7, -5)
    path = write_raster(tmp_path / "labels.tif", ids, place, crs)
    expected = np.full(SIZE, NO_LABEL)
    expected[:15, 7:] = ids[5:, :33]
    found = source_of(path, image).get_label_arr(Box(0, 0, *SIZE))
    np.testing.assert_array_equal(found, expected)
    window = Box(10, 5, 20, 15)
    found = source_of(path, image, bbox=Box(5, 5, 25, 25)).get_label_arr(window)
    np.testing.assert_array_equal(found, expected[window.slices_in(Box(0, 0, *SIZE))])


@pytest.mark.parametrize("name", ["utm", "degrees", "no_crs", "rotated", "south_up"])
def test_one_pixel_off_is_seen_even_where_a_pixel_is_a_millionth_of_a_degree(
    tmp_path: Path, name: str
) -> None:
    transform, crs = GRIDS[name]
    image = write_raster(tmp_path / "image.tif", random_raster(SIZE), transform, crs)
    ids = labels()
    place = transform * Affine.translation(1, 0)
    path = write_raster(tmp_path / "labels.tif", ids, place, crs)
    found = source_of(path, image).get_label_arr(Box(0, 0, *SIZE))
    np.testing.assert_array_equal(found[:, 1:], ids[:, :-1])
    assert (found[:, 0] == NO_LABEL).all()


def test_coarser_labels_in_another_reference_system_are_what_gdal_warps(tmp_path: Path) -> None:
    transform, crs = GRIDS["utm"]
    image = write_raster(tmp_path / "image.tif", random_raster((200, 300)), transform, crs)
    west, north = transform * (60, 40)
    lon, lat = (values[0] for values in rasterio.warp.transform(crs, 4326, [west], [north]))
    place = Affine(2e-5, 0, lon, 0, -2e-5, lat)
    ids = labels((20, 30))
    path = write_raster(tmp_path / "labels.tif", ids, place, rasterio.CRS.from_epsg(4326))
    expected = np.full((200, 300), NO_LABEL, "uint8")
    reproject(
        ids, expected, src_transform=place, src_crs=rasterio.CRS.from_epsg(4326),
        dst_transform=transform, dst_crs=crs, resampling=Resampling.nearest,
        dst_nodata=NO_LABEL, init_dest_nodata=True,
    )  # fmt: skip
    found = source_of(path, image).get_label_arr(Box(0, 0, 200, 300))
    assert 0.1 < (found == NO_LABEL).mean() < 0.95
    # Both may take the other neighbour where a pixel's centre falls on an edge.
    assert (found != expected).mean() < 0.005


@pytest.mark.parametrize("nodata", [0, 7])
def test_nodata_of_the_label_raster_is_no_label(tmp_path: Path, nodata: int) -> None:
    image = write_raster(tmp_path / "image.tif", random_raster(SIZE))
    ids = labels()
    ids[3:5] = nodata
    path = write_raster(tmp_path / "labels.tif", ids, nodata=nodata)
    found = source_of(path, image).get_label_arr(Box(0, 0, *SIZE))
    np.testing.assert_array_equal(found, np.where(ids == nodata, NO_LABEL, ids))


@pytest.mark.parametrize(("dtype", "value"), [("uint8", 3), ("int16", -1), ("float32", 0.5)])
def test_a_value_that_is_no_class_is_refused(tmp_path: Path, dtype: str, value: float) -> None:
    image = write_raster(tmp_path / "image.tif", random_raster(SIZE))
    ids = labels().astype(dtype)
    ids[4, 4] = value
    path = write_raster(tmp_path / "labels.tif", ids)
    with pytest.raises(LabelError, match=rf"value {value}, but there are 3 classes \(0 to 2\)"):
        source_of(path, image).get_label_arr(Box(0, 0, *SIZE))


def test_a_mask_without_a_georeference_lies_on_an_image_of_its_size(tmp_path: Path) -> None:
    transform, crs = GRIDS["utm"]
    image = write_raster(tmp_path / "image.tif", random_raster(SIZE), transform, crs)
    ids = labels()
    path = write_raster(tmp_path / "mask.tif", ids, Affine.identity(), None)
    found = source_of(path, image, bbox=Box(0, 0, 10, 10)).get_label_arr(Box(2, 3, 9, 9))
    np.testing.assert_array_equal(found, ids[2:9, 3:9])
    path = write_raster(tmp_path / "small.tif", ids[1:], Affine.identity(), None)
    with pytest.raises(RasterError, match=r"small.tif' has no georeference.* 29 rows"):
        source_of(path, image)


def test_masks_of_the_zurich_trees_lie_on_their_images() -> None:
    folder = data_folder("seg_trees_zurich")
    paths = [
        path
        for kind in ("mask_georef", "mask_original_nogeoref")
        for path in sorted((folder / kind).glob("*.tif"))
    ]
    for path in paths:
        image = folder / "img" / path.name
        classes = ClassConfig(names=[f"{value}" for value in range(255)])
        config = SemanticSegmentationLabelSourceConfig(
            raster_source=RasterioSourceConfig(uris=str(path))
        )
        source = RasterioSource(str(image))
        with rasterio.open(path) as dataset:
            mask = dataset.read(1)
        found = config.build(source, classes).get_label_arr(source.extent)
        np.testing.assert_array_equal(found, mask)
