"""Random changes of training samples that move image and target together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from rv_engine.learner.samples import Sample

Augmentor = Callable[[Sample, np.random.Generator], Sample]

_MAX_CONTRAST_CHANGE = 0.2
_MAX_BRIGHTNESS_SHIFT_STDS = 0.2


def augment(sample: Sample, names: Sequence[str], rng: np.random.Generator) -> Sample:
    """The sample after the named augmentors, one after the other."""
    for name in names:
        sample = AUGMENTORS_BY_NAME[name](sample, rng)
    return Sample(np.ascontiguousarray(sample.image), sample.target.compact())


def rotate_by_90(sample: Sample, rng: np.random.Generator) -> Sample:
    """Turns by 0, 90, 180 or 270 degrees."""
    turns = int(rng.integers(4))
    return Sample(np.rot90(sample.image, turns), sample.target.turned(turns, sample.size_px))


def flip_horizontally(sample: Sample, rng: np.random.Generator) -> Sample:
    """Exchanges left and right in half of the samples."""
    if rng.random() < 0.5:
        return sample
    return Sample(sample.image[:, ::-1], sample.target.flipped_horizontally(sample.size_px))


def flip_vertically(sample: Sample, rng: np.random.Generator) -> Sample:
    """Exchanges top and bottom in half of the samples."""
    if rng.random() < 0.5:
        return sample
    return Sample(sample.image[::-1], sample.target.flipped_vertically(sample.size_px))


def change_brightness_and_contrast(sample: Sample, rng: np.random.Generator) -> Sample:
    """Changes both by up to a fifth, in half of the samples; unknown pixels stay as they are."""
    if rng.random() < 0.5:
        return sample
    contrast = 1 + rng.uniform(-_MAX_CONTRAST_CHANGE, _MAX_CONTRAST_CHANGE)
    shift_stds = rng.uniform(-_MAX_BRIGHTNESS_SHIFT_STDS, _MAX_BRIGHTNESS_SHIFT_STDS)
    known = sample.known_pixels()
    if not known.any():
        return sample
    pixels = sample.image[known].astype(np.float32)
    mean = pixels.mean(axis=0)
    changed = mean + (pixels - mean) * contrast + pixels.std(axis=0) * shift_stds
    image = sample.image.copy()
    if np.issubdtype(image.dtype, np.integer):
        limits = np.iinfo(image.dtype)
        changed = changed.round().clip(limits.min, limits.max)
    image[known] = changed.astype(image.dtype)
    return Sample(image, sample.target)


AUGMENTORS_BY_NAME: dict[str, Augmentor] = {
    "RandomRotate90": rotate_by_90,
    "HorizontalFlip": flip_horizontally,
    "VerticalFlip": flip_vertically,
    "BrightnessContrast": change_brightness_and_contrast,
}
