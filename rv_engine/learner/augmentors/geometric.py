"""Augmentors that move what is in an image, and its target with it."""

from __future__ import annotations

import numpy as np

from rv_engine.learner.nodata import marked
from rv_engine.learner.samples import Sample
from rv_engine.types import Array


def rotate_by_90(sample: Sample, rng: np.random.Generator) -> Sample:
    """Turns by 0, 90, 180 or 270 degrees."""
    turns = int(rng.integers(4))
    return Sample(np.rot90(sample.image, turns), sample.target.turned(turns, sample.size_px))


def flip_horizontally(sample: Sample, _rng: np.random.Generator) -> Sample:
    """Exchanges left and right."""
    return Sample(sample.image[:, ::-1], sample.target.flipped_horizontally(sample.size_px))


def flip_vertically(sample: Sample, _rng: np.random.Generator) -> Sample:
    """Exchanges top and bottom."""
    return Sample(sample.image[::-1], sample.target.flipped_vertically(sample.size_px))


def scale(sample: Sample, rng: np.random.Generator, smallest: float, largest: float) -> Sample:
    """Shows a random part larger, or all of it smaller at a random place; the size stays.

    Around a smaller image there is no value, as beyond the edge of a scene that is predicted. Mirrored
    pixels there would show objects without their boxes.

    Args:
        sample: A sample.
        rng: Where the randomness comes from.
        smallest, largest: The factor is between these.
    """
    zoom = float(np.exp(rng.uniform(np.log(smallest), np.log(largest))))
    height, width = sample.size_px
    # What is shown of the image, beginning at (top, left); it reaches beyond when zoom is below 1.
    top = float(rng.uniform(0, 1)) * (height - height / zoom)
    left = float(rng.uniform(0, 1)) * (width - width / zoom)
    target = sample.target.zoomed(zoom, (top, left), sample.size_px)
    return Sample(_resampled(sample, zoom, top, left), target)


def _resampled(sample: Sample, zoom: float, top: float, left: float) -> Array:
    """The image with bilinear interpolation among known pixels; NaN outside of it."""
    image = sample.image
    known = sample.known_pixels()[..., None]
    if np.issubdtype(image.dtype, np.floating):
        known = known & np.isfinite(image)
    values = np.where(known, image, 0)
    height, width = sample.size_px
    y = (np.arange(height) + 0.5) / zoom + top - 0.5
    x = (np.arange(width) + 0.5) / zoom + left - 0.5
    total = np.zeros(image.shape, np.float32)
    weight = np.zeros(known.shape, np.float32)
    y_below, x_below = np.floor(y).astype(int), np.floor(x).astype(int)
    for rows, row_weights in ((y_below, 1 - (y - y_below)), (y_below + 1, y - y_below)):
        for columns, column_weights in ((x_below, 1 - (x - x_below)), (x_below + 1, x - x_below)):
            place = np.ix_(rows.clip(0, height - 1), columns.clip(0, width - 1))
            weights = np.outer(row_weights, column_weights)[..., None] * known[place]
            total += values[place] * weights
            weight += weights
    nearest = np.ix_(
        np.floor(y + 0.5).astype(int).clip(0, height - 1),
        np.floor(x + 0.5).astype(int).clip(0, width - 1),
    )
    means = total / np.maximum(weight, 1e-6)
    means = np.where(known[nearest], means, image[nearest])
    if np.issubdtype(image.dtype, np.integer):
        means = means.round()
    inside_y = (y >= -0.5) & (y < height - 0.5)
    inside_x = (x >= -0.5) & (x < width - 0.5)
    return marked(means.astype(image.dtype), np.outer(inside_y, inside_x)[..., None])
