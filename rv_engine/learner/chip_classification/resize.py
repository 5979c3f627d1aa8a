"""Chips enlarged or reduced to the size that a model is shown."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - the name it has everywhere

from rv_engine.types import Array


def resized(images: Array, size_px: int, dtype: np.dtype[Any] | None = None) -> Array:
    """Images of another size, bilinearly; reduced ones are smoothed before.

    Args:
        images: Shape (B, H, W, C), of any number type, NaN where they have no value.
        size_px: Height and width that they get.
        dtype: What the images were before places without a value were marked; their own type when
            None. Whole numbers stay whole, so that other images of a batch change nothing.

    Returns:
        Shape (B, size_px, size_px, C) of the same type.
    """
    if images.shape[1:3] == (size_px, size_px):
        return images
    pixels = torch.from_numpy(np.ascontiguousarray(images.astype(np.float32, copy=False)))
    changed = F.interpolate(
        pixels.permute(0, 3, 1, 2),
        (size_px, size_px),
        mode="bilinear",
        antialias=True,
        align_corners=False,
    )
    array: Array = changed.permute(0, 2, 3, 1).numpy()
    dtype = dtype or images.dtype
    if np.issubdtype(dtype, np.integer):
        limits = np.iinfo(dtype)
        array = array.round().clip(limits.min, limits.max)
    return np.ascontiguousarray(array.astype(images.dtype))
