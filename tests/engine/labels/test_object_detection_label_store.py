from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import RasterError
from rv_engine.geo import Box, CRSTransformer
from rv_engine.labels import ObjectDetectionGeoJSONStoreConfig
from rv_engine.labels.box_overlap import of_window
from rv_engine.labels.object_detection_label_store import (
    ObjectDetectionLabelStore,
    read_candidates,
)
from rv_engine.labels.object_detection_labels import ObjectDetectionLabels
from rv_engine.labels.object_detection_merger import Merging, WindowDetections
from rv_engine.monitor import Monitor
from rv_engine.vector.ogr_vector_source import OgrVectorSource
from tests.engine.rasters import GRIDS

CLASSES = ClassConfig(names=["car", "tree"])
IMAGE = Box(0, 0, 200, 300)
LABELS = ObjectDetectionLabels.of(
    [[3, 5, 10, 9], [120.5, 7.25, 131.5, 12.75], [50, 150, 90, 190]], [0, 1, 1], [0.9, 0.7, 0.2]
)


class Image:
    """As much of an image as a store asks for."""

    def __init__(self, grid: CRSTransformer) -> None:
        self.crs_transformer = grid
        self.extent = IMAGE


def open_store(folder: Path, grid: CRSTransformer) -> ObjectDetectionLabelStore:
    files = ObjectDetectionGeoJSONStoreConfig().files(folder, "a")
    return ObjectDetectionLabelStore(files, folder / "pieces", Image(grid), CLASSES)


@pytest.mark.parametrize("name", GRIDS)
def test_boxes_come_back_from_both_files_to_where_they_were(tmp_path: Path, name: str) -> None:
    grid = CRSTransformer(*GRIDS[name])
    store = open_store(tmp_path, grid)
    tiles = [Box(0, 0, 200, 100), Box(0, 100, 200, 300)]
    for tile, rows in zip(tiles, ([0, 2], [1]), strict=True):
        assert not store.has(tile)
        windows = np.repeat(of_window(IMAGE), len(rows), axis=0)
        store.write(
            tile, WindowDetections(LABELS.where(rows), windows, np.ones(len(rows))), Merging()
        )
        assert store.has(tile)
    store.finish(Monitor())
    files = store.files
    assert not (tmp_path / "pieces").exists()
    # The box with the score 0.2 is for EVAL only.
    candidates = read_candidates(files["candidates"]).labels
    np.testing.assert_allclose(candidates.boxes, LABELS.boxes, atol=1e-4)
    np.testing.assert_allclose(candidates.scores, LABELS.scores, atol=1e-6)
    for path in (files["polygons"], files["geojson"]):
        features = OgrVectorSource([str(path)]).read(grid)
        found = shapely.bounds(features.geometries)
        np.testing.assert_allclose(found, LABELS.boxes[:2], atol=0.02)
        assert list(features.properties["class_name"]) == ["car", "tree"]
        assert features.properties["class_id"].tolist() == [0, 1]
        np.testing.assert_allclose(features.properties["score"], [0.9, 0.7])


def test_the_geojson_is_in_degrees_and_the_geopackage_in_the_crs_of_the_image(
    tmp_path: Path,
) -> None:
    store = open_store(tmp_path, CRSTransformer(*GRIDS["utm"]))
    windows = np.repeat(of_window(IMAGE), len(LABELS), axis=0)
    store.write(IMAGE, WindowDetections(LABELS, windows, np.ones(len(LABELS))), Merging())
    store.finish(Monitor())
    files = store.files
    content = json.loads(files["geojson"].read_text(encoding="utf-8"))
    assert [feature["properties"] for feature in content["features"]] == [
        {"class_id": 0, "class_name": "car", "score": 0.9},
        {"class_id": 1, "class_name": "tree", "score": 0.7},
    ]
    (lon, lat), *_ = content["features"][0]["geometry"]["coordinates"][0]
    assert 85 < lon < 86 and 27 < lat < 28
    assert pyogrio.read_info(files["polygons"])["crs"] == "EPSG:32645"
    np.testing.assert_allclose(
        pyogrio.read_info(files["polygons"])["total_bounds"],
        [333_001.75, 3_069_994.375, 333_066, 3_069_998.25],
    )


def test_no_boxes_make_files_without_features(tmp_path: Path) -> None:
    store = open_store(tmp_path, CRSTransformer(*GRIDS["no_crs"]))
    store.finish(Monitor())
    files = store.files
    assert json.loads(files["geojson"].read_text())["features"] == []
    assert pyogrio.read_info(files["polygons"])["features"] == 0
    assert len(read_candidates(files["candidates"]).labels) == 0


def test_a_damaged_file_of_candidates_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "c.npz").write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(RasterError, match="c.npz' cannot be read.*Run PREDICT again"):
        read_candidates(tmp_path / "c.npz")


def test_the_store_takes_a_file_or_a_folder() -> None:
    folder = Path("/run/predict")
    files = ObjectDetectionGeoJSONStoreConfig().files(folder, "a")
    assert list(files.values())[:2] == [folder / "a.json", folder / "a" / "boxes.gpkg"]
    files = ObjectDetectionGeoJSONStoreConfig(uri="/x/cars.geojson").files(folder, "a")
    assert list(files.values())[:2] == [Path("/x/cars.geojson"), Path("/x/cars.gpkg")]
    files = ObjectDetectionGeoJSONStoreConfig(uri="/x/out").files(folder, "a")
    assert list(files.values())[:2] == [Path("/x/out/a.json"), Path("/x/out/a.gpkg")]
    assert files["candidates"] == folder / "a" / "candidates.npz"
