"""What is predicted lies on the image to the pixel, as a raster and as polygons."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely
from affine import Affine
from rasterio.crs import CRS

from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import OutputError
from rv_engine.geo import Box
from rv_engine.labels import PolygonVectorOutputConfig, SemanticSegmentationLabelStoreConfig
from rv_engine.labels.semantic_segmentation_label_store import (
    SemanticSegmentationLabelStore,
)
from rv_engine.labels.semantic_segmentation_merger import MergedRows
from rv_engine.monitor import Monitor
from rv_engine.raster.rasterio_source import RasterioSource
from tests.engine.rasters import CRS_UTM, GRIDS, UTM, write_raster

CLASSES = ClassConfig(names=["house", "null"], colors=["#d55e00", "#000000"])
SIZE = (700, 900)
HOUSE = Box(123, 456, 600, 777)
BBOXES = [None, Box(100, 401, 650, 899)]


def predicted(
    folder: Path,
    transform: Affine = UTM,
    crs: CRS | None = CRS_UTM,
    bbox: Box | None = None,
    *,
    scores: bool = False,
    as_uint8: bool = False,
) -> tuple[RasterioSource, dict[str, Path]]:
    """An image, and a perfect prediction of the one house in it."""
    zeros = np.zeros(SIZE, "uint8")
    image = RasterioSource(write_raster(folder / "image.tif", zeros, transform, crs), bbox=bbox)
    config = SemanticSegmentationLabelStoreConfig(
        vector_output=[PolygonVectorOutputConfig(class_id=0, denoise=0)],
        smooth_output=scores,
        smooth_as_uint8=as_uint8,
        rasterio_block_size=128,
    )
    files = config.files(folder, "out")
    store = SemanticSegmentationLabelStore(
        files, folder / "work", image.crs_transformer, CLASSES, config
    )
    for rows in pieces(image.extent, scores=scores):
        store.write(rows)
        assert store.has(rows.box)
    store.finish(Monitor())
    return image, files


def pieces(extent: Box, *, scores: bool) -> Iterator[MergedRows]:
    for ymin in range(extent.ymin, extent.ymax, 200):
        for xmin in range(extent.xmin, extent.xmax, 300):
            box = Box(ymin, xmin, min(ymin + 200, extent.ymax), min(xmin + 300, extent.xmax))
            labels = np.ones(box.size, "uint8")
            inside = HOUSE.intersection(box)
            if not inside.is_empty:
                labels[inside.slices_in(box)] = 0
            shares = np.eye(2, dtype="float32")[labels] * 0.5 + 0.25 if scores else None
            yield MergedRows(box, labels, shares)


@pytest.mark.parametrize("bbox", BBOXES, ids=["whole", "bbox"])
@pytest.mark.parametrize("name", GRIDS)
def test_the_predicted_raster_has_the_images_grid(
    tmp_path: Path, name: str, bbox: Box | None
) -> None:
    transform, crs = GRIDS[name]
    image, files = predicted(tmp_path, transform, crs, bbox)
    extent = image.extent
    with (
        rasterio.open(tmp_path / "image.tif") as source,
        rasterio.open(files["label_raster"]) as made,
    ):
        assert made.shape == extent.size
        assert made.crs == source.crs
        expected = source.transform * Affine.translation(extent.xmin, extent.ymin)
        if bbox is None:
            assert made.transform == source.transform
        np.testing.assert_allclose(made.transform[:6], expected[:6], rtol=1e-14, atol=1e-15)
        labels = made.read(1)
    expected_labels = np.ones(SIZE)
    expected_labels[HOUSE.slices_in(Box(0, 0, *SIZE))] = 0
    np.testing.assert_array_equal(labels, expected_labels[extent.slices_in(Box(0, 0, *SIZE))])


@pytest.mark.parametrize("bbox", BBOXES, ids=["whole", "bbox"])
@pytest.mark.parametrize("name", GRIDS)
def test_a_rectangle_comes_back_with_its_corners_on_the_map(
    tmp_path: Path, name: str, bbox: Box | None
) -> None:
    transform, crs = GRIDS[name]
    _, files = predicted(tmp_path, transform, crs, bbox)
    meta, _, wkb, (class_ids, names, areas) = pyogrio.raw.read(files["polygons"])
    (polygon,) = shapely.from_wkb(wkb)
    corners = [transform * (x, y) for x, y in HOUSE.corners()]
    found = shapely.get_coordinates(polygon)
    assert len(found) == 5
    # Less than a millionth of a pixel: what is left is the rounding of double precision.
    pixel = abs(transform.a) + abs(transform.b)
    order = [np.abs(found - corner).sum(axis=1).argmin() for corner in corners]
    assert sorted(order) in ([0, 1, 2, 3], [1, 2, 3, 4])
    assert np.abs(found[order] - corners).max() < 1e-6 * pixel + 1e-9
    assert (class_ids.tolist(), names.tolist(), areas.tolist()) == ([0], ["house"], [477 * 321])
    if crs is not None:
        assert CRS.from_user_input(meta["crs"]) == crs


def test_the_raster_is_a_cloud_optimized_geotiff_with_class_colours(tmp_path: Path) -> None:
    _, files = predicted(tmp_path)
    with rasterio.open(files["label_raster"]) as made:
        assert made.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert made.overviews(1) == [2, 4, 8]
        assert made.block_shapes == [(128, 128)]
        assert (made.dtypes, made.nodata, made.descriptions) == (("uint8",), 255, ("class",))
        table = made.colormap(1)
        assert table[0] == (0xD5, 0x5E, 0, 255)
        assert table[1] == (0, 0, 0, 255)
        assert table[255][3] == 0
        overview = made.read(1, out_shape=(175, 225))
    assert set(np.unique(overview)) == {0, 1}, "overviews of classes are no means"


@pytest.mark.parametrize("as_uint8", [False, True])
def test_scores_are_probabilities_of_each_class_on_the_same_grid(
    tmp_path: Path, as_uint8: bool
) -> None:
    _, files = predicted(tmp_path, scores=True, as_uint8=as_uint8)
    with (
        rasterio.open(files["score_raster"]) as made,
        rasterio.open(files["label_raster"]) as labels,
    ):
        assert made.transform == labels.transform and made.shape == labels.shape
        assert made.descriptions == ("house", "null")
        values = made.read() * np.asarray(made.scales)[:, None, None]
        np.testing.assert_allclose(values[0], np.where(labels.read(1) == 0, 0.75, 0.25), atol=0.002)
        np.testing.assert_allclose(values.sum(axis=0), 1, atol=0.004)
        assert made.dtypes[0] == ("uint8" if as_uint8 else "float32")
        assert made.nodata == 255 if as_uint8 else np.isnan(made.nodata)


def test_finished_work_leaves_no_pieces_behind(tmp_path: Path) -> None:
    predicted(tmp_path, scores=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["image.tif", "out"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "labels.tif", "polygons.gpkg", "scores.tif",
    ]  # fmt: skip


def test_a_class_of_which_nothing_is_left_gives_an_empty_layer(tmp_path: Path) -> None:
    files = {"label_raster": tmp_path / "labels.tif", "polygons": tmp_path / "polygons.gpkg"}
    config = SemanticSegmentationLabelStoreConfig(
        vector_output=[PolygonVectorOutputConfig(class_id=0)]
    )
    image = RasterioSource(write_raster(tmp_path / "a.tif", np.zeros((9, 9), "uint8")))
    store = SemanticSegmentationLabelStore(
        files, tmp_path / "work", image.crs_transformer, CLASSES, config
    )
    store.write(MergedRows(image.extent, np.full((9, 9), 255, "uint8")))
    store.finish(Monitor())
    info = pyogrio.read_info(files["polygons"])
    assert info["features"] == 0 and CRS.from_user_input(info["crs"]) == CRS_UTM
    with rasterio.open(files["label_raster"]) as made:
        assert not made.read_masks(1).any()


def test_an_output_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file where a folder should be")
    with pytest.raises(OutputError, match=r"labels.tif' cannot be written.*A file is in the way"):
        predicted(tmp_path)
