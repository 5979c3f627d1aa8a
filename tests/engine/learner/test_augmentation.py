from __future__ import annotations

import numpy as np
import pytest

from rv_engine.learner.augmentation import AUGMENTORS_BY_NAME, augment
from rv_engine.learner.data_config import AUGMENTORS, GEOMETRIC_AUGMENTORS
from rv_engine.learner.samples import NO_LABEL, Sample


def numbered_sample() -> Sample:
    """Every pixel differs, and its mask says which it is."""
    numbers = np.arange(64, dtype=np.uint8).reshape(8, 8)
    return Sample(np.stack([numbers, numbers + 100], axis=-1), numbers)


def test_every_name_in_the_config_has_its_augmentor() -> None:
    assert set(AUGMENTORS_BY_NAME) == set(AUGMENTORS)


@pytest.mark.parametrize("seed", range(12))
def test_the_mask_moves_with_the_image(seed: int) -> None:
    sample = augment(numbered_sample(), GEOMETRIC_AUGMENTORS, np.random.default_rng(seed))
    np.testing.assert_array_equal(sample.image[..., 0], sample.mask)
    np.testing.assert_array_equal(sample.image[..., 1], sample.mask + 100)


def test_all_eight_ways_to_lay_a_square_occur() -> None:
    seen = {
        augment(numbered_sample(), GEOMETRIC_AUGMENTORS, np.random.default_rng(seed)).mask.tobytes()
        for seed in range(100)
    }
    assert len(seen) == 8


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_brightness_leaves_type_mask_and_unlabelled_pixels_as_they_were(dtype: str) -> None:
    rng = np.random.default_rng(0)
    image = rng.integers(0, 255, (16, 16, 5)).astype(dtype)
    mask = np.zeros((16, 16), np.uint8)
    mask[:4] = NO_LABEL
    changed = [
        augment(Sample(image, mask), ["BrightnessContrast"], np.random.default_rng(seed))
        for seed in range(10)
    ]
    assert all(sample.image.dtype == np.dtype(dtype) for sample in changed)
    assert all((sample.mask == mask).all() for sample in changed)
    assert all((sample.image[:4] == image[:4]).all() for sample in changed)
    assert any((sample.image[4:] != image[4:]).mean() > 0.9 for sample in changed)
