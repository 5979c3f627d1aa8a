"""What a training depends on: when it changes, checkpoints are of no use."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from rv_engine.learner.learning_task import LearningTask
from rv_engine.learner.samples import SampleSource

# Where the chips lie, who reads them, and what is shown of the training change nothing of it.
_NO_MATTER_OF_DATA = ("uri", "num_workers", "display_bands")
_NO_MATTER_OF_SOLVER = ("pictures", "log_tensorboard")


def training_fingerprint(task: LearningTask, sources: Sequence[SampleSource | None]) -> str:
    """A text that changes when a training would be another one.

    Args:
        task: What is trained, and how.
        sources: The samples for training and for validation; None for none.
    """
    data, solver = task.data.to_dict(), task.solver.to_dict()
    for name in _NO_MATTER_OF_DATA:
        data.pop(name, None)
    for name in _NO_MATTER_OF_SOLVER:
        solver.pop(name)
    parts: list[Any] = [task.model.to_dict(), solver, data]
    parts += [source.fingerprint() if source is not None else None for source in sources]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
