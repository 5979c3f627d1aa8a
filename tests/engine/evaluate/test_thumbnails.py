"""Small pictures of places."""

import numpy as np

from rv_engine.evaluate.thumbnails import pictures_of
from rv_engine.raster.raster_chip import RasterChip


def test_places_have_the_colours_of_the_map():
    array = np.zeros((8, 8, 4), np.uint16)
    array[:4, :, 2] = 900  # the red band of blue, green, red, infrared
    chip = RasterChip(array, np.ones((8, 8, 1), bool))
    (by_meaning,) = pictures_of([chip], [2, 1, 0])
    assert by_meaning[0, 0].tolist() == [255, 0, 0] and by_meaning[7, 0].tolist() == [0, 0, 0]
    (by_order,) = pictures_of([chip], None)
    assert by_order[0, 0].tolist() == [0, 0, 255]


def test_a_band_without_a_value_takes_no_part_in_the_stretch():
    array = np.zeros((8, 8, 3), np.uint8)
    array[:, 4:] = 100
    array[:2, :, 2] = 255
    valid = np.ones((8, 8, 3), bool)
    valid[:2, :, 2] = False
    (picture,) = pictures_of([RasterChip(array, valid)], None)
    assert picture[4, 6].tolist() == [255, 255, 255]
    assert picture[0, 6].tolist() == [255, 255, 0]
