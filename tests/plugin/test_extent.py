import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsPointXY,
    QgsRasterLayer,
    QgsRectangle,
)
from rv_studio.rv_engine.errors import RasterError
from rv_studio.rv_qgis.layers import extent_in_raster, raster_file

from tests.plugin.samples import BOTTOM, LEFT, RIGHT, TOP

UTM = QgsCoordinateReferenceSystem("EPSG:32633")
DEGREES = QgsCoordinateReferenceSystem("EPSG:4326")
CONTEXT = QgsCoordinateTransformContext()


@pytest.fixture
def raster(qgis_app, image):
    return raster_file(QgsRasterLayer(str(image), "town"))


def to(extent, source, target):
    return QgsCoordinateTransform(source, target, CONTEXT).transformBoundingBox(extent)


def test_an_extent_in_the_rasters_crs_is_taken_as_it_is(raster):
    extent = QgsRectangle(LEFT + 10, BOTTOM + 10, LEFT + 20, BOTTOM + 20)
    assert extent_in_raster(extent, UTM, raster, CONTEXT) == extent


def test_an_extent_without_crs_is_in_the_rasters(raster):
    extent = QgsRectangle(LEFT + 10, BOTTOM + 10, LEFT + 20, BOTTOM + 20)
    none = QgsCoordinateReferenceSystem()
    assert extent_in_raster(extent, none, raster, CONTEXT) == extent


def test_an_extent_larger_than_the_raster_is_cut_to_it(raster):
    wide = QgsRectangle(LEFT - 1000, BOTTOM - 1000, RIGHT + 1000, TOP + 1000)
    cut = extent_in_raster(wide, UTM, raster, CONTEXT)
    assert cut == QgsRectangle(LEFT, BOTTOM, RIGHT, TOP)


def test_an_extent_in_degrees_covers_the_same_ground(raster):
    inner = QgsRectangle(LEFT + 20, BOTTOM + 20, RIGHT - 20, TOP - 20)
    back = extent_in_raster(to(inner, UTM, DEGREES), DEGREES, raster, CONTEXT)
    assert back.contains(inner)
    assert back.width() < inner.width() + 2


def test_the_bow_of_a_long_side_is_inside_the_result(qgis_app, tmp_path):
    from dataclasses import replace

    from tests.plugin.samples import write_image

    lambert = QgsCoordinateReferenceSystem("EPSG:3035")
    raster = replace(
        raster_file(QgsRasterLayer(str(write_image(tmp_path / "a.tif")), "europe")),
        crs=lambert,
        extent_map=QgsRectangle(0, 0, 1e7, 1e7),
    )
    europe = QgsRectangle(-10, 40, 30, 60)
    result = extent_in_raster(europe, DEGREES, raster, CONTEXT)
    transform = QgsCoordinateTransform(DEGREES, lambert, CONTEXT)
    for longitude in range(-10, 31):
        for latitude in (40, 60):
            point = transform.transform(QgsPointXY(longitude, latitude))
            assert result.yMinimum() - 1000 <= point.y() <= result.yMaximum() + 1000


def test_an_extent_beside_the_raster_is_refused(raster):
    beside = QgsRectangle(RIGHT + 10, BOTTOM, RIGHT + 20, TOP)
    with pytest.raises(RasterError, match="does not touch the image 'town'"):
        extent_in_raster(beside, UTM, raster, CONTEXT)


def test_an_extent_that_only_meets_the_edge_is_refused(raster):
    edge = QgsRectangle(RIGHT, BOTTOM, RIGHT + 20, TOP)
    with pytest.raises(RasterError, match="does not touch"):
        extent_in_raster(edge, UTM, raster, CONTEXT)
