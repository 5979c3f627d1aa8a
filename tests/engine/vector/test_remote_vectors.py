"""Vector files on a web server and in an object store."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest
import shapely

from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import StorageError, VectorError
from rv_engine.labels import RasterizedSourceConfig, SemanticSegmentationLabelSourceConfig
from rv_engine.raster import RasterioSourceConfig, StatsTransformerConfig
from rv_engine.scene import SceneConfig
from rv_engine.storage import upload, write_text
from rv_engine.vector import (
    ClassInferenceTransformerConfig,
    OgrVectorSourceConfig,
)
from rv_engine.vector.ogr_vector_source import OgrVectorSource, default_layer_name
from tests.engine.rasters import random_raster, write_raster
from tests.engine.servers import FileServer
from tests.engine.vector.test_ogr_vector_source import PLAIN, write_layer

BOXES = [shapely.box(0, 0, 4, 4), shapely.box(10, 2, 14, 8)]


def read(uri: str) -> list[shapely.Geometry]:
    return OgrVectorSource([uri]).read(PLAIN).geometries.tolist()


@pytest.mark.parametrize("name", ["a.gpkg", "a.geojson", "a.fgb", "a.shp"])
def test_a_layer_of_the_web_is_read_as_here(web: FileServer, tmp_path: Path, name: str) -> None:
    path = write_layer(tmp_path / name, BOXES, n=[1, 2])
    for file in tmp_path.iterdir():
        shutil.copyfile(file, web.folder / file.name)
    here = OgrVectorSource([path]).read(PLAIN)
    there = OgrVectorSource([f"{web.url}/{name}"]).read(PLAIN)
    assert there.geometries.tolist() == here.geometries.tolist() and len(there) == 2
    np.testing.assert_array_equal(there.properties["n"], here.properties["n"])
    assert default_layer_name(f"{web.url}/{name}") == "a"


def test_a_layer_in_an_object_store_and_in_an_archive(bucket: str, tmp_path: Path) -> None:
    path = write_layer(tmp_path / "a.gpkg", BOXES, n=[1, 2])
    upload(Path(path), f"{bucket}/deep/a.gpkg")
    assert read(f"{bucket}/deep/a.gpkg") == BOXES
    shape = write_layer(tmp_path / "b.shp", BOXES, n=[1, 2])
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        for file in tmp_path.glob("b.[!z]*"):
            archive.write(file, file.name)
    upload(tmp_path / "b.zip", f"{bucket}/b.zip")
    expected = read(shape)
    for uri in (f"zip+{bucket}/b.zip!b.shp", f"zip://b.shp::{bucket}/b.zip"):
        assert read(uri) == expected
    assert read(f"zip://{tmp_path}/b.zip!b.shp") == expected
    assert read(f"/vsizip/{tmp_path}/b.zip/b.shp") == expected


def test_a_missing_and_a_broken_layer_are_told_apart(web: FileServer) -> None:
    with pytest.raises(VectorError, match="The vector file '.*no.gpkg' does not exist"):
        read(f"{web.url}/no.gpkg")
    (web.folder / "a.gpkg").write_text("<html>Please log in</html>")
    with pytest.raises(VectorError, match="a.gpkg' is no vector file that can be read"):
        read(f"{web.url}/a.gpkg")
    web.behave(failures=10**6)
    with pytest.raises(StorageError, match="answers with the error 503"):
        read(f"{web.url}/a.gpkg")


def test_all_of_a_scene_may_lie_elsewhere(bucket: str, web: FileServer, tmp_path: Path) -> None:
    size = (40, 60)
    upload(Path(write_raster(tmp_path / "i.tif", random_raster(size, "uint16"))), f"{bucket}/i.tif")
    from tests.engine.rasters import UTM

    def on_map(box: shapely.Geometry) -> shapely.Geometry:
        return shapely.transform(box, lambda xy: np.array([UTM * tuple(point) for point in xy]))

    boxes = [on_map(box) for box in BOXES]
    write_layer(web.folder / "labels.gpkg", boxes, label=["house", "house"])
    write_layer(web.folder / "area.geojson", [on_map(shapely.box(0, 0, 12, 40))], n=[1])
    write_text(f"{bucket}/stats.json", '{"means": [100], "stds": [50], "counts": [9]}')
    config = SceneConfig(
        id="town",
        raster_source=RasterioSourceConfig(
            uris=f"{bucket}/i.tif",
            transformers=[StatsTransformerConfig(stats_uri=f"{bucket}/stats.json")],
        ),
        label_source=SemanticSegmentationLabelSourceConfig(
            raster_source=RasterizedSourceConfig(
                vector_source=OgrVectorSourceConfig(
                    uris=f"{web.url}/labels.gpkg", transformers=[ClassInferenceTransformerConfig()]
                )
            )
        ),
        aoi_uris=f"{web.url}/area.geojson",
    )
    scene = config.build(ClassConfig(names=["house", "null"]))
    labels = scene.labels_in(scene.extent)
    expected = np.ones(size, "uint8")
    expected[0:4, 0:4] = expected[2:8, 10:14] = 0
    expected[:, 12:] = 255
    np.testing.assert_array_equal(labels, expected)
    assert scene.raster_source.read(scene.extent).array.dtype == np.uint8
