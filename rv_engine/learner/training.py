"""A training from its samples to a saved model, with checkpoints to go on from."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path
from typing import Any

import torch
from torch import nn

from rv_engine.errors import LabelError
from rv_engine.learner.batch_size_finder import find_batch_size
from rv_engine.learner.batch_statistics import FEW_BATCHES, batches_to_measure
from rv_engine.learner.checkpoint import Checkpoint
from rv_engine.learner.checkpoint_folder import CheckpointFolder
from rv_engine.learner.learning_rate_finder import find_learning_rate
from rv_engine.learner.learning_task import LearningTask
from rv_engine.learner.loader import BatchLoader
from rv_engine.learner.processes import Processes
from rv_engine.learner.samples import SampleSource
from rv_engine.learner.schedules import count_plateaus
from rv_engine.learner.scores import Scores
from rv_engine.learner.solver_config import SolverConfig
from rv_engine.learner.tensors import place
from rv_engine.learner.training_fingerprint import training_fingerprint
from rv_engine.learner.training_history import TrainingHistory
from rv_engine.learner.training_log import write_log
from rv_engine.learner.training_loop import TrainingLoop
from rv_engine.learner.training_result import TrainingResult
from rv_engine.learner.training_views import PICTURED, TrainingViews
from rv_engine.monitor import Monitor
from rv_engine.storage import remove_path

CHECKPOINTS_FOLDER = "checkpoints"
# The part of the whole time that looking at all samples before the training is worth.
_SURVEY_PART = 0.03
_EPOCHS_BETWEEN_PICTURES = 5


class Training:
    """One training, in one folder.

    Args:
        task: What is trained, and how.
        folder: Receives `log.csv`, pictures (see `TrainingViews`), `checkpoints/` and `model/`.
        monitor: Hears about it.
        processes: Those that train together; the first one speaks and writes.
    """

    def __init__(
        self,
        task: LearningTask,
        folder: Path,
        monitor: Monitor,
        processes: Processes | None = None,
    ) -> None:
        self._task = task
        self._solver = task.solver
        self._processes = processes or Processes()
        self._monitor = monitor if self._processes.is_first else Monitor()
        self._views = TrainingViews(task, folder, monitor)
        self._model_folder = folder / "model"
        self._log_path = folder / "log.csv"
        self._checkpoints = CheckpointFolder(folder / CHECKPOINTS_FOLDER)
        self._valid_loader: BatchLoader | None = None
        self._source = _required(task.open_source("train"))
        self._valid_source = task.open_source("valid")
        self._fingerprint = training_fingerprint(task, (self._source, self._valid_source))
        self._history = TrainingHistory()

    def run(self) -> TrainingResult:
        """Trains to the end, or from the last checkpoint to the end."""
        checkpoint = self._usable_checkpoint()
        # Before the first one removes or writes anything.
        self._processes.wait()
        if checkpoint is not None:
            self._history = checkpoint.history
        resumed_after = self._history.epochs_done
        if self._is_over() and self._model_folder.exists():
            self._monitor.log("This training is finished, and nothing has changed since.")
            return self._result(resumed_after)
        loop = self._start() if checkpoint is None else self._resume(checkpoint)
        try:
            while not self._is_over():
                self._run_epoch(loop)
        finally:
            self._views.close()
        if self._processes.is_first:
            self._save_model(loop)
        self._processes.wait()
        return self._result(resumed_after)

    def _start(self) -> TrainingLoop:
        if self._processes.is_first:
            self._checkpoints.clear()
            for leftover in (self._model_folder, self._log_path):
                remove_path(leftover)
        network = self._first_network()
        loop = self._loop(network)
        if self._processes.is_first:
            loader = self._train_loader
            self._views.show_samples(lambda: loader.first_samples(PICTURED))
        precision = "32-bit numbers" if loop.precision is None else str(loop.precision)[6:]
        valid_count = 0 if self._valid_source is None else len(self._valid_source)
        count = self._processes.count
        where = f"{self._task.device}, in {count} processes" if count > 1 else self._task.device
        self._monitor.log(
            f"Training on {where} with {precision}: {len(self._source)} chips, "
            f"{loop.steps_per_epoch} steps in each of {self._solver.num_epochs} epochs, "
            f"{valid_count} chips to validate with."
        )
        if not valid_count:
            self._monitor.log(
                "There are no validation chips, so the model of the last epoch is kept, good or "
                "not.",
                level="warning",
            )
        return loop

    def _first_network(self) -> nn.Module:
        """The network on its device, with first weights and the samples' statistics."""
        num_channels = self._source.num_channels
        if self._processes.is_first:
            survey_monitor = self._monitor.part(0, _SURVEY_PART)
            network = self._task.build_network(num_channels, survey_monitor)
            survey = self._task.prepare(network, self._source, survey_monitor)
            if self._solver.class_balanced_sampling:
                self._history.found["sample_weights"] = survey.sample_weights
            place(network, self._task.device)
            self._find_out(network)
        else:
            network = place(self._task.empty_network(num_channels), self._task.device)
        self._history.found = self._processes.of_first(self._history.found)
        self._processes.share(network)
        # Each process drops out other parts of its own samples.
        if not self._processes.is_first:
            torch.manual_seed(self._solver.seed + self._processes.rank)
        return network

    def _find_out(self, network: nn.Module) -> None:
        """Looks for what is "auto"."""
        found = self._history.found
        if self._solver.batch_sz == "auto":
            on_one = find_batch_size(network, self._task, self._source)
            found["batch_sz"] = on_one * self._processes.count
            self._monitor.log(f"Batch size: {found['batch_sz']} chips.")
        if self._solver.lr == "auto":
            search = find_learning_rate(
                network, self._task, self._settled_solver, self._new_train_loader(), self._monitor
            )
            found["lr"] = search.suggestion
            self._monitor.log(f"Learning rate: {search.suggestion:.2g}.")

    def _resume(self, checkpoint: Checkpoint) -> TrainingLoop:
        network = self._task.empty_network(self._source.num_channels)
        loop = self._loop(place(network, self._task.device))
        loop.load_state(checkpoint.loop_state)
        self._monitor.log(f"The training goes on after epoch {self._history.epochs_done}.")
        return loop

    def _loop(self, network: nn.Module) -> TrainingLoop:
        solver = self._settled_solver
        if self._processes.are_several and self._task.device.type == "cuda":
            network = nn.SyncBatchNorm.convert_sync_batchnorm(network)  # type: ignore[no-untyped-call]
        share = (self._processes.rank, self._processes.count)
        self._train_loader = self._new_train_loader(share)
        if self._valid_source is not None:
            self._valid_loader = BatchLoader(
                self._valid_source,
                solver.fixed_batch_sz,
                num_workers=self._task.data.num_workers,
                share=share,
            )
        return TrainingLoop(
            network,
            task=self._task,
            solver=solver,
            steps_per_epoch=-(-self._train_loader.num_batches // solver.accumulate_batches),
            monitor=self._monitor,
            processes=self._processes,
        )

    @property
    def _settled_solver(self) -> SolverConfig:
        """The solver with numbers for what was found out."""
        found = self._history.found
        return self._solver.model_copy(
            update={name: found[name] for name in ("batch_sz", "lr") if name in found}
        )

    def _new_train_loader(self, share: tuple[int, int] = (0, 1)) -> BatchLoader:
        return BatchLoader(
            self._source,
            self._settled_solver.fixed_batch_sz,
            num_workers=self._task.data.num_workers,
            seed=self._solver.seed,
            augmentors=self._task.data.augmentors,
            sample_weights=self._history.found.get("sample_weights"),
            share=share,
        )

    def _is_over(self) -> bool:
        patience = self._solver.early_stopping_patience
        stops_early = patience is not None and self._history.epochs_without_improvement >= patience
        return stops_early or self._history.epochs_done >= self._solver.num_epochs

    def _run_epoch(self, loop: TrainingLoop) -> None:
        epoch = self._history.epochs_done
        progress = _Progress(self._monitor, epoch, self._solver.num_epochs, self._batches_per_epoch)
        begun_s = time.monotonic()
        with closing(self._train_loader.batches(epoch)) as batches:
            train_loss, image_count = loop.train_epoch(
                epoch, batches, progress.step, self._plateaus()
            )
        trained_s = time.monotonic()
        row = {
            "epoch": epoch + 1,
            "train_loss": train_loss,
            "lr": loop.learning_rate,
            "images_per_s": image_count * self._processes.count / (trained_s - begun_s),
            "train_time_s": trained_s - begun_s,
        }
        memory_mb = loop.device_memory_mb()
        if memory_mb is not None:
            row["device_memory_mb"] = memory_mb
        self._measure_statistics(loop)
        scores = None
        if self._valid_loader is not None:
            meter = self._task.new_meter()
            with closing(self._valid_loader.batches()) as batches:
                val_loss = loop.evaluate(batches, meter, progress.step)
            if val_loss is not None:
                row["val_loss"] = val_loss
            row["valid_time_s"] = time.monotonic() - trained_s
            scores = meter.scores()
            row.update(quality=scores.quality, **scores.flat())
        self._history.add(row, None if scores is None else scores.to_dict())
        if self._processes.is_first:
            self._checkpoints.keep(self._fingerprint, self._history, loop, now=self._is_over())
            write_log(self._log_path, self._history.rows)
            self._report(row, scores)
            self._show(loop)
        self._processes.wait()

    def _measure_statistics(self, loop: TrainingLoop) -> None:
        if self._train_loader.num_batches > FEW_BATCHES:
            return
        batch_sz, num_workers = self._settled_solver.fixed_batch_sz, self._task.data.num_workers
        with closing(batches_to_measure(self._source, batch_sz, num_workers)) as batches:
            loop.measure_statistics(batches)

    def _show(self, loop: TrainingLoop) -> None:
        rows = self._history.rows
        self._views.show_epoch(rows, is_last=self._is_over())
        is_needed = len(rows) == 1 or self._is_over()
        if self._valid_source is not None and (
            is_needed or len(rows) % _EPOCHS_BETWEEN_PICTURES == 0
        ):
            self._views.show_answers(self._valid_source, loop.answers, in_any_case=is_needed)

    def _plateaus(self) -> int:
        return count_plateaus(self._history.rows, self._solver.plateau_patience)

    def _report(self, row: dict[str, float], scores: Scores | None) -> None:
        epoch = int(row["epoch"])
        for name in ("train_loss", "val_loss", "lr", "images_per_s", "device_memory_mb"):
            if name in row:
                self._monitor.metric(name, row[name], step=epoch)
        text = f"Epoch {epoch} of {self._solver.num_epochs}: training loss {row['train_loss']:.4f}"
        if scores is not None:
            scores.report(self._monitor, epoch)
            if "val_loss" in row:
                text += f", validation loss {row['val_loss']:.4f}"
            text += f", {scores.summary()}"
        self._monitor.log(text + ".")

    def _save_model(self, loop: TrainingLoop) -> None:
        if self._kept_epoch == self._history.epochs_done:
            weights = loop.weights()
        else:
            weights = self._checkpoints.best_weights(self._history)
        training = {
            "solver": self._settled_solver.to_dict(),
            "epochs_done": self._history.epochs_done,
            "best_epoch": self._kept_epoch,
            "metrics": self._kept_metrics,
        }
        self._task.save(self._model_folder, weights, self._source, training)

    def _result(self, resumed_after: int) -> TrainingResult:
        if self._processes.is_first:
            write_log(self._log_path, self._history.rows)
        return TrainingResult(
            model_path=self._model_folder,
            epochs_done=self._history.epochs_done,
            best_epoch=self._kept_epoch,
            metrics=self._kept_metrics,
            resumed_after_epoch=resumed_after,
        )

    @property
    def _kept_epoch(self) -> int:
        if self._solver.keep == "last" or self._history.best_epoch is None:
            return self._history.epochs_done
        return self._history.best_epoch

    @property
    def _kept_metrics(self) -> dict[str, Any]:
        history = self._history
        return history.last_metrics if self._solver.keep == "last" else history.best_metrics

    @property
    def _batches_per_epoch(self) -> int:
        valid = 0 if self._valid_loader is None else self._valid_loader.num_batches
        return self._train_loader.num_batches + valid

    def _usable_checkpoint(self) -> Checkpoint | None:
        if not self._checkpoints.exists():
            return None
        checkpoint = self._checkpoints.load()
        if checkpoint is None:
            self._monitor.log(
                f"The checkpoint '{self._checkpoints}' cannot be read, so the training starts "
                "over.",
                level="warning",
            )
        elif checkpoint.fingerprint != self._fingerprint:
            self._monitor.log(
                "The settings or the chips have changed since the training in this folder, so it "
                "starts over.",
                level="warning",
            )
            return None
        return checkpoint


class _Progress:
    """Counts steps over the whole training."""

    def __init__(self, monitor: Monitor, epoch: int, num_epochs: int, per_epoch: int) -> None:
        self._monitor = monitor.part(_SURVEY_PART, 1)
        self._done = epoch * per_epoch
        self._total = num_epochs * per_epoch
        self._what = f"Training, epoch {epoch + 1} of {num_epochs}"
        self._monitor.progress(self._done, self._total, "steps", self._what)

    def step(self) -> None:
        self._done += 1
        self._monitor.progress(self._done, self._total, "steps", self._what)


def _required(source: SampleSource | None) -> SampleSource:
    if source is None or len(source) == 0:
        raise LabelError("There are no chips to train with.", hint="Make chips first.")
    return source
