from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely
from affine import Affine
from rasterio.crs import CRS
from rasterio.warp import transform

from rv_engine.errors import VectorError
from rv_engine.geo import CRSTransformer
from rv_engine.vector import OgrVectorSourceConfig
from rv_engine.vector.ogr_vector_source import OgrVectorSource, default_layer_name
from tests.engine.rasters import CRS_UTM, UTM

# Map units are pixels, and y goes down: what is written is what must be read.
PLAIN = CRSTransformer(Affine.identity(), CRS_UTM)


def write_layer(
    path: Path,
    geometries: Sequence[Any],
    *,
    crs: str | None = "EPSG:32645",
    layer: str | None = None,
    **fields: Sequence[Any],
) -> str:
    pyogrio.raw.write(
        path,
        geometry=shapely.to_wkb(np.array(geometries, object)),
        field_data=[np.array(values) for values in fields.values()],
        fields=np.array(list(fields), object),
        geometry_type="Unknown",
        crs=crs,
        layer=layer,
        append=path.exists(),
    )
    return str(path)


@pytest.mark.parametrize("ending", ["gpkg", "geojson", "fgb"])
def test_a_layer_in_degrees_falls_on_the_pixels_of_a_utm_image(tmp_path: Path, ending: str) -> None:
    corners = [(UTM * place) for place in ((3, 4), (30, 4), (30, 50), (3, 50))]
    degrees = np.column_stack(transform(CRS_UTM, "EPSG:4326", *zip(*corners, strict=True)))
    path = write_layer(tmp_path / f"a.{ending}", [shapely.Polygon(degrees)], crs="EPSG:4326", n=[1])
    (polygon,) = OgrVectorSource([path]).read(CRSTransformer(UTM, CRS_UTM)).geometries
    # GeoJSON keeps 7 decimals of a degree, about a centimetre: 0.02 pixels.
    assert shapely.hausdorff_distance(polygon, shapely.box(3, 4, 30, 50)) < 0.03


def test_parts_of_collections_keep_the_fields_of_their_feature(tmp_path: Path) -> None:
    boxes = [shapely.box(x, 0, x + 1, 1) for x in range(0, 10, 2)]
    nested = shapely.GeometryCollection(
        [shapely.MultiPolygon(boxes[:2]), shapely.Point(5, 5), shapely.GeometryCollection()]
    )
    path = write_layer(
        tmp_path / "a.gpkg", [boxes[4], nested, shapely.Polygon(), None], name=list("abcd")
    )
    features = OgrVectorSource([path]).read(PLAIN)
    assert features.properties["name"].tolist() == ["a", "b", "b", "b"]
    np.testing.assert_array_equal(
        features.geometries, [boxes[4], boxes[0], boxes[1], shapely.Point(5, 5)]
    )


def test_features_without_a_geometry_are_counted_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = write_layer(
        tmp_path / "a.gpkg", [None, shapely.Point(1, 1), shapely.Point()], n=[1, 2, 3]
    )
    assert len(OgrVectorSource([path]).read(PLAIN)) == 1
    assert f"Left out of '{path}': 2 without a geometry" in caplog.text


def test_a_bowtie_becomes_its_two_triangles(tmp_path: Path) -> None:
    bowtie = shapely.Polygon([(0, 0), (4, 4), (4, 0), (0, 4)])
    path = write_layer(tmp_path / "a.gpkg", [bowtie], name=["x"])
    features = OgrVectorSource([path]).read(PLAIN)
    assert len(features) == 2 and features.properties["name"].tolist() == ["x", "x"]
    assert shapely.area(features.geometries).tolist() == [4, 4]
    assert shapely.is_valid(features.geometries).all()


def test_mending_a_polygon_leaves_no_lines_behind(tmp_path: Path) -> None:
    with_spike = shapely.Polygon([(0, 0), (4, 0), (4, 4), (4, 6), (4, 4), (0, 4)])
    path = write_layer(tmp_path / "a.gpkg", [with_spike], n=[1])
    (polygon,) = OgrVectorSource([path]).read(PLAIN).geometries
    assert polygon.equals(shapely.box(0, 0, 4, 4))


@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
def test_coordinates_that_are_no_numbers_are_left_out(tmp_path: Path) -> None:
    broken = shapely.Polygon([(0, 0), (1, 1), (np.nan, 2)])
    path = write_layer(tmp_path / "a.gpkg", [broken, shapely.box(0, 0, 1, 1)], n=[1, 2])
    assert OgrVectorSource([path]).read(PLAIN).properties["n"].tolist() == [2]


