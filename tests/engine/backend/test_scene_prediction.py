import numpy as np
import pytest

from rv_engine.backend import PredictOptions
from rv_engine.backend.scene_prediction import prediction_tiles
from rv_engine.geo import Box


@pytest.mark.parametrize("extent", [Box(0, 0, 1, 1), Box(3, 5, 500, 1234), Box(0, 0, 400, 401)])
@pytest.mark.parametrize(("tile_sz", "stride"), [(100, 30), (100, 100), (10, 64), (1000, 7)])
def test_tiles_cover_each_pixel_once_and_begin_where_windows_do(extent, tile_sz, stride):
    options = PredictOptions(chip_sz=128, stride=stride, tile_sz=tile_sz)
    seen = np.zeros((extent.ymax, extent.xmax), int)
    for tile in prediction_tiles(extent, options):
        seen[tile.ymin : tile.ymax, tile.xmin : tile.xmax] += 1
        assert (tile.ymin - extent.ymin) % stride == 0
        assert (tile.xmin - extent.xmin) % stride == 0
        assert max(tile.size) <= 1.25 * max(tile_sz, stride) + stride
    assert seen.sum() == extent.height * extent.width
    assert (seen[extent.ymin :, extent.xmin :] == 1).all()


def test_a_sliver_at_the_end_belongs_to_the_tile_before():
    options = PredictOptions(chip_sz=10, tile_sz=100)
    assert prediction_tiles(Box(0, 0, 124, 50), options) == [Box(0, 0, 124, 50)]
    assert len(prediction_tiles(Box(0, 0, 126, 50), options)) == 2
