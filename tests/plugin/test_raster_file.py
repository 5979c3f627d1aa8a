import pytest
from osgeo import gdal
from qgis.core import QgsCoordinateReferenceSystem, QgsPointXY, QgsRasterLayer, QgsRasterRange
from rv_studio.rv_engine.errors import RasterError
from rv_studio.rv_qgis.layers import raster_file, raster_file_at

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


def write_bare(path, size=(20, 10)):
    """An image without any georeference, whose pixels all differ."""
    made = gdal.GetDriverByName("MEM").Create("", *size, 1, gdal.GDT_Byte)
    made.GetRasterBand(1).WriteRaster(0, 0, *size, bytes(range(size[0] * size[1])))
    gdal.GetDriverByName("PNG").CreateCopy(str(path), made)
    return path


def test_an_image_without_georeference_lies_for_the_engine_where_qgis_shows_it(qgis_app, tmp_path):
    image = write_bare(tmp_path / "photo.png")
    layer = QgsRasterLayer(str(image), "photo")
    path = raster_file(layer).path_for_engine(tmp_path / "inputs")
    dataset = gdal.Open(str(path))
    left, dx, _, top, _, dy = dataset.GetGeoTransform()
    column, row = 3, 7
    middle = QgsPointXY(left + (column + 0.5) * dx, top + (row + 0.5) * dy)
    shown, has_value = layer.dataProvider().sample(middle, 1)
    assert has_value
    assert shown == dataset.ReadRaster(column, row, 1, 1)[0]
    # What is made on this grid is shown there, too.
    assert QgsRasterLayer(str(path), "seen by the engine").extent() == layer.extent()
    assert raster_file_at(image).path_for_engine(tmp_path / "file").suffix == ".vrt"


def test_an_image_with_a_georeference_needs_no_virtual_one(qgis_app, tmp_path, image):
    assert raster_file_at(image).path_for_engine(tmp_path / "inputs") == image
    assert not (tmp_path / "inputs").exists()


def test_an_image_with_control_points_only_is_refused_with_a_way_out(qgis_app, tmp_path):
    path = tmp_path / "scan.tif"
    points = [gdal.GCP(1000 + x, 5000 - 2 * y, 0, x, y) for x, y in ((0, 0), (20, 0), (0, 10))]
    bare = write_bare(tmp_path / "photo.png")
    options = gdal.TranslateOptions(GCPs=points, outputSRS="EPSG:32633")
    gdal.Translate(str(path), str(bare), options=options)
    for raster in (raster_file(QgsRasterLayer(str(path), "scan")), raster_file_at(path)):
        with pytest.raises(RasterError, match="control points") as caught:
            raster.path_for_engine(tmp_path)
        assert "Warp" in caught.value.hint


def test_a_group_of_files_in_a_virtual_raster_is_read_from_where_it_lies(qgis_app, tmp_path, image):
    group = tmp_path / "group.vrt"
    gdal.BuildVRT(str(group), [str(image)]).FlushCache()
    layer = QgsRasterLayer(str(group), "group")
    assert raster_file(layer).path_for_engine(tmp_path / "inputs") == group
    # With the user's CRS it is a virtual raster of a virtual raster, in another folder.
    layer.setCrs(QgsCoordinateReferenceSystem("EPSG:32632"))
    path = raster_file(layer).path_for_engine(tmp_path / "inputs")
    assert path.parent == tmp_path / "inputs"
    assert gdal.Open(str(path)).ReadRaster() == gdal.Open(str(image)).ReadRaster()


def test_the_text_of_a_virtual_raster_is_a_layer_as_others(qgis_app, tmp_path, image):
    group = tmp_path / "group.vrt"
    gdal.BuildVRT(str(group), [str(image)] * 40).FlushCache()
    text = group.read_text().replace('relativeToVRT="1">', f'relativeToVRT="0">{tmp_path}/')
    layer = QgsRasterLayer(text, "town group")
    assert layer.isValid()
    path = raster_file(layer).path_for_engine(tmp_path / "inputs")
    assert path.name == "town_group.vrt"
    assert gdal.Open(str(path)).ReadRaster() == gdal.Open(str(image)).ReadRaster()


def test_a_raster_in_qgis_own_memory_is_refused_with_a_way_out(qgis_app, image):
    gdal.Translate("/vsimem/town.tif", str(image))
    try:
        with pytest.raises(RasterError, match="not a single file") as caught:
            raster_file(QgsRasterLayer("/vsimem/town.tif", "town"))
    finally:
        gdal.Unlink("/vsimem/town.tif")
    assert "GeoTIFF" in caught.value.hint


@pytest.mark.parametrize("provider", ["postgresraster", "wcs", "virtualraster", "arcgismapserver"])
def test_what_comes_from_no_file_is_refused_by_its_provider(qgis_app, provider):
    # Nothing is asked of a server: QGIS does not even have to have reached it.
    layer = QgsRasterLayer("dbname='x' table=\"t\"", "remote", provider)
    with pytest.raises(RasterError, match=f"'{provider}'") as caught:
        raster_file(layer)
    assert "GeoTIFF" in caught.value.hint


@pytest.mark.parametrize("exceptions", [True, False])
def test_it_is_the_same_whether_somebody_asked_gdal_for_exceptions(qgis_app, tmp_path, exceptions):
    before = gdal.GetUseExceptions()
    (gdal.UseExceptions if exceptions else gdal.DontUseExceptions)()
    try:
        layer = QgsRasterLayer(str(write_bare(tmp_path / "photo.png")), "photo")
        raster = raster_file(layer)
        (tmp_path / "photo.png").unlink()
        with pytest.raises(RasterError, match="cannot be read"):
            raster.path_for_engine(tmp_path)
        with pytest.raises(RasterError, match="not a single file"):
            raster_file(layer)
    finally:
        (gdal.UseExceptions if before else gdal.DontUseExceptions)()
