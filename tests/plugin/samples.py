"""Small files for the tests."""

from osgeo import gdal, ogr, osr

SIZE_PX = 64
LEFT, TOP, PIXEL_M = 500000.0, 5000000.0, 2.0
RIGHT, BOTTOM = LEFT + SIZE_PX * PIXEL_M, TOP - SIZE_PX * PIXEL_M


def reference(epsg):
    made = osr.SpatialReference()
    made.ImportFromEPSG(epsg)
    made.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return made


def write_image(path, epsg=32633, bands=3, size_px=SIZE_PX):
    """A raster with bright squares on dark ground, where `write_polygons` has its polygons."""
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), size_px, size_px, bands)
    dataset.SetGeoTransform((LEFT, PIXEL_M, 0, TOP, 0, -PIXEL_M))
    if epsg:
        dataset.SetProjection(reference(epsg).ExportToWkt())
    for band in range(1, bands + 1):
        pixels = bytearray(
            200 if (x // 8) % 2 == 0 and (y // 8) % 2 == 0 else 20 + (x * y) % 7
            for y in range(size_px)
            for x in range(size_px)
        )
        dataset.GetRasterBand(band).WriteRaster(0, 0, size_px, size_px, bytes(pixels))
    dataset = None
    return path


def write_bare_image(path, value):
    """A raster of one value without any georeference, as a camera makes them."""
    dataset = gdal.GetDriverByName("MEM").Create("", SIZE_PX, SIZE_PX, 1, gdal.GDT_Byte)
    dataset.GetRasterBand(1).Fill(value)
    gdal.GetDriverByName("PNG").CreateCopy(str(path), dataset)
    return path


def squares(size_px=SIZE_PX):
    """The map rectangles (left, bottom, right, top) of the bright squares."""
    side = 8 * PIXEL_M
    for row in range(0, size_px // 8, 2):
        for column in range(0, size_px // 8, 2):
            left, top = LEFT + column * side, TOP - row * side
            yield left, top - side, left + side, top


def write_polygons(path, layer_name="buildings", epsg=32633, size_px=SIZE_PX):
    driver = ogr.GetDriverByName("GPKG")
    dataset = driver.Open(str(path), 1) if path.exists() else driver.CreateDataSource(str(path))
    layer = dataset.CreateLayer(layer_name, reference(epsg), ogr.wkbPolygon)
    layer.CreateField(ogr.FieldDefn("class", ogr.OFTString))
    layer.CreateField(ogr.FieldDefn("height_m", ogr.OFTReal))
    for number, (left, bottom, right, top) in enumerate(squares(size_px)):
        feature = ogr.Feature(layer.GetLayerDefn())
        feature["class"], feature["height_m"] = "building", float(number)
        ring = f"{left} {bottom},{right} {bottom},{right} {top},{left} {top},{left} {bottom}"
        feature.SetGeometry(ogr.CreateGeometryFromWkt(f"POLYGON(({ring}))"))
        layer.CreateFeature(feature)
    dataset = None
    return path
