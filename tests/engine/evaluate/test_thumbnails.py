"""Small pictures of places."""

import numpy as np

from rv_engine.evaluate.thumbnails import stretched
from rv_engine.raster.raster_chip import RasterChip


def test_places_have_the_colours_of_the_map():
    array = np.zeros((8, 8, 4), np.uint16)
    array[:4, :, 2] = 900  # the red band of blue, green, red, infrared
    chip = RasterChip(array, np.ones((8, 8, 1), bool))
    (by_meaning,) = stretched([chip], [2, 1, 0])
    assert by_meaning[0, 0].tolist() == [255, 0, 0] and by_meaning[7, 0].tolist() == [0, 0, 0]
    (by_order,) = stretched([chip], None)
    assert by_order[0, 0].tolist() == [0, 0, 255]
