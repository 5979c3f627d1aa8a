"""Smooth random fields: the uneven look of everything under the sky."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

FloatArray = NDArray[np.floating[Any]]


def smooth_field(
    rng: np.random.Generator, shape: tuple[int, int], wavelength_px: float
) -> FloatArray:
    """A field of about unit variance that changes over `wavelength_px`.

    Shape:
        (H, W), float32.
    """
    cells = [max(4, int(np.ceil(side / wavelength_px)) + 3) for side in shape]
    coarse = rng.standard_normal(cells).astype(np.float32)
    tall = _spread(coarse, shape[0], wavelength_px)
    field = _spread(np.ascontiguousarray(tall.T), shape[1], wavelength_px).T
    return np.ascontiguousarray(field / 0.48, dtype=np.float32)


def mixed_field(
    rng: np.random.Generator, shape: tuple[int, int], wavelengths_px: tuple[float, ...]
) -> FloatArray:
    """The mean of smooth fields over several wavelengths, of about unit variance."""
    total = np.zeros(shape, dtype=np.float32)
    for wavelength_px in wavelengths_px:
        total += smooth_field(rng, shape, wavelength_px)
    return np.asarray(total / np.sqrt(len(wavelengths_px)), dtype=np.float32)


def grain(rng: np.random.Generator, shape: tuple[int, int], sigma_px: float) -> FloatArray:
    """Fine grain of unit variance, such as leaves, gravel or grass make it."""
    field = ndimage.gaussian_filter(
        rng.standard_normal(shape, dtype=np.float32), sigma_px, mode="wrap"
    )
    return np.asarray(field / max(float(field.std()), 1e-6), dtype=np.float32)


def _spread(coarse: FloatArray, side_px: int, wavelength_px: float) -> FloatArray:
    """Interpolates the first axis with cubic B-splines (no BLAS: the same bits everywhere)."""
    position = np.arange(side_px, dtype=np.float32) / np.float32(wavelength_px) + 1.0
    first = np.floor(position).astype(np.intp)
    t = position - first
    taps = (
        (1.0 - t) ** 3 / 6.0,
        2.0 / 3.0 - t**2 + t**3 / 2.0,
        2.0 / 3.0 - (1.0 - t) ** 2 + (1.0 - t) ** 3 / 2.0,
        t**3 / 6.0,
    )
    spread = np.zeros((side_px, coarse.shape[1]), dtype=np.float32)
    for offset, weight in enumerate(taps):
        spread += weight.astype(np.float32)[:, None] * coarse[first + offset - 1]
    return spread
