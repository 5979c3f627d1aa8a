"""The statistics of batch normalisation, measured with the weights as they are.

While it trains, a network normalises by each batch; when it answers, by statistics that followed the
batches. They lag: they are of weights as these were some steps before, and at the beginning of none at
all. After few steps, a network that answers every chip of its training rightly can be no good for the
same chips, so that validation chooses the wrong epoch and the map is poor. So they are measured anew
before they are needed, where that is worth its time, as a mean over some batches of unchanged samples.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm

from rv_engine.learner.samples import Batch, SampleSource, stack

FEW_BATCHES = 64
"""With more batches in an epoch, what followed them has arrived."""
_MEASURED_BATCHES = 16


def batches_to_measure(
    source: SampleSource, batch_sz: int, num_workers: int = 0
) -> Generator[Batch, None, None]:
    """Some batches of samples as they are, the same ones each time.

    Each has samples from all over the source, as those of a training have: sources are often sorted
    by class. None is smaller than those of the training.

    Args:
        source: Where the samples come from.
        batch_sz: Samples in a batch of the training.
        num_workers: Threads to read with.
    """
    count = min(len(source) // batch_sz, _MEASURED_BATCHES) or 1
    # Of many samples an even choice, of few all.
    step = max(1, len(source) // (count * batch_sz))
    chosen = range(0, len(source), step)
    with ThreadPoolExecutor(max(1, num_workers), thread_name_prefix="statistics") as pool:
        for number in range(count):
            samples = list(pool.map(source.sample, chosen[number::count]))
            # From one value nothing can be measured.
            yield stack(samples * 2 if len(samples) == 1 else samples)


@contextmanager
def measuring(network: nn.Module) -> Iterator[bool]:
    """A block in which a network that answers measures its statistics, all else as ever.

    Yields:
        Whether there are any. Those of a backbone that is kept as it is stay.
    """
    norms = [
        module
        for module in network.modules()
        if isinstance(module, _BatchNorm) and _can_be_measured(module)
    ]
    network.eval()
    momenta = [norm.momentum for norm in norms]
    for norm in norms:
        norm.reset_running_stats()
        # A plain mean over all batches.
        norm.momentum = None
        norm.train()
    try:
        yield bool(norms)
    finally:
        for norm, momentum in zip(norms, momenta, strict=True):
            norm.momentum = momentum
            norm.eval()


def _can_be_measured(norm: _BatchNorm) -> bool:
    return norm.track_running_stats and (norm.weight is None or norm.weight.requires_grad)
