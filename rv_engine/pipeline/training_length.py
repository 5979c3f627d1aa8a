"""How many epochs a proposed training has: so many that few chips suffice, and no more than needed.

A model learns with every step of the optimizer, not with every epoch: nine chips in batches of four
are two steps an epoch, and twenty epochs of them teach nothing. So a proposal asks for steps:

- Few chips are shown so often that there are `steps` steps, but at most `most_epochs` times: after
  that a model knows them by heart.
- Many chips are shown `epochs` times, which are more steps than that.
- Of very many chips `most_steps` steps are enough; still each is shown twice.

The learning rate follows by itself, because its schedules are parts of the whole training. What
waits for a number of epochs waits longer when they are short: the scheduler "plateau" for a tenth of
them. Nothing stops early unless somebody asks for it, because models become best when the learning
rate falls at the end; the best epoch is kept.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from rv_engine.backend.labelled_chip_writer import LabelledChipWriter
from rv_engine.errors import RvError
from rv_engine.learner.solver_config import SolverConfig
from rv_engine.pipeline.chip_windows import chip_windows, chip_writer_of, spread
from rv_engine.pipeline.pipeline_config import RVPipelineConfig

# Windows that are looked at to tell how many of all become chips.
_EXAMINED = 32
# What "auto" means on a CPU. Larger batches, on graphics cards, make fewer but better steps.
_AUTO_BATCH = 8
_LEAST_EPOCHS = 2
_LEAST_PATIENCE = 3
_PATIENCE_PART = 0.1


@dataclass(frozen=True)
class TrainingLength:
    """How long to train; see the top of this file.

    Attributes:
        steps: Steps of the optimizer that there are at least, if `most_epochs` allow it.
        epochs: Passes over the chips that there are at least, if `most_steps` allow it.
        most_epochs, most_steps: The limits.
    """

    steps: int
    epochs: int
    most_epochs: int
    most_steps: int

    def epochs_for(self, steps_per_epoch: int) -> int:
        """The number of epochs.

        Args:
            steps_per_epoch: At least 1.
        """
        of_few = min(math.ceil(self.steps / steps_per_epoch), self.most_epochs)
        of_many = min(self.epochs, self.most_steps // steps_per_epoch)
        return max(of_few, of_many, _LEAST_EPOCHS)


QUICK = TrainingLength(steps=150, epochs=3, most_epochs=75, most_steps=3_000)
BALANCED = TrainingLength(steps=600, epochs=12, most_epochs=300, most_steps=15_000)
THOROUGH = TrainingLength(steps=2_000, epochs=40, most_epochs=600, most_steps=60_000)


def fit_training_length(
    config: RVPipelineConfig, length: TrainingLength, num_chips: int | None = None
) -> None:
    """Sets the epochs in a config, if what it trains with has any.

    Args:
        config: Is changed.
        length: How long to train.
        num_chips: Chips for training; they are estimated when None. When that cannot be done there
            are `length.epochs` epochs: that the data is no good is said by who works with it.
    """
    solver = getattr(config.backend, "solver", None)
    if not isinstance(solver, SolverConfig):
        return
    if num_chips is None:
        num_chips = estimated_chips(config)
    epochs = length.epochs
    if num_chips is not None:
        epochs = length.epochs_for(steps_per_epoch(num_chips, solver))
    solver.num_epochs = epochs
    solver.plateau_patience = max(_LEAST_PATIENCE, round(_PATIENCE_PART * epochs))


def epochs_of(config: RVPipelineConfig) -> int | None:
    """The epochs of a config; None when what it trains with knows none."""
    solver = getattr(config.backend, "solver", None)
    return solver.num_epochs if isinstance(solver, SolverConfig) else None


def steps_per_epoch(num_chips: int, solver: SolverConfig) -> int:
    """Steps of the optimizer in an epoch; a single chip at its end makes none."""
    size = _AUTO_BATCH if solver.batch_sz == "auto" else solver.batch_sz
    batches = num_chips // size + (num_chips % size > 1)
    return max(1, math.ceil(batches / solver.accumulate_batches))


def estimated_chips(config: RVPipelineConfig) -> int | None:
    """About how many chips for training CHIP will cut, from a few windows spread over all.

    Args:
        config: Stays as it is.

    Returns:
        None when that cannot be found out.
    """
    config = config.model_copy(deep=True)
    config.dataset.validation_scenes = []
    try:
        config.update()
        # Nothing is written.
        writer = chip_writer_of(config, Path())
        found = chip_windows(config, Path(), writer=writer, transformed=False)
        windows = [(one.scene, window) for one in found for window in one.windows]
        if not isinstance(writer, LabelledChipWriter):
            return len(windows)
        some = spread(windows, _EXAMINED)
        kept = sum(writer.read_chip("train", *place) is not None for place in some)
    except RvError:
        return None
    return round(len(windows) * kept / len(some)) if kept else None
