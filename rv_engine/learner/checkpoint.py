"""Checkpoints: all that an interrupted training needs to end as if it had never been stopped."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from rv_engine.storage import writing

_VERSION = 1


@dataclass(frozen=True)
class Checkpoint:
    """The state of a training between two epochs.

    Attributes:
        fingerprint: Of the configs and samples that it belongs to.
        epochs_done: Epochs that are complete.
        finished: No epoch will follow.
        network, optimizer, scaler: Their states.
        random_state: That of torch's generator on the CPU.
        device_random_state: That of the generator on the device, when it has its own.
        best_epoch: The epoch with the best weights; None while there is none.
        rows: Of each epoch, all numbers that go to the log.
        scores: The scores of the best epoch as JSON values.
    """

    fingerprint: str
    epochs_done: int
    finished: bool
    network: dict[str, Tensor]
    optimizer: dict[str, Any]
    scaler: dict[str, Any]
    random_state: Tensor
    device_random_state: Tensor | None
    best_epoch: int | None
    rows: list[dict[str, float]]
    scores: dict[str, Any]

    def save(self, path: Path) -> None:
        """Writes it, whole or not at all."""
        with writing(path) as partial:
            torch.save({"version": _VERSION, **_shallow(self)}, partial)


def load_checkpoint(path: Path) -> Checkpoint | None:
    """The checkpoint in a file, on the CPU; None when there is none that can be used.

    Only tensors and plain values are read: code in the file is never executed.
    """
    if not path.exists():
        return None
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except (OSError, EOFError, RuntimeError, ValueError, pickle.UnpicklingError):
        return None
    if not isinstance(content, dict) or content.pop("version", None) != _VERSION:
        return None
    if content.keys() != {field.name for field in fields(Checkpoint)}:
        return None
    return Checkpoint(**content)


def _shallow(checkpoint: Checkpoint) -> dict[str, Any]:
    return {field.name: getattr(checkpoint, field.name) for field in fields(checkpoint)}
