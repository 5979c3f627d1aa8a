"""What the satellite makes of the light: haze, blur, noise, 11-bit numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from rv_engine.sample_data.masks import BoolArray
from rv_engine.sample_data.noise_field import FloatArray, smooth_field

_HAZE = (196.0, 138.0, 88.0, 55.0)
_GAIN = (2150.0, 2250.0, 2300.0, 1950.0)
_BLUR_PX = 0.55
_LARGEST = 2047
NODATA = 0


def to_numbers(
    radiance: FloatArray, valid: BoolArray, rng: np.random.Generator
) -> NDArray[np.uint16]:
    """Digital numbers of 11 bits; 0 outside the valid area.

    Args:
        radiance: (4, H, W), reflectance times light.
        valid: (H, W) where the image has data.
        rng: Where the noise comes from.
    """
    shape = valid.shape
    uneven = 1.0 + 0.03 * smooth_field(rng, shape, 420.0) + 0.015 * smooth_field(rng, shape, 170.0)
    haze = 1.0 + 0.05 * smooth_field(rng, shape, 520.0)
    numbers = np.zeros(radiance.shape, dtype=np.uint16)
    for band in range(radiance.shape[0]):
        signal = ndimage.gaussian_filter(radiance[band], _BLUR_PX, mode="nearest")
        signal = _HAZE[band] * haze + _GAIN[band] * signal * uneven
        noise = rng.standard_normal(shape, dtype=np.float32)
        signal += noise * np.sqrt(6.0 + 0.018 * np.maximum(signal, 0.0))
        numbers[band] = np.where(valid, np.clip(np.rint(signal), 1, _LARGEST), NODATA)
    return numbers
