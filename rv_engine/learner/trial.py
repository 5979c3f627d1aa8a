"""Trials before a training: on a copy, so that the training does not notice them."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import nn


@contextmanager
def trial_copy(network: nn.Module, device: torch.device) -> Iterator[nn.Module]:
    """A copy of a network for a block that leaves the random numbers as they were."""
    with torch.random.fork_rng([device] if device.type == "cuda" else []):
        yield copy.deepcopy(network)
    if device.type == "cuda":
        torch.cuda.empty_cache()
