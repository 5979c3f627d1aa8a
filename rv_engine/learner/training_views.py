"""What can be looked at while a training runs: curves, pictures of samples, TensorBoard.

None of it is worth a training: what cannot be drawn or written is said once, and goes on without.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from rv_engine.errors import Cancelled
from rv_engine.learner.learning_task import LearningTask
from rv_engine.learner.samples import Batch, Sample, SampleSource, stack
from rv_engine.monitor import Monitor

PICTURED = 8
"""Samples in a sheet."""
_TENSORBOARD_FOLDER = "tb-logs"
# With few chips, drawing can take longer than an epoch.
_MAX_SHARE_OF_TIME = 0.05


class TrainingViews:
    """Draws and tells what a training does.

    Args:
        task: What is trained.
        folder: Receives `samples.png`, `validation_samples.png`, `curves.png`, `curves.svg` and,
            where it is wanted, `tb-logs/`.
        monitor: Is told of each file.
    """

    def __init__(self, task: LearningTask, folder: Path, monitor: Monitor) -> None:
        self._task = task
        self._folder = folder
        self._monitor = monitor
        self._failed: set[str] = set()
        self._announced: set[Path] = set()
        self._writer: Any = None
        self._begun_s = time.monotonic()
        self._drawing_s = 0.0

    def show_samples(self, batches: Callable[[], Sequence[Sample]]) -> None:
        """A sheet of training samples as the model will see them."""
        if self._task.solver.pictures:
            self._try("samples", lambda: self._draw_samples(batches()))

    def show_epoch(self, rows: Sequence[Mapping[str, float]], *, is_last: bool) -> None:
        """The curves, and the newest numbers for TensorBoard.

        After short epochs the curves are not drawn each time, but always after the last.
        """
        if self._task.solver.pictures and (is_last or self._has_time()):
            self._try("curves", lambda: self._draw_curves(rows))
        if self._task.solver.log_tensorboard:
            self._try("TensorBoard", lambda: self._write_to_tensorboard(rows[-1]))

    def show_answers(
        self,
        source: SampleSource,
        answer: Callable[[Batch], Sequence[Any] | None],
        *,
        in_any_case: bool = True,
    ) -> None:
        """A sheet of validation samples with their labels and what the model answers.

        Unless it is wanted in any case, it is left out while drawing takes too much of the time.
        """
        if self._task.solver.pictures and (in_any_case or self._has_time()):
            self._try("validation samples", lambda: self._draw_answers(source, answer))

    def close(self) -> None:
        """Ends the log for TensorBoard."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _has_time(self) -> bool:
        spent = self._drawing_s / max(time.monotonic() - self._begun_s, 1e-9)
        return spent < _MAX_SHARE_OF_TIME

    def _draw_samples(self, samples: Sequence[Sample]) -> None:
        from rv_engine.learner.sample_pictures import draw_samples

        path = self._folder / "samples.png"
        draw_samples(path, samples[:PICTURED], self._task.classes, self._task.data.display_bands)
        self._announce(path, "samples", "Training samples")

    def _draw_curves(self, rows: Sequence[Mapping[str, float]]) -> None:
        from rv_engine.learner.curves import draw_curves

        for path in draw_curves(self._folder, rows):
            self._announce(path, "curves", "Training curves")

    def _draw_answers(
        self, source: SampleSource, answer: Callable[[Batch], Sequence[Any] | None]
    ) -> None:
        from rv_engine.learner.sample_pictures import draw_answers

        places = np.linspace(0, len(source) - 1, min(PICTURED, len(source))).round().astype(int)
        samples = [source.sample(int(index)) for index in places]
        answers = answer(stack(samples))
        if answers is None:
            return
        path = self._folder / "validation_samples.png"
        draw_answers(path, samples, answers, self._task.classes, self._task.data.display_bands)
        self._announce(path, "validation_samples", "Validation samples")

    def _write_to_tensorboard(self, row: Mapping[str, float]) -> None:
        if self._writer is None:
            from torch.utils.tensorboard import SummaryWriter

            folder = self._folder / _TENSORBOARD_FOLDER
            self._writer = SummaryWriter(str(folder), purge_step=int(row["epoch"]))
            self._announce(folder, "tensorboard", "Logs for TensorBoard")
        for name, value in row.items():
            if name != "epoch":
                self._writer.add_scalar(name, value, int(row["epoch"]))
        self._writer.flush()

    def _announce(self, path: Path, artifact: str, title: str) -> None:
        if path not in self._announced:
            self._announced.add(path)
            self._monitor.artifact(artifact, str(path), title)

    def _try(self, what: str, view: Callable[[], None]) -> None:
        if what in self._failed:
            return
        begun_s = time.monotonic()
        try:
            view()
        except Cancelled:
            raise
        except Exception as error:  # noqa: BLE001 - a picture is not worth a training
            self._failed.add(what)
            reason = " ".join(str(error).split())[:200]
            self._monitor.log(
                f"No pictures or logs of the {what}: {reason}. The training goes on.",
                level="warning",
            )
        self._drawing_s += time.monotonic() - begun_s
