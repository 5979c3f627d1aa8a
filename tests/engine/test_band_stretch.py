"""Images as they are looked at."""

import numpy as np
import pytest

from rv_engine.band_stretch import stretched


def one(image, bands=None):
    (colours,) = stretched([image], bands=bands)
    return colours


@pytest.mark.parametrize(("bands", "dtype"), [(1, "uint8"), (2, "int16"), (7, "float32")])
def test_any_image_can_be_seen(bands, dtype):
    image = np.random.default_rng(0).normal(500, 100, (16, 16, bands)).astype(dtype)
    image[:4] = 0
    colours = one(image)
    assert colours.shape == (16, 16, 3)
    assert colours.min() == 0 and colours.max() == 1
    assert (colours[:4] == 0).all()
    assert not one(np.zeros_like(image)).any()


def test_the_bands_that_are_colours_are_shown():
    image = np.random.default_rng(0).integers(1, 200, (8, 8, 5)).astype(np.uint16)
    np.testing.assert_array_equal(one(image, [3, 1, 0]), one(image[..., [3, 1, 0]]))
    # Images with fewer bands are shown as ever.
    np.testing.assert_array_equal(one(image[..., :2], [3, 1, 0]), one(image[..., :2]))


def test_several_images_are_stretched_alike_and_what_is_not_known_is_black():
    dark, bright = np.full((4, 4, 3), -20.0), np.full((4, 4, 3), -10.0)
    dark[0], bright[0] = 9999, 9999
    known = np.ones((4, 4), bool)
    known[0] = False
    first, second = stretched([dark, bright], [known, known])
    assert (first[1:] == 0).all() and (second[1:] == 1).all()
    assert (second[0] == 0).all()
    assert stretched([]) == []
