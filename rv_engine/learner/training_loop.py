"""One epoch of training and of validation, for every task."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import islice
from typing import Any

import torch
from torch import Tensor, nn

from rv_engine.errors import ModelError
from rv_engine.learner.backbone import backbone_of, set_frozen
from rv_engine.learner.batch_statistics import measuring
from rv_engine.learner.input_normalization import knows_nodata
from rv_engine.learner.learning_task import LearningTask, Loss
from rv_engine.learner.memory_errors import is_out_of_memory
from rv_engine.learner.optimizers import build_optimizer
from rv_engine.learner.precision import autocast, choose_precision
from rv_engine.learner.processes import Processes
from rv_engine.learner.samples import Batch
from rv_engine.learner.schedules import learning_rate
from rv_engine.learner.scores import Meter
from rv_engine.learner.solver_config import SolverConfig
from rv_engine.learner.targets import Target
from rv_engine.learner.tensors import images_to_tensor
from rv_engine.learner.weight_average import WeightAverage
from rv_engine.learner.weights import weights_of
from rv_engine.monitor import Monitor

# Looking at the loss makes a graphics card wait.
_STEPS_BETWEEN_LOOKS = 16


class TrainingLoop:
    """A network in training: it, its optimizer, and how batches are learned from.

    Args:
        network: On the device of the task.
        task: What is trained.
        solver: How it is trained, with numbers for all that was "auto".
        steps_per_epoch: Steps of the optimizer in an epoch.
        monitor: Is told when a batch does not fit into the memory.
        processes: Those that learn from parts of the same batches.
    """

    def __init__(
        self,
        network: nn.Module,
        *,
        task: LearningTask,
        solver: SolverConfig,
        steps_per_epoch: int,
        monitor: Monitor | None = None,
        processes: Processes | None = None,
    ) -> None:
        self.network = network
        self._processes = processes or Processes()
        self.optimizer = build_optimizer(solver, network)
        self.precision = choose_precision(solver.mixed_precision, task.device)
        self.scaler = torch.GradScaler(task.device.type, enabled=self.precision == torch.float16)
        self._average = (
            None if solver.ema_decay is None else WeightAverage(network, solver.ema_decay)
        )
        self._called: Callable[..., Any] = (
            torch.compile(network) if solver.torch_compile else network
        )
        self._backbone = backbone_of(network) if solver.freeze_backbone_epochs else None
        self._knows_nodata = knows_nodata(network)
        self._task = task
        self._solver = solver
        self._device = task.device
        self.steps_per_epoch = steps_per_epoch
        self._monitor = monitor or Monitor()
        self._parts_of_batch = 1

    def train_epoch(
        self,
        epoch: int,
        batches: Iterable[Batch],
        after_batch: Callable[[], None],
        plateaus: int = 0,
    ) -> tuple[float, int]:
        """Learns from each batch once.

        Args:
            epoch: Epochs done before.
            batches: Of this epoch.
            after_batch: Is called after each batch; it may raise to stop.
            plateaus: See `learning_rate`.

        Returns:
            The mean loss, and how many samples there were.

        Raises:
            ModelError: The loss is no number any more.
        """
        self.network.train()
        if self._backbone is not None:
            set_frozen(self._backbone, epoch < self._solver.freeze_backbone_epochs)
        mean = _LossMean(self._device)
        sample_count = 0
        for number, group in enumerate(_groups(batches, self._solver.accumulate_batches)):
            step = epoch * self.steps_per_epoch + number
            self._set_learning_rate(
                learning_rate(self._solver, step, self.steps_per_epoch, plateaus)
            )
            mean.add(*self._learn(group))
            if number % _STEPS_BETWEEN_LOOKS == 0:
                self._check(mean.value(), epoch)
            for batch in group:
                sample_count += len(batch)
                after_batch()
        self._check(mean.value(), epoch)
        return mean.value(), sample_count

    @torch.no_grad()
    def measure_statistics(self, batches: Iterable[Batch]) -> None:
        """Measures the statistics of batch normalisation, which validation and answers need.

        Args:
            batches: See `batches_to_measure`; none of them is read when there is nothing to measure.
        """
        with self._averaged(), measuring(self.network) as is_worth_it:
            if is_worth_it:
                for part in (part for batch in batches for part in self._parts(batch)):
                    with autocast(self._device, self.precision):
                        self.network(self._images(part))

    @torch.inference_mode()
    def evaluate(
        self, batches: Iterable[Batch], meter: Meter, after_batch: Callable[[], None]
    ) -> float | None:
        """Adds the answers to all batches to a meter, and returns the mean loss if there is one."""
        self._processes.share_statistics(self.network)
        self.network.eval()
        mean = _LossMean(self._device)
        has_loss = False
        with self._averaged():
            for batch in batches:
                loss = self._task.validation_step(self._forward, self._images(batch), batch, meter)
                if loss is not None:
                    mean.add(*loss)
                    has_loss = True
                after_batch()
        has_loss = any(self._processes.gather(has_loss))
        mean.total = self._processes.sum(mean.total)
        mean.weight = self._processes.sum(mean.weight)
        for rank, other in enumerate(self._processes.gather(meter)):
            if rank != self._processes.rank:
                meter.merge(other)
        return mean.value() if has_loss else None

    def try_step(self, batch: Batch, rate: float) -> float:
        """Takes one step with a learning rate, in one part, and returns its loss."""
        self.network.train()
        self._set_learning_rate(rate)
        mean = _LossMean(self._device)
        mean.add(*self._step([batch]))
        return mean.value()

    @torch.inference_mode()
    def answers(self, batch: Batch) -> Sequence[Target] | None:
        """The answers to a batch as targets, for pictures; see `LearningTask.answers`."""
        self.network.eval()
        with self._averaged():
            return self._task.answers(self._forward, self._images(batch))

    def device_memory_mb(self) -> float | None:
        """The most memory that has been used on the graphics card; None on other devices."""
        if self._device.type != "cuda":
            return None
        return torch.cuda.max_memory_allocated(self._device) / 2**20

    def weights(self) -> dict[str, Tensor]:
        """A copy of the weights that are validated and saved, on the CPU."""
        with self._averaged():
            return weights_of(self.network)

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
            "average": None if self._average is None else self._average.state(),
            "parts_of_batch": self._parts_of_batch,
            "random": torch.get_rng_state(),
            "random_on_device": torch.cuda.get_rng_state(self._device) if on_cuda else None,
        }

    def load_state(self, state: Mapping[str, Any]) -> None:
        """Goes back to what `state` returned; on another device, all but random numbers agree."""
        self.network.load_state_dict(state["network"])
        self.optimizer.load_state_dict(state["optimizer"])
        if self.scaler.is_enabled():
            self.scaler.load_state_dict(state["scaler"])
        if self._average is not None:
            self._average.load_state(**state["average"])
        self._parts_of_batch = state["parts_of_batch"]
        torch.set_rng_state(state["random"])
        if self._device.type == "cuda" and state["random_on_device"] is not None:
            torch.cuda.set_rng_state(state["random_on_device"], self._device)

    def _learn(self, group: list[Batch]) -> Loss:
        """One step of the optimizer, with each batch in as many parts as the memory asks for."""
        while True:
            try:
                return self._step([part for batch in group for part in self._parts(batch)])
            except (MemoryError, RuntimeError) as error:
                if not is_out_of_memory(error) or not self._can_use_smaller_parts(group):
                    raise
            # Not within the `except`: the error holds on to the memory.
            self._use_smaller_parts(group)

    def _step(self, parts: list[Batch]) -> Loss:
        self.optimizer.zero_grad(set_to_none=True)
        sums = _LossMean(self._device)
        # What the first part is divided by; when there are more, the gradients are put right at
        # the end, because only then the weight of all parts is known.
        divisor: Tensor | None = None
        for part in parts:
            total, own_weight = self._task.training_step(self._forward, self._images(part), part)
            weight = self._processes.sum(own_weight)
            if divisor is None:
                # Without anything labelled both are 0, and nothing is learned.
                smallest = torch.finfo(weight.dtype).tiny if len(parts) == 1 else 1.0
                divisor = weight.detach().clamp(min=smallest)
            self.scaler.scale(total / divisor).backward()  # type: ignore[no-untyped-call]
            sums.add(self._processes.sum(total.detach()), weight.detach())
        self._processes.sum_gradients(self.network.parameters())
        if len(parts) > 1 and divisor is not None:
            self._scale_gradients(divisor / sums.weight.clamp(min=torch.finfo(torch.float32).tiny))
        if self._solver.max_grad_norm is not None:
            self.scaler.unscale_(self.optimizer)
            nn.utils.clip_grad_norm_(self.network.parameters(), self._solver.max_grad_norm)
        self.scaler.step(self.optimizer)
        self.scaler.update()
        if self._average is not None:
            self._average.update()
        return sums.total, sums.weight

    def _parts(self, batch: Batch) -> Iterator[Batch]:
        count = min(self._parts_of_batch, len(batch))
        for index in range(count):
            start, stop = index * len(batch) // count, (index + 1) * len(batch) // count
            yield batch.part(start, stop)

    def _can_use_smaller_parts(self, group: list[Batch]) -> bool:
        if self._processes.are_several:
            # The others would wait for ever.
            return False
        largest = max(len(batch) for batch in group)
        return largest // (2 * self._parts_of_batch) >= self._task.model.min_batch_sz

    def _use_smaller_parts(self, group: list[Batch]) -> None:
        self.optimizer.zero_grad(set_to_none=True)
        if self._device.type == "cuda":
            torch.cuda.empty_cache()
        before = -(-max(len(batch) for batch in group) // self._parts_of_batch)
        self._parts_of_batch *= 2
        self._monitor.log(
            f"The memory does not suffice for {before} chips at once. From now on {before // 2} are "
            f"calculated at once, and {self._parts_of_batch} times as many make a step together: "
            "it takes a little longer, and the batch stays the same.",
            level="warning",
        )

    def _scale_gradients(self, factor: Tensor) -> None:
        gradients = [p.grad for p in self.network.parameters() if p.grad is not None]
        torch._foreach_mul_(gradients, factor)

    def _images(self, batch: Batch) -> Tensor:
        images = images_to_tensor(batch.images, self._device)
        # A network of somebody else's, without a first layer of ours.
        return images if self._knows_nodata else images.nan_to_num(nan=0.0)

    def _forward(self, *arguments: Any) -> Any:
        with autocast(self._device, self.precision):
            return self._called(*arguments)

    def _averaged(self) -> AbstractContextManager[None]:
        return nullcontext() if self._average is None else self._average.applied()

    def _set_learning_rate(self, rate: float) -> None:
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
        self.total = torch.zeros((), device=device)
        self.weight = torch.zeros((), device=device)

    def add(self, total: Tensor, weight: Tensor) -> None:
        self.total += total
        self.weight += weight

    def value(self) -> float:
        weight = float(self.weight)
        return float(self.total) / weight if weight else 0.0


def _groups(batches: Iterable[Batch], size: int) -> Iterator[list[Batch]]:
    iterator = iter(batches)
    while group := list(islice(iterator, size)):
        yield group
