"""Turns running out of memory into advice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from rv_engine.errors import ModelError

# How torch's allocators for the CPU and for Apple graphics say it, in a plain RuntimeError.
_SIGNS = ("can't allocate memory", "not enough memory", "out of memory")


@contextmanager
def memory_errors(hint: str) -> Iterator[None]:
    """Raises `ModelError` with the hint when the block runs out of memory."""
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if not is_out_of_memory(error):
            raise
        where = "The graphics card's" if isinstance(error, torch.OutOfMemoryError) else "The"
        raise ModelError(f"{where} memory does not suffice.", hint=hint) from error


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error says that the memory of the machine or of a device did not suffice."""
    if isinstance(error, (MemoryError, torch.OutOfMemoryError)):
        return True
    return any(sign in str(error).lower() for sign in _SIGNS)
