"""One epoch of training and of validation, for every task."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import torch
from torch import Tensor, nn

from rv_engine.errors import ModelError
from rv_engine.learner.learning_task import LearningTask
from rv_engine.learner.optimizers import build_optimizer
from rv_engine.learner.precision import autocast, choose_precision
from rv_engine.learner.samples import Batch
from rv_engine.learner.schedules import learning_rate
from rv_engine.learner.scores import Meter
from rv_engine.learner.tensors import images_to_tensor

# Looking at the loss makes a graphics card wait.
_STEPS_BETWEEN_LOOKS = 16


class TrainingLoop:
    """A network in training: it, its optimizer, and how a batch is learned from.

    Args:
        network: On the device of the task.
        task: What is trained, and how.
        steps_per_epoch: Batches in an epoch of training.
    """

    def __init__(self, network: nn.Module, *, task: LearningTask, steps_per_epoch: int) -> None:
        self.network = network
        self.optimizer = build_optimizer(task.solver, network)
        self.precision = choose_precision(task.solver.mixed_precision, task.device)
        self.scaler = torch.GradScaler(task.device.type, enabled=self.precision == torch.float16)
        self._task = task
        self._solver = task.solver
        self._device = task.device
        self._steps_per_epoch = steps_per_epoch

    def train_epoch(
        self, epoch: int, batches: Iterable[Batch], after_step: Callable[[], None]
    ) -> tuple[float, int]:
        """Learns from each batch once.

        Args:
            epoch: Epochs done before.
            batches: Of this epoch.
            after_step: Is called after each batch; it may raise to stop.

        Returns:
            The mean loss, and how many samples there were.

        Raises:
            ModelError: The loss is no number any more.
        """
        self.network.train()
        mean = _LossMean(self._device)
        sample_count = 0
        for number, batch in enumerate(batches):
            self._set_learning_rate(epoch * self._steps_per_epoch + number)
            mean.add(*self._learn(batch))
            sample_count += len(batch)
            if number % _STEPS_BETWEEN_LOOKS == 0:
                self._check(mean.value(), epoch)
            after_step()
        self._check(mean.value(), epoch)
        return mean.value(), sample_count

    @torch.inference_mode()
    def evaluate(
        self, batches: Iterable[Batch], meter: Meter, after_step: Callable[[], None]
    ) -> float | None:
        """Adds the answers to all batches to a meter, and returns the mean loss if there is one."""
        self.network.eval()
        mean = _LossMean(self._device)
        has_loss = False
        for batch in batches:
            loss = self._task.validation_step(self._forward, self._images(batch), batch, meter)
            if loss is not None:
                mean.add(*loss)
                has_loss = True
            after_step()
        return mean.value() if has_loss else None

    @property
    def learning_rate(self) -> float:
        """That of the last step."""
        return float(self.optimizer.param_groups[0]["lr"])

    def state(self) -> dict[str, Any]:
        """All that the next epoch depends on, as tensors and plain values."""
        on_cuda = self._device.type == "cuda"
        return {
            "network": self.network.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "scaler": self.scaler.state_dict(),
            "random": torch.get_rng_state(),
            "random_on_device": torch.cuda.get_rng_state(self._device) if on_cuda else None,
        }

    def load_state(self, state: Mapping[str, Any]) -> None:
        """Goes back to what `state` returned; on another device, all but random numbers agree."""
        self.network.load_state_dict(state["network"])
        self.optimizer.load_state_dict(state["optimizer"])
        if self.scaler.is_enabled():
            self.scaler.load_state_dict(state["scaler"])
        torch.set_rng_state(state["random"])
        if self._device.type == "cuda" and state["random_on_device"] is not None:
            torch.cuda.set_rng_state(state["random_on_device"], self._device)

    def _learn(self, batch: Batch) -> tuple[Tensor, Tensor]:
        total, weight = self._task.training_step(self._forward, self._images(batch), batch)
        # Without any labelled pixel both are 0, and nothing is learned.
        loss = total / weight.clamp(min=torch.finfo(weight.dtype).tiny)
        self.optimizer.zero_grad(set_to_none=True)
        self.scaler.scale(loss).backward()  # type: ignore[no-untyped-call]
        if self._solver.max_grad_norm is not None:
            self.scaler.unscale_(self.optimizer)
            nn.utils.clip_grad_norm_(self.network.parameters(), self._solver.max_grad_norm)
        self.scaler.step(self.optimizer)
        self.scaler.update()
        return total.detach(), weight.detach()

    def _images(self, batch: Batch) -> Tensor:
        return images_to_tensor(batch.images, self._device)

    def _forward(self, *arguments: Any) -> Any:
        with autocast(self._device, self.precision):
            return self.network(*arguments)

    def _set_learning_rate(self, step: int) -> None:
        rate = learning_rate(self._solver, step, self._steps_per_epoch)
        for group in self.optimizer.param_groups:
            group["lr"] = rate

    def _check(self, loss: float, epoch: int) -> None:
        if math.isfinite(loss):
            return
        precise = " Set mixed_precision to 'no'." if self.precision is not None else ""
        raise ModelError(
            f"The training went astray in epoch {epoch + 1}: the loss is {loss}.",
            hint=f"Lower the learning rate (lr is {self._solver.lr:g}), for instance to a tenth."
            f"{precise} Check that the images hold no extreme values.",
            where="solver",
        )


class _LossMean:
    def __init__(self, device: torch.device) -> None:
        self._total = torch.zeros((), device=device)
        self._weight = torch.zeros((), device=device)

    def add(self, total: Tensor, weight: Tensor) -> None:
        self._total += total
        self._weight += weight

    def value(self) -> float:
        weight = float(self._weight)
        return float(self._total) / weight if weight else 0.0
