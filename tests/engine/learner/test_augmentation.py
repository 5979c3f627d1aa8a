from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
import torch

from rv_engine.learner import AugmentorConfig, BlurConfig, RandomScaleConfig
from rv_engine.learner.augmentation import augment as augment_with
from rv_engine.learner.augmentation import build_augmentors
from rv_engine.learner.augmentor_config import AUGMENTORS_BY_NAME
from rv_engine.learner.data_config import GEOMETRIC_AUGMENTORS
from rv_engine.learner.input_normalization import InputNormalization
from rv_engine.learner.samples import Sample, stack
from rv_engine.learner.targets import NO_LABEL, Boxes, ClassLabel, Mask
from rv_engine.learner.tensors import images_to_tensor
from rv_engine.types import Array
from tests.engine.learner.chip_folders import mask_of


def numbered_sample() -> Sample:
    """Every pixel differs, and its mask says which it is."""
    numbers = np.arange(64, dtype=np.uint8).reshape(8, 8)
    return Sample(np.stack([numbers, numbers + 100], axis=-1), Mask(numbers))


def augment(
    sample: Sample, names: Sequence[str | AugmentorConfig], rng: np.random.Generator
) -> Sample:
    return augment_with(sample, build_augmentors(names), rng)


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


PHOTOMETRIC = [
    name for name in AUGMENTORS_BY_NAME if name not in (*GEOMETRIC_AUGMENTORS, "RandomScale")
]


@pytest.mark.parametrize("name", PHOTOMETRIC)
@pytest.mark.parametrize(("bands", "dtype"), [(1, "uint8"), (5, "uint16"), (3, "float32")])
def test_pixels_change_and_nodata_type_and_labels_do_not(name: str, bands: int, dtype: str) -> None:
    rng = np.random.default_rng(0)
    image = rng.integers(1, 250, (24, 24, bands)).astype(dtype)
    image[:5] = 0
    mask = np.where(image[..., 0] > 0, np.uint8(1), np.uint8(NO_LABEL))
    always = AUGMENTORS_BY_NAME[name](probability=1)
    changed = []
    for seed, target in enumerate([Mask(mask), ClassLabel(0)] * 4):
        sample = augment(Sample(image, target), [always], np.random.default_rng(seed))
        assert sample.image.dtype == image.dtype
        assert sample.target is target or (mask_of(sample) == mask).all()
        assert (sample.image[:5] == 0).all()
        changed.append((sample.image[5:] != image[5:]).mean())
    # One band is gray already.
    assert max(changed) < 0.01 if (name, bands) == ("ToGray", 1) else max(changed) > 0.7


def test_a_blur_does_not_mix_nodata_into_the_image() -> None:
    image = np.full((16, 16, 2), 100, np.uint8)
    image[:8] = 0
    sample = augment(
        Sample(image, ClassLabel(0)), [BlurConfig(probability=1)], np.random.default_rng(0)
    )
    assert (sample.image[8:] == 100).all()


def test_gray_bands_keep_their_mean_and_show_one_picture() -> None:
    rng = np.random.default_rng(0)
    image = (rng.normal([1000, 5000, 200], [50, 300, 20], (32, 32, 3))).astype(np.float32)
    gray = AUGMENTORS_BY_NAME["ToGray"](probability=1)
    sample = augment(Sample(image, ClassLabel(0)), [gray], np.random.default_rng(0))
    np.testing.assert_allclose(sample.image.mean(axis=(0, 1)), image.mean(axis=(0, 1)), rtol=1e-4)
    assert np.corrcoef(sample.image.reshape(-1, 3).T).min() > 0.999


@pytest.mark.parametrize("zoom", [0.5, 2.0])
@pytest.mark.parametrize("seed", range(4))
def test_a_zoomed_mask_and_its_image_stay_on_one_another(zoom: float, seed: int) -> None:
    # Blocks of 8 pixels: where interpolation mixes them, their mask may be either.
    ids = np.kron(np.arange(16).reshape(4, 4) % 5, np.ones((8, 8))).astype(np.uint8)
    config = RandomScaleConfig(probability=1, smallest=min(zoom, 1), largest=max(zoom, 1))
    sample = augment(
        Sample((ids[..., None] + 1) * 10, Mask(ids)), [config], np.random.default_rng(seed)
    )
    mask, image = mask_of(sample), sample.image[..., 0]
    assert image.shape == mask.shape == ids.shape
    known = mask != NO_LABEL
    # What is not known is no number, which networks take for the band's mean.
    assert (np.isnan(image) == ~known).all()
    agree = image[known] == (mask[known].astype(int) + 1) * 10
    assert agree.mean() > 0.6


def test_around_a_smaller_image_networks_see_the_mean_of_each_band() -> None:
    image = np.full((16, 16, 2), (90, 200), np.uint8)
    smaller = RandomScaleConfig(probability=1, smallest=0.5, largest=1)
    samples = [
        augment(Sample(image, target), [smaller, "BrightnessContrast"], np.random.default_rng(1))
        for target in (ClassLabel(0), Mask(np.zeros((16, 16), np.uint8)))
    ]
    normalization = InputNormalization(2)
    normalization.set_statistics([100, 100], [10, 10])
    # Others of the batch may be whole, and still of whole numbers.
    batch = stack([Sample(image, ClassLabel(0)), *samples])
    seen = normalization(images_to_tensor(batch.images, torch.device("cpu"))).numpy()
    outside = np.isnan(samples[0].image[..., 0])
    assert 0.1 < outside.mean() < 0.8
    assert not seen[1:, :, outside].any()
    np.testing.assert_allclose(seen[1:, 0, ~outside], -1)
    np.testing.assert_allclose(seen[1:, 1, ~outside], 10)


def test_a_zoomed_box_by_hand() -> None:
    target = Boxes(np.array([[2, 4, 6, 8], [0, 0, 2, 2]], np.float32), np.array([3, 4]))
    larger = target.zoomed(2.0, (2.0, 1.0), (12, 10))
    # The second box is cut to a sliver of 0 rows, and no longer there.
    assert larger.boxes.tolist() == [[2, 4, 10, 12]]
    assert larger.class_ids.tolist() == [3]
    smaller = target.zoomed(0.5, (-4.0, -6.0), (12, 10))
    assert smaller.boxes.tolist() == [[4, 4, 6, 6], [3, 2, 4, 3]]


def test_a_zoomed_box_frames_what_it_framed() -> None:
    boxes = np.array([[4, 8, 20, 16]], np.float32)
    sample = image_with_boxes(boxes, (32, 32))
    for seed in range(10):
        moved = augment(sample, [RandomScaleConfig(probability=1)], np.random.default_rng(seed))
        assert isinstance(moved.target, Boxes)
        rows, columns = np.nonzero(moved.image[..., 0] > 0)
        if not len(moved.target.boxes):
            continue
        xmin, ymin, xmax, ymax = moved.target.boxes[0]
        assert abs(rows.min() - ymin) <= 1 and abs(rows.max() + 1 - ymax) <= 1
        assert abs(columns.min() - xmin) <= 1 and abs(columns.max() + 1 - xmax) <= 1
