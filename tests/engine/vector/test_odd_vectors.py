"""Strange and broken vector files: each is read, or refused by name with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely

from rv_engine.errors import VectorError
from rv_engine.geo import CRSTransformer
from rv_engine.raster.rasterio_source import RasterioSource
from rv_engine.vector.ogr_vector_source import OgrVectorSource
from tests.engine.rasters import data_folder

READABLE = {
    # name: (parts of geometries, of them over the image)
    "!test.geojson": (1, 0),
    "labels_bowtie_invalid.geojson": (3, 3),
    "labels_mixed_geometry_3d.geojson": (4, 4),
    "labels_no_overlap_planes.geojson": (18, 0),
    "labels_no_prj.shp": (61, 61),
    "labels_null_geometry_and_null_class.geojson": (3, 3),
    "labels_two_layers.gpkg": (61, 61),
    "labels_zero_features.geojson": (0, 0),
    "multicurve.gml": (1, 0),
    "sample_roads.geojson": (27, 0),
    "test_tin.shp": (1, 0),
}


@pytest.fixture(scope="module")
def image() -> RasterioSource:
    return RasterioSource(str(data_folder("det_trees_neon") / "OSBS_029.tif"))


def read(path: Path, grid: CRSTransformer) -> shapely.Geometry:
    return OgrVectorSource([str(path)]).read(grid).geometries


@pytest.mark.parametrize("name", READABLE)
def test_a_strange_layer_is_read_into_valid_geometries(name: str, image: RasterioSource) -> None:
    parts, over_image = READABLE[name]
    geometries = read(data_folder("odd") / name, image.crs_transformer)
    extent = shapely.box(0, 0, image.extent.xmax, image.extent.ymax)
    assert len(geometries) == parts
    assert shapely.intersects(geometries, extent).sum() == over_image
    assert shapely.is_valid(geometries).all() and not shapely.has_z(geometries).any()


@pytest.mark.parametrize("name", ["empty_0byte.geojson", "labels_truncated.geojson"])
def test_what_cannot_be_read_is_refused_by_name(name: str, image: RasterioSource) -> None:
    with pytest.raises(VectorError, match=f"{name}' is no vector file that can be read") as caught:
        read(data_folder("odd") / name, image.crs_transformer)
    assert "Choose a GeoPackage" in caught.value.hint


def test_a_missing_file_is_told_from_a_broken_one(tmp_path: Path, image: RasterioSource) -> None:
    with pytest.raises(VectorError, match=r"no.gpkg' does not exist. Check the path"):
        read(tmp_path / "no.gpkg", image.crs_transformer)


def test_every_odd_layer_is_read_or_refused_in_our_words(image: RasterioSource) -> None:
    folder = data_folder("odd")
    endings = {".geojson", ".gpkg", ".shp", ".gml"}
    for path in sorted(p for p in folder.iterdir() if p.suffix in endings):
        error = refusal(path, image.crs_transformer)
        assert error is None or (path.name in error.message and error.hint)


def refusal(path: Path, grid: CRSTransformer) -> VectorError | None:
    try:
        read(path, grid)
    except VectorError as error:
        return error
    return None
