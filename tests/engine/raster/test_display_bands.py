import numpy as np
import pytest
import rasterio
from rasterio.enums import ColorInterp

from rv_engine.raster import RasterioSourceConfig
from rv_engine.raster.display_bands import display_bands

GRAY, UNKNOWN = ColorInterp.gray, ColorInterp.undefined
RED, GREEN, BLUE, ALPHA = (ColorInterp[name] for name in ("red", "green", "blue", "alpha"))


def source(path, colors, names=None, channel_order=None):
    profile = {"driver": "GTiff", "width": 4, "height": 4, "dtype": "uint8", "count": len(colors)}
    with rasterio.open(path, "w", photometric="minisblack", **profile) as dataset:
        dataset.write(np.zeros((len(colors), 4, 4), np.uint8))
        dataset.colorinterp = colors
        if names is not None:
            dataset.descriptions = names
    return RasterioSourceConfig(uris=[str(path)], channel_order=channel_order)


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
@pytest.mark.parametrize(
    ("colors", "names", "channel_order", "expected"),
    [
        ([BLUE, GREEN, RED, UNKNOWN], None, None, [2, 1, 0]),
        ([BLUE, GREEN, RED, UNKNOWN], None, [3, 2, 1, 0], [1, 2, 3]),
        ([ALPHA, RED, GREEN, BLUE], None, None, [0, 1, 2]),
        ([BLUE, GREEN, RED, UNKNOWN], None, [3, 2], None),
        ([GRAY, UNKNOWN, UNKNOWN], None, None, None),
        ([GRAY] + 4 * [UNKNOWN], ("B1 blue", "Green", "Red edge", "RED", "infrared"), None,
         [3, 1, 0]),
        ([GRAY] + 2 * [UNKNOWN], ("redness", "greenery", "blueprint"), None, None),
    ],
)  # fmt: skip
def test_colours_are_found_by_what_the_file_says(tmp_path, colors, names, channel_order, expected):
    config = source(tmp_path / "i.tif", colors, names, channel_order)
    assert display_bands(config) == expected
    assert config.build().display_bands == expected


def test_a_file_that_is_missing_says_nothing(tmp_path):
    assert display_bands(RasterioSourceConfig(uris=[str(tmp_path / "no.tif")])) is None
