"""Checkpoints: all that an interrupted training needs to end as if it had never been stopped."""

from __future__ import annotations

import pickle  # nosec B403
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch

from rv_engine.learner.training_history import TrainingHistory
from rv_engine.storage import writing

_VERSION = 2


@dataclass(frozen=True)
class Checkpoint:
    """The state of a training between two epochs.

    Attributes:
        fingerprint: Of the configs and samples that it belongs to.
        history: The epochs so far.
        loop_state: That of network, optimizer, scaler and random generators; see
            `TrainingLoop.state`.
    """

    fingerprint: str
    history: TrainingHistory
    loop_state: dict[str, Any]

    def save(self, path: Path) -> None:
        """Writes it, whole or not at all."""
        content = {
            "version": _VERSION,
            "fingerprint": self.fingerprint,
            "history": asdict(self.history),
            "loop_state": self.loop_state,
        }
        with writing(path) as partial:
            torch.save(content, partial)


def load_checkpoint(path: Path) -> Checkpoint | None:
    """The checkpoint in a file, on the CPU; None when it cannot be read or is of another version.

    Only tensors and plain values are read: code in the file is never executed.
    """
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
        if content["version"] != _VERSION:
            return None
        return Checkpoint(
            content["fingerprint"], TrainingHistory(**content["history"]), content["loop_state"]
        )
    except (OSError, EOFError, RuntimeError, TypeError, LookupError, pickle.UnpicklingError):
        return None
