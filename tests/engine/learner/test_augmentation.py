from __future__ import annotations

import numpy as np
import pytest

from rv_engine.learner.augmentation import AUGMENTORS_BY_NAME, augment
from rv_engine.learner.data_config import AUGMENTORS, GEOMETRIC_AUGMENTORS
from rv_engine.learner.samples import Sample
from rv_engine.learner.targets import NO_LABEL, Boxes, ClassLabel, Mask
from rv_engine.types import Array
from tests.engine.learner.chip_folders import mask_of


def numbered_sample() -> Sample:
    """Every pixel differs, and its mask says which it is."""
    numbers = np.arange(64, dtype=np.uint8).reshape(8, 8)
    return Sample(np.stack([numbers, numbers + 100], axis=-1), Mask(numbers))


def test_every_name_in_the_config_has_its_augmentor() -> None:
    assert set(AUGMENTORS_BY_NAME) == set(AUGMENTORS)


@pytest.mark.parametrize("seed", range(12))
def test_the_mask_moves_with_the_image(seed: int) -> None:
    sample = augment(numbered_sample(), GEOMETRIC_AUGMENTORS, np.random.default_rng(seed))
    np.testing.assert_array_equal(sample.image[..., 0], mask_of(sample))
    np.testing.assert_array_equal(sample.image[..., 1], mask_of(sample) + 100)


def test_all_eight_ways_to_lay_a_square_occur() -> None:
    seen = {
        mask_of(
            augment(numbered_sample(), GEOMETRIC_AUGMENTORS, np.random.default_rng(seed))
        ).tobytes()
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
        augment(Sample(image, Mask(mask)), ["BrightnessContrast"], np.random.default_rng(seed))
        for seed in range(10)
    ]
    assert all(sample.image.dtype == np.dtype(dtype) for sample in changed)
    assert all((mask_of(sample) == mask).all() for sample in changed)
    assert all((sample.image[:4] == image[:4]).all() for sample in changed)
    assert any((sample.image[4:] != image[4:]).mean() > 0.9 for sample in changed)


def image_with_boxes(boxes: Array, size_px: tuple[int, int] = (8, 12)) -> Sample:
    """Each box is painted in a colour of its own."""
    image = np.zeros((*size_px, 1), np.uint8)
    for number, (xmin, ymin, xmax, ymax) in enumerate(boxes.astype(int), start=1):
        image[ymin:ymax, xmin:xmax] = number
    return Sample(image, Boxes(boxes, np.arange(len(boxes))))


@pytest.mark.parametrize("seed", range(16))
def test_boxes_move_with_what_they_frame(seed: int) -> None:
    boxes = np.array([[1, 2, 4, 3], [6, 0, 12, 5], [0, 7, 1, 8]], np.float32)
    sample = augment(image_with_boxes(boxes), GEOMETRIC_AUGMENTORS, np.random.default_rng(seed))
    assert isinstance(sample.target, Boxes)
    assert sample.target.boxes.dtype == np.float32
    for number, (xmin, ymin, xmax, ymax) in enumerate(sample.target.boxes.astype(int), start=1):
        painted = sample.image[..., 0] == number
        rows, columns = np.nonzero(painted)
        assert (rows.min(), rows.max() + 1) == (ymin, ymax)
        assert (columns.min(), columns.max() + 1) == (xmin, xmax)


def test_a_quarter_turn_of_a_box_by_hand() -> None:
    target = Boxes(np.array([[1, 2, 4, 3]], np.float32), np.array([5]))
    turned = target.turned(1, (8, 12))
    # The image becomes 12 high and 8 wide; what was at the right is at the top.
    assert turned.boxes.tolist() == [[2, 8, 3, 11]]
    assert turned.class_ids.tolist() == [5]


def test_no_boxes_stay_no_boxes() -> None:
    target = Boxes(np.zeros((0, 4), np.float32), np.zeros(0, np.int64))
    assert target.turned(3, (4, 6)).flipped_vertically((6, 4)).boxes.shape == (0, 4)
    assert target.class_counts(3).tolist() == [0, 0, 0]


def test_classes_of_images_are_counted_once() -> None:
    assert ClassLabel(1).class_counts(3).tolist() == [0, 1, 0]
    assert ClassLabel(np.array([1, 0, 1])).class_counts(3).tolist() == [1, 0, 1]


def test_brightness_leaves_nodata_alone_where_there_is_no_mask() -> None:
    image = np.random.default_rng(0).integers(1, 255, (16, 16, 5)).astype(np.uint8)
    image[:4] = 0
    changed = [
        augment(Sample(image, ClassLabel(0)), ["BrightnessContrast"], np.random.default_rng(seed))
        for seed in range(10)
    ]
    assert all((sample.image[:4] == 0).all() for sample in changed)
    assert any((sample.image[4:] != image[4:]).mean() > 0.9 for sample in changed)
