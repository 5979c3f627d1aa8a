import pytest
from osgeo import gdal
from qgis.core import QgsCoordinateReferenceSystem, QgsRasterLayer, QgsRasterRange
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


def test_a_raster_inside_an_archive_is_read_by_a_virtual_one(qgis_app, tmp_path, image):
    import zipfile

    archive = tmp_path / "town.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.write(image, "town.tif")
    layer = QgsRasterLayer(f"/vsizip/{archive}/town.tif", "packed")
    assert layer.isValid()
    path = raster_file(layer).path_for_engine(tmp_path)
    assert path.suffix == ".vrt"
    assert gdal.Open(str(path)).ReadRaster() == gdal.Open(str(image)).ReadRaster()


def test_a_part_of_a_file_is_read_by_a_virtual_raster(qgis_app, tmp_path, image):
    both = tmp_path / "both.gpkg"
    for name in ("first", "second"):
        options = [f"RASTER_TABLE={name}", "APPEND_SUBDATASET=YES"]
        gdal.Translate(str(both), str(image), format="GPKG", creationOptions=options)
    layer = QgsRasterLayer(f"GPKG:{both}:second", "second")
    assert layer.isValid()
    path = raster_file(layer).path_for_engine(tmp_path)
    assert gdal.Open(str(path)).RasterXSize == SIZE_PX


def test_the_users_value_of_no_data_reaches_the_engine(qgis_app, tmp_path, image):
    layer = QgsRasterLayer(str(image), "town")
    for band in (1, 2, 3):
        layer.dataProvider().setUserNoDataValue(band, [QgsRasterRange(20, 20)])
    raster = raster_file(layer)
    assert not raster.is_plain
    dataset = gdal.Open(str(raster.path_for_engine(tmp_path)))
    assert [dataset.GetRasterBand(band).GetNoDataValue() for band in (1, 2, 3)] == [20.0] * 3
    assert dataset.ReadRaster() == gdal.Open(str(image)).ReadRaster()


def test_a_value_of_no_data_that_the_user_took_away_is_none(qgis_app, tmp_path, image):
    dataset = gdal.Open(str(image), gdal.GA_Update)
    for band in (1, 2, 3):
        dataset.GetRasterBand(band).SetNoDataValue(20)
    dataset = None
    layer = QgsRasterLayer(str(image), "town")
    assert raster_file(layer).is_plain
    for band in (1, 2, 3):
        layer.dataProvider().setUseSourceNoDataValue(band, False)
    dataset = gdal.Open(str(raster_file(layer).path_for_engine(tmp_path)))
    assert dataset.GetRasterBand(1).GetNoDataValue() is None


def test_several_values_of_no_data_are_refused_with_a_way_out(qgis_app, image):
    layer = QgsRasterLayer(str(image), "town")
    values = [QgsRasterRange(20, 20), QgsRasterRange(0, 5)]
    for band in (1, 2, 3):
        layer.dataProvider().setUserNoDataValue(band, values)
    with pytest.raises(RasterError, match="several values") as caught:
        raster_file(layer)
    assert "GeoTIFF" in caught.value.hint


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
