"""Augmentors that change pixel values; pixels of which nothing is known stay as they are.

All strengths are parts of a band's own spread in the chip, so they fit any kind of pixels.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from rv_engine.learner.samples import Sample
from rv_engine.types import Array


def change_brightness_and_contrast(
    sample: Sample, rng: np.random.Generator, brightness: float, contrast: float
) -> Sample:
    """Changes both by up to the given parts."""
    factor = 1 + rng.uniform(-contrast, contrast)
    shift_stds = rng.uniform(-brightness, brightness)

    def change(pixels: Array) -> Array:
        mean = pixels.mean(axis=0)
        changed: Array = mean + (pixels - mean) * factor + pixels.std(axis=0) * shift_stds
        return changed

    return _with_known_pixels(sample, change)


def shift_bands(sample: Sample, rng: np.random.Generator, largest: float) -> Sample:
    """Makes each band brighter or darker by itself."""
    shifts_stds: Array = rng.uniform(-largest, largest, size=(sample.image.shape[2],))
    return _with_known_pixels(sample, lambda pixels: pixels + pixels.std(axis=0) * shifts_stds)


def add_noise(sample: Sample, rng: np.random.Generator, largest: float) -> Sample:
    """Adds normal noise of a random strength to each pixel and band."""
    strength = rng.uniform(0, largest)

    def change(pixels: Array) -> Array:
        noise = rng.standard_normal(pixels.shape, np.float32)
        changed: Array = pixels + noise * (strength * pixels.std(axis=0))
        return changed

    return _with_known_pixels(sample, change)


def make_gray(sample: Sample, _rng: np.random.Generator) -> Sample:
    """Gives all bands the same picture, each with its own mean and spread."""

    def change(pixels: Array) -> Array:
        means, stds = pixels.mean(axis=0), pixels.std(axis=0)
        gray = ((pixels - means) / np.maximum(stds, 1e-6)).mean(axis=1, keepdims=True)
        changed: Array = gray * stds + means
        return changed

    return _with_known_pixels(sample, change)


def blur_with_box(sample: Sample, rng: np.random.Generator, largest_px: int) -> Sample:
    """Takes means over squares with an odd random side of at least 3 pixels."""
    from scipy.ndimage import uniform_filter

    side_px = 1 + 2 * int(rng.integers(1, max(largest_px // 2, 1) + 1))
    return _blurred(sample, lambda array: uniform_filter(array, (side_px, side_px, 0)))


def blur_with_gauss(sample: Sample, rng: np.random.Generator, largest_px: float) -> Sample:
    """Takes means with weights along a bell of random width."""
    from scipy.ndimage import gaussian_filter

    sigma_px = rng.uniform(0.3, max(largest_px, 0.3))
    return _blurred(sample, lambda array: gaussian_filter(array, (sigma_px, sigma_px, 0)))


def _blurred(sample: Sample, smooth: Callable[[Array], Array]) -> Sample:
    # Unknown pixels have no part in the means of their neighbours.
    kept = sample.known_pixels()
    image = sample.image.astype(np.float32)
    finite = np.isfinite(image)
    known = (kept[..., None] if finite.all() else kept[..., None] & finite).astype(np.float32)
    sums = smooth(np.where(known > 0, image, 0))
    means = sums / np.maximum(smooth(known), 1e-6)
    return _with_known_pixels(sample, lambda pixels: means[kept])


def _with_known_pixels(sample: Sample, change: Callable[[Array], Array]) -> Sample:
    """The sample after a change of its known pixels, as float32 of shape (pixels, bands)."""
    known = sample.known_pixels()
    if not known.any():
        return sample
    image = sample.image.copy()
    pixels = image[known].astype(np.float32)
    lacking = np.isnan(pixels)
    # A band that has no value somewhere: its mean changes neither mean nor order of the others.
    if lacking.any():
        sums, counts = np.nansum(pixels, axis=0), (~lacking).sum(axis=0)
        pixels = np.where(lacking, sums / np.maximum(counts, 1), pixels)
    changed = np.where(lacking, np.nan, change(pixels))
    if np.issubdtype(image.dtype, np.integer):
        limits = np.iinfo(image.dtype)
        changed = changed.round().clip(limits.min, limits.max)
    image[known] = changed.astype(image.dtype)
    return Sample(image, sample.target)
