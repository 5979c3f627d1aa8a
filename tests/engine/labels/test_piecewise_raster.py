from __future__ import annotations

import numpy as np
import pytest
import rasterio
from rasterio.enums import ColorInterp

from rv_engine.geo import Box, CRSTransformer
from rv_engine.labels.piecewise_raster import PiecewiseRaster, RasterFormat
from tests.engine.rasters import GRIDS


@pytest.mark.parametrize("count", [3, 4])
def test_bands_of_bytes_are_numbers_and_no_colours_with_transparency(tmp_path, count) -> None:
    names = tuple("abcd"[:count])
    raster = PiecewiseRaster(
        tmp_path / "pieces",
        CRSTransformer(*GRIDS["utm"]),
        RasterFormat("uint8", 255, names, "average", scale=1 / 254),
    )
    values = np.random.default_rng(0).integers(0, 255, (40, 1300, count)).astype("uint8")
    raster.write(Box(0, 0, 40, 700), values[:, :700])
    raster.write(Box(0, 700, 40, 1300), values[:, 700:])
    raster.finish(tmp_path / "whole.tif")
    with rasterio.open(tmp_path / "whole.tif") as dataset:
        kinds = {ColorInterp.red, ColorInterp.green, ColorInterp.blue, ColorInterp.alpha}
        assert not kinds & set(dataset.colorinterp)
        np.testing.assert_array_equal(np.moveaxis(dataset.read(), 0, -1), values)
