"""The folder of checkpoints: the newest one, and the weights of the best epoch."""

from __future__ import annotations

import time
from pathlib import Path

from torch import Tensor

from rv_engine.learner.checkpoint import Checkpoint, load_checkpoint
from rv_engine.learner.training_history import TrainingHistory
from rv_engine.learner.training_loop import TrainingLoop
from rv_engine.learner.weights import read_weights, write_weights
from rv_engine.storage import remove_path, writing

# With few chips, writing half a gigabyte can take longer than an epoch.
_MAX_SHARE_OF_TIME = 0.1


class CheckpointFolder:
    """Writes checkpoints after epochs, but spends at most a tenth of the time on it.

    Args:
        folder: Receives `last.pt` and `best-epoch-<n>.safetensors`.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._newest = folder / "last.pt"
        self._best_weights: dict[str, Tensor] | None = None
        self._write_time_s = 0.0
        self._written_at_s = time.monotonic()

    def __str__(self) -> str:
        return str(self._newest)

    def exists(self) -> bool:
        """Whether there is a checkpoint."""
        return self._newest.exists()

    def load(self) -> Checkpoint | None:
        """The newest checkpoint; None when it cannot be read."""
        return load_checkpoint(self._newest)

    def clear(self) -> None:
        """Removes all checkpoints."""
        remove_path(self._folder)

    def keep(
        self, fingerprint: str, history: TrainingHistory, loop: TrainingLoop, *, now: bool
    ) -> None:
        """Keeps the state after an epoch.

        Args:
            fingerprint: Of what is trained.
            history: The epochs so far.
            loop: The training.
            now: Write a checkpoint even if it was done a short while ago.
        """
        if history.best_epoch == history.epochs_done:
            self._best_weights = loop.weights()
        begun_s = time.monotonic()
        if not now and self._write_time_s > _MAX_SHARE_OF_TIME * (begun_s - self._written_at_s):
            return
        self._write_best(history)
        Checkpoint(fingerprint, history, loop.state()).save(self._newest)
        self._remove_older(history)
        self._written_at_s = time.monotonic()
        self._write_time_s = self._written_at_s - begun_s

    def best_weights(self, history: TrainingHistory) -> dict[str, Tensor]:
        """The weights of the best epoch, as of the newest checkpoint."""
        return read_weights(self._best_path(history))

    def _write_best(self, history: TrainingHistory) -> None:
        # Before the checkpoint that names it, so that a checkpoint never names a missing file.
        if self._best_weights is None:
            return
        with writing(self._best_path(history)) as partial:
            write_weights(partial, self._best_weights)
        self._best_weights = None

    def _remove_older(self, history: TrainingHistory) -> None:
        for path in self._folder.glob("best-epoch-*.safetensors"):
            if path != self._best_path(history):
                remove_path(path)

    def _best_path(self, history: TrainingHistory) -> Path:
        return self._folder / f"best-epoch-{history.best_epoch}.safetensors"
