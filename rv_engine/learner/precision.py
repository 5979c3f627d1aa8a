"""Mixed precision: calculating with 16-bit numbers where that is safe."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

import torch

from rv_engine.errors import ModelError
from rv_engine.learner.devices import has_fast_bf16


def choose_precision(mixed_precision: str, device: torch.device) -> torch.dtype | None:
    """The 16-bit type to calculate with, or None for 32 bits throughout.

    Args:
        mixed_precision: "auto", "no", "bf16" or "fp16", as in `SolverConfig`.
        device: Where it is calculated.

    Raises:
        ModelError: fp16 was asked for on something that is no CUDA device.
    """
    if mixed_precision == "no":
        return None
    if mixed_precision == "bf16":
        return torch.bfloat16
    if mixed_precision == "fp16":
        if device.type != "cuda":
            raise ModelError(
                f"mixed_precision 'fp16' needs a CUDA device, but the device is {device}.",
                hint="Choose 'auto'.",
            )
        return torch.float16
    return torch.bfloat16 if has_fast_bf16(device) else None


def autocast(device: torch.device, dtype: torch.dtype | None) -> AbstractContextManager[object]:
    """A block whose network calls calculate with `dtype`."""
    return nullcontext() if dtype is None else torch.autocast(device.type, dtype)
