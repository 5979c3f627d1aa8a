"""Calculations that give the same result each time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import torch


@contextmanager
def deterministic_algorithms(wanted: bool) -> Iterator[None]:
    """A block in which torch calculates the same each time.

    Where it has no such algorithm it warns and takes the usual one: raising instead would make
    segmentation impossible on graphics cards, whose cross entropy has none.

    Args:
        wanted: Whether to change anything.
    """
    if not wanted:
        yield
        return
    # cuBLAS reads it when it is first used: https://docs.nvidia.com/cuda/cublas, section 2.1.4.
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    before = torch.are_deterministic_algorithms_enabled()
    warned_only = torch.is_deterministic_algorithms_warn_only_enabled()
    benchmark = torch.backends.cudnn.benchmark
    torch.use_deterministic_algorithms(True, warn_only=True)
    torch.backends.cudnn.benchmark = False
    try:
        yield
    finally:
        torch.use_deterministic_algorithms(before, warn_only=warned_only)
        torch.backends.cudnn.benchmark = benchmark