def test_heights_are_dropped(tmp_path: Path) -> None:
    path = write_layer(tmp_path / "a.gpkg", [shapely.Point(1, 2, 300)], n=[1])
    (point,) = OgrVectorSource([path]).read(PLAIN).geometries
    assert not point.has_z and (point.x, point.y) == (1, 2)


def test_a_layer_is_chosen_by_name_and_else_the_first(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, recwarn: pytest.WarningsRecorder
) -> None:
    path = tmp_path / "town.gpkg"
    write_layer(path, [shapely.Point(0, 0)], layer="roads", kind=["r"])
    write_layer(path, [shapely.Point(1, 1)], layer="houses", storeys=[2])
    caplog.set_level(logging.INFO)
    assert OgrVectorSource([str(path)]).read(PLAIN).properties["kind"].tolist() == ["r"]
    assert "the layer 'roads' is read; it also has ['houses']" in caplog.text
    assert not recwarn
    config = OgrVectorSourceConfig(uris=str(path), layer="houses")
    assert config.build().read(PLAIN).properties["storeys"].tolist() == [2]
    assert default_layer_name(str(path)) == "roads"
    with pytest.raises(VectorError, match="has no layer 'trees'. Choose one of 'roads', 'houses'"):
        OgrVectorSource([str(path)], layer="trees").read(PLAIN)


def test_several_files_are_one_source_whatever_their_fields(tmp_path: Path) -> None:
    first = write_layer(tmp_path / "a.gpkg", [shapely.Point(0, 0)], a=[7])
    second = write_layer(tmp_path / "b.gpkg", [shapely.Point(1, 1)], b=["x"])
    features = OgrVectorSource([first, second]).read(PLAIN)
    assert features.properties["a"].tolist() == [7, None]
    assert features.properties["b"].tolist() == [None, "x"]


def test_a_table_without_geometries_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("name,value\na,1\n")
    with pytest.raises(VectorError, match="table.csv' is a table without geometries"):
        OgrVectorSource([str(path)]).read(PLAIN)


def test_coordinates_out_of_the_images_world_are_refused(tmp_path: Path) -> None:
    path = write_layer(tmp_path / "a.gpkg", [shapely.Point(333_000, 3_070_000)], crs="EPSG:4326")
    with pytest.raises(VectorError, match="have no place in EPSG:32645 when they are read as"):
        OgrVectorSource([path]).read(CRSTransformer(UTM, CRS.from_epsg(32645)))


def test_a_few_features_without_a_place_are_left_out(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (lon,), (lat,) = transform(CRS_UTM, "EPSG:4326", [UTM.c + 10], [UTM.f - 10])
    points = [shapely.Point(lon, lat) for _ in range(40)]
    points[7] = shapely.Point(333_000, 3_070_000)
    points[23] = shapely.Point(lon + 1e17, lat)
    path = write_layer(tmp_path / "a.gpkg", points, crs="EPSG:4326", n=list(range(40)))
    found = OgrVectorSource([path]).read(CRSTransformer(UTM, CRS_UTM))
    assert found.properties["n"].tolist() == [n for n in range(40) if n not in {7, 23}]
    xy = shapely.get_coordinates(found.geometries)
    np.testing.assert_allclose(xy, np.full((38, 2), 20), atol=0.01)
    assert f"2 of 40 geometries of '{path}' have no place in EPSG:32645" in caplog.text


def test_a_place_that_the_projection_does_not_know_is_left_out(tmp_path: Path) -> None:
    """The pole has no place in this projection, but its degrees are good."""
    polar = CRS.from_epsg(3857)
    grid = CRSTransformer(Affine(1, 0, 0, 0, -1, 0), polar)
    points = [shapely.Point(0.001, 0.001), shapely.Point(0, 90), shapely.Point(0.002, 0.001)]
    path = write_layer(tmp_path / "a.gpkg", points, crs="EPSG:4326", n=[0, 1, 2])
    found = OgrVectorSource([path]).read(grid)
    assert set(found.properties["n"].tolist()) >= {0, 2}
    near = found.geometries[np.isin(found.properties["n"], [0, 2])]
    np.testing.assert_allclose(shapely.get_x(near), [111.32, 222.64], atol=0.01)


def test_a_layer_in_the_wrong_reference_system_is_refused_whole(tmp_path: Path) -> None:
    wrong = [shapely.Point(333_000 + x, 3_070_000) for x in range(1000)]
    path = write_layer(tmp_path / "a.gpkg", wrong, crs="EPSG:4326")
    with pytest.raises(VectorError, match="have no place in EPSG:32645"):
        OgrVectorSource([path]).read(CRSTransformer(UTM, CRS_UTM))
