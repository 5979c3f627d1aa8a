"""Reads batches ahead with threads, in an order that depends on seed and epoch alone."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

from rv_engine.learner.augmentation import augment, build_augmentors
from rv_engine.learner.augmentor_config import AugmentorConfig
from rv_engine.learner.samples import Batch, Sample, SampleSource, stack

_BATCHES_AHEAD = 2

_Place = tuple[int, int]
"""The index of a sample, and the number of its stream of random numbers in the epoch."""


class BatchLoader:
    """Batches of a source.

    Threads, not processes: inside a child process of QGIS, starting more of them is fragile, and
    decoding releases Python's lock. The randomness of a sample is a function of seed, epoch and its
    number, so neither the number of threads nor an interruption changes what a model sees.

    Args:
        source: Where the samples come from.
        batch_sz: Samples in a batch; the last batch of an epoch may have fewer.
        num_workers: Threads; 0 reads in the caller's thread.
        seed: Where the randomness begins; with None, samples come in order and unchanged.
        augmentors: Names or Configs of the augmentors, for which there must be a seed.
        sample_weights: How often each sample shall come compared with others, in epochs that have
            as many samples as before; when None, each comes once. There must be a seed.
        share: The number of this process and how many share the work. With a seed, each gets a part
            of every batch; without, every so many-th batch.
    """

    def __init__(
        self,
        source: SampleSource,
        batch_sz: int,
        *,
        num_workers: int = 0,
        seed: int | None = None,
        augmentors: Sequence[str | AugmentorConfig] = (),
        sample_weights: Sequence[float] | None = None,
        share: tuple[int, int] = (0, 1),
    ) -> None:
        self._source = source
        self._batch_sz = batch_sz
        self._num_workers = num_workers
        self._seed = seed
        self._augmentors = build_augmentors(augmentors)
        self._sample_weights = sample_weights
        self._rank, self._count = share

    @property
    def num_batches(self) -> int:
        """Batches in an epoch."""
        return len(self._own_chunks(0))

    def first_samples(self, count: int) -> list[Sample]:
        """The first samples of the first epoch, as a model sees them."""
        places = [place for chunk in self._chunks(self._places(0)) for place in chunk]
        return [self._sample(0, *place) for place in places[:count]]

    def batches(self, epoch: int = 0) -> Generator[Batch, None, None]:
        """The batches of an epoch."""
        chunks = self._own_chunks(epoch)
        if self._num_workers == 0:
            for chunk in chunks:
                yield stack([self._sample(epoch, *place) for place in chunk])
            return
        with ThreadPoolExecutor(self._num_workers, thread_name_prefix="chips") as pool:
            ahead: deque[list[Future[Sample]]] = deque()
            try:
                for chunk in chunks:
                    ahead.append([pool.submit(self._sample, epoch, *place) for place in chunk])
                    if len(ahead) > _BATCHES_AHEAD:
                        yield _finished(ahead.popleft())
                while ahead:
                    yield _finished(ahead.popleft())
            finally:
                pool.shutdown(wait=False, cancel_futures=True)

    def _own_chunks(self, epoch: int) -> list[list[_Place]]:
        chunks = self._chunks(self._places(epoch))
        if self._count == 1:
            return chunks
        if self._seed is None:
            return chunks[self._rank :: self._count]
        # A batch with fewer samples than processes would leave one without work.
        return [chunk[self._rank :: self._count] for chunk in chunks if len(chunk) >= self._count]

    def _places(self, epoch: int) -> list[_Place]:
        count = len(self._source)
        if self._seed is None:
            return [(index, 0) for index in range(count)]
        rng = self._rng(epoch, 0)
        # Stream 0 is the order's, so that no sample shares its randomness.
        if self._sample_weights is None:
            return [(index, index + 1) for index in rng.permutation(count).tolist()]
        shares = np.asarray(self._sample_weights) / np.sum(self._sample_weights)
        drawn = rng.choice(count, count, p=shares).tolist()
        return [(index, number) for number, index in enumerate(drawn, start=1)]

    def _chunks(self, places: list[_Place]) -> list[list[_Place]]:
        """The order in batches.

        A single sample at the end is left out of a training epoch, and an only sample is shown
        twice at once: batch normalisation learns nothing from one sample.
        """
        size = self._batch_sz
        chunks = [places[start : start + size] for start in range(0, len(places), size)]
        if self._seed is None or size == 1 or len(chunks[-1]) > 1:
            return chunks
        return chunks[:-1] if len(chunks) > 1 else [[places[0], places[0]]]

    def _sample(self, epoch: int, index: int, stream: int) -> Sample:
        if self._seed is None:
            return self._source.sample(index)
        rng = self._rng(epoch, stream)
        return augment(self._source.sample(index, rng), self._augmentors, rng)

    def _rng(self, epoch: int, stream: int) -> np.random.Generator:
        return np.random.default_rng((self._seed or 0, epoch, stream))


def _finished(futures: list[Future[Sample]]) -> Batch:
    return stack([future.result() for future in futures])
