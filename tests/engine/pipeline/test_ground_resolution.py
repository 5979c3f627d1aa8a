"""Images at another resolution keep the places without a value."""

import numpy as np
import pytest
import rasterio

from rv_engine.errors import RasterError
from rv_engine.pipeline.ground_resolution import at_resolution
from rv_engine.pipeline.layers import LayerImage
from rv_engine.raster import RasterioSourceConfig
from tests.engine.backend.scene_files import write_image


@pytest.mark.parametrize("resolution_m", [1.0, 0.25])
@pytest.mark.parametrize("way", ["mask", "nodata"])
def test_what_has_no_value_has_none_at_another_resolution(tmp_path, way, resolution_m):
    array = np.full((64, 64, 3), 90, np.uint8)
    array[:32] = 0
    path = write_image(tmp_path / "image.tif", array)
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(path, "r+") as dataset:
        if way == "mask":
            dataset.write_mask(np.where(array[..., 0] > 0, 255, 0).astype(np.uint8))
        else:
            dataset.nodata = 0
        own_m = dataset.transform.a
    image = at_resolution(LayerImage([str(path)]), resolution_m, tmp_path / "run")
    source = RasterioSourceConfig(uris=[str(uri) for uri in image.uris]).build()
    chip = source.read(source.extent)
    assert source.num_channels == 3
    half = round(32 * own_m / resolution_m)
    assert source.extent.size == pytest.approx((2 * half, 2 * half), abs=1)
    assert not chip.valid_pixels[: half - 1].any()
    assert chip.valid_pixels[half + 1 :].all()
    assert (chip.array[half + 1 :] == 90).all()


def test_bands_with_different_no_data_values_are_refused(tmp_path):
    path = write_image(tmp_path / "image.tif", np.full((64, 64, 2), 90, np.uint8))
    with rasterio.open(path) as dataset:
        numbers = ", ".join(repr(value) for value in dataset.transform.to_gdal())
        crs = dataset.crs.to_wkt()
    bands = "".join(
        f'<VRTRasterBand dataType="Byte" band="{band}"><NoDataValue>{band}</NoDataValue>'
        f'<SimpleSource><SourceFilename relativeToVRT="1">image.tif</SourceFilename>'
        f"<SourceBand>{band}</SourceBand></SimpleSource></VRTRasterBand>"
        for band in (1, 2)
    )
    vrt = tmp_path / "image.vrt"
    vrt.write_text(
        f'<VRTDataset rasterXSize="64" rasterYSize="64"><SRS>{crs}</SRS>'
        f"<GeoTransform>{numbers}</GeoTransform>{bands}</VRTDataset>"
    )
    with pytest.raises(RasterError, match="different no-data values"):
        at_resolution(LayerImage([str(vrt)]), 2.0, tmp_path / "run")
    assert not (tmp_path / "run").exists()
