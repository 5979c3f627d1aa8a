import pytest
from osgeo import gdal
from qgis.core import QgsCoordinateReferenceSystem, QgsRasterLayer
from rv_studio.rv_engine.errors import RasterError
from rv_studio.rv_qgis.layers import raster_file

from tests.plugin.samples import LEFT, PIXEL_M, SIZE_PX, TOP, write_image


def test_a_geotiff_layer_is_its_file(qgis_app, image):
    raster = raster_file(QgsRasterLayer(str(image), "town"))
    assert raster.path == image
    assert raster.name == "town"
    assert raster.crs.authid() == "EPSG:32633"
    assert raster.path_for_engine(image.parent) == image


def test_options_of_the_provider_are_stripped(qgis_app, image):
    raster = raster_file(QgsRasterLayer(f"{image}|option:NUM_THREADS=2", "town"))
    assert raster.path == image


def test_a_web_layer_is_refused_with_a_way_out(qgis_app):
    uri = "type=xyz&url=https://tiles.invalid/{z}/{x}/{y}.png&zmax=1&zmin=0"
    with pytest.raises(RasterError, match="'wms'") as caught:
        raster_file(QgsRasterLayer(uri, "tiles", "wms"))
    assert "GeoTIFF" in caught.value.hint


def test_a_raster_inside_an_archive_is_refused(qgis_app, tmp_path, image):
    import zipfile

    archive = tmp_path / "town.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.write(image, "town.tif")
    layer = QgsRasterLayer(f"/vsizip/{archive}/town.tif", "packed")
    assert layer.isValid()
    with pytest.raises(RasterError, match="not a single file"):
        raster_file(layer)


def test_a_crs_that_the_user_gave_reaches_the_engine_on_the_same_grid(qgis_app, tmp_path):
    image = write_image(tmp_path / "bare.tif", epsg=None)
    layer = QgsRasterLayer(str(image), "bare")
    layer.setCrs(QgsCoordinateReferenceSystem("EPSG:32633"))
    raster = raster_file(layer)
    folder = tmp_path / "inputs"
    folder.mkdir()
    path = raster.path_for_engine(folder)
    assert path.parent == folder
    dataset = gdal.Open(str(path))
    assert dataset.GetSpatialRef().GetAuthorityCode(None) == "32633"
    assert dataset.GetGeoTransform() == (LEFT, PIXEL_M, 0, TOP, 0, -PIXEL_M)
    assert (dataset.RasterXSize, dataset.RasterYSize) == (SIZE_PX, SIZE_PX)
    assert dataset.ReadRaster() == gdal.Open(str(image)).ReadRaster()


def test_a_raster_without_crs_is_used_as_it_is(qgis_app, tmp_path):
    image = write_image(tmp_path / "bare.tif", epsg=None)
    raster = raster_file(QgsRasterLayer(str(image), "bare"))
    assert not raster.crs.isValid()
    assert raster.path_for_engine(tmp_path) == image
