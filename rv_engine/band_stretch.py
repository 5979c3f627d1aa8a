"""Images with any bands and values as colours that can be looked at."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rv_engine.types import Array, BoolArray, FloatArray

_PERCENTILES = (2, 98)
_SAMPLE = 100_000


def stretched(
    images: Sequence[Array],
    known: Sequence[BoolArray] | None = None,
    bands: Sequence[int] | None = None,
) -> list[FloatArray]:
    """Images as colours from 0 to 1, shape (H, W, 3), all stretched alike.

    The values are from the 2nd to the 98th percentile of what is known in all of them; what is not
    known is black.

    Args:
        images: Each of shape (H, W, C), with the same bands.
        known: Where each has values, (H, W); when None, where a shown band is a number but 0.
        bands: Those that are red, green and blue; when None, or when the images have not got them,
            the first three, or the first alone in gray.
    """
    if not images:
        return []
    count = images[0].shape[2]
    if bands is None or max(bands) >= count:
        bands = (0, 1, 2) if count >= 3 else (0, 0, 0)
    values = [np.nan_to_num(image[..., list(bands)].astype(np.float32)) for image in images]
    masks = known or [(shown != 0).any(axis=2) for shown in values]
    seen = np.concatenate([shown[mask] for shown, mask in zip(values, masks, strict=True)])
    if not len(seen):
        return [np.zeros_like(shown) for shown in values]
    low, high = np.percentile(seen[:: max(1, len(seen) // _SAMPLE)], _PERCENTILES, axis=0)
    return [
        ((shown - low) / np.maximum(high - low, 1e-6)).clip(0, 1) * mask[..., None]
        for shown, mask in zip(values, masks, strict=True)
    ]
