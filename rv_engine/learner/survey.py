"""One look at all training samples before the training: are they sound, and what is in them?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

import numpy as np

from rv_engine.errors import LabelError
from rv_engine.learner.samples import Sample, SampleSource
from rv_engine.monitor import Monitor
from rv_engine.types import Array

# So many chips of 256 px give the mean of a band to better than a thousandth of its spread.
_MAX_CHIPS_FOR_STATISTICS = 1000


@dataclass(frozen=True)
class Survey:
    """What is in the samples.

    Attributes:
        means, stds: Of each band over all known pixels, in the units of the pixel values.
        class_counts: How much of each class there is; see `Target.class_counts`.
        sample_weights: How often to show each sample so that all classes are seen about equally.
    """

    means: list[float]
    stds: list[float]
    class_counts: list[int]
    sample_weights: list[float]


class _BandStatistics:
    """Mean and spread of bands, chip by chip. Chan et al. (1983), equation 2.1."""

    def __init__(self, num_channels: int) -> None:
        self.count = np.zeros(num_channels)
        self.means = np.zeros(num_channels)
        self._squares = np.zeros(num_channels)

    def add(self, count: Array, means: Array, squares: Array) -> None:
        """Takes in a chip.

        Args:
            count: Of its values in each band,
            means: their means; 0 where there are none,
            squares: and the sums of the squares of their distances from them.
        """
        total = np.maximum(self.count + count, 1)
        change = means - self.means
        self._squares += squares + change**2 * (self.count * count / total)
        self.means += change * (count / total)
        self.count = self.count + count

    @property
    def stds(self) -> Array:
        return np.sqrt(self._squares / np.maximum(self.count, 1))


def survey(
    source: SampleSource, num_classes: int, num_workers: int, monitor: Monitor, what: str
) -> Survey:
    """Reads all samples once.

    Args:
        source: The samples.
        num_classes: Classes in their targets.
        num_workers: Threads to read with.
        monitor: Hears about the progress.
        what: The work in the user's words.

    Raises:
        LabelError: A sample is not sound, or none has a label.
    """
    stride = -(-len(source) // _MAX_CHIPS_FOR_STATISTICS)
    statistics = _BandStatistics(source.num_channels)
    counts_by_sample = np.zeros((len(source), num_classes), dtype=np.int64)

    def read(index: int) -> tuple[Array, tuple[Array, Array, Array] | None]:
        sample = source.sample(index)
        counts = sample.target.class_counts(num_classes)
        return counts, _moments(sample) if index % stride == 0 else None

    for done, (counts, moments) in enumerate(_in_order(read, len(source), num_workers), start=1):
        counts_by_sample[done - 1] = counts
        if moments is not None:
            statistics.add(*moments)
        monitor.progress(done, len(source), "chips", what)
    class_counts = counts_by_sample.sum(axis=0)
    if not class_counts.any():
        raise LabelError(
            "Not one chip has a label, so there is nothing to learn from.",
            hint="Check that the labels lie over the image and within the area of interest.",
        )
    return Survey(
        statistics.means.tolist(),
        statistics.stds.tolist(),
        class_counts.tolist(),
        balancing_weights(counts_by_sample).tolist(),
    )


def balancing_weights(counts: Array) -> Array:
    """How often to show each sample so that all classes are seen about equally.

    Each class has the same weight, which its samples share by how much of it they show. Samples
    without any class are a class of their own.

    Args:
        counts: How much of each class is in each sample, shape (samples, classes).

    Returns:
        Shape (samples,), float64; their sum is 1.
    """
    nothing = ~counts.any(axis=1, keepdims=True)
    shares = np.concatenate([counts, nothing], axis=1).astype(np.float64)
    shares /= shares.sum(axis=1, keepdims=True)
    totals = shares.sum(axis=0)
    present = totals > 0
    weights: Array = (shares[:, present] / totals[present]).sum(axis=1) / present.sum()
    return weights


def _moments(sample: Sample) -> tuple[Array, Array, Array]:
    pixels = sample.image[sample.known_pixels()].astype(np.float64)
    known = np.isfinite(pixels)
    count = known.sum(axis=0).astype(np.float64)
    means = np.where(known, pixels, 0).sum(axis=0) / np.maximum(count, 1)
    squares = (np.where(known, pixels - means, 0) ** 2).sum(axis=0)
    return count, means, squares


def _in_order(
    read: Callable[[int], tuple[Array, tuple[Array, Array, Array] | None]],
    count: int,
    num_workers: int,
) -> Iterator[tuple[Array, tuple[Array, Array, Array] | None]]:
    if num_workers == 0:
        yield from map(read, range(count))
        return
    indices = iter(range(count))
    with ThreadPoolExecutor(num_workers, thread_name_prefix="survey") as pool:
        while block := list(islice(indices, 16 * num_workers)):
            yield from pool.map(read, block)
