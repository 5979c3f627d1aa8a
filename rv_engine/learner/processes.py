"""Several processes that train one model together, one a device; started by torchrun."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, NoReturn

import torch
import torch.distributed as dist
from torch import Tensor, nn

# The first process may look at all samples, or save, while the others wait.
_PATIENCE = timedelta(hours=2)


class Processes:
    """The processes of a training: this one alone, unless they were started together.

    Args:
        rank: The number of this process.
        count: How many there are.
    """

    def __init__(self, rank: int = 0, count: int = 1) -> None:
        self.rank = rank
        self.count = count

    @property
    def is_first(self) -> bool:
        """Whether this is the one that speaks and writes."""
        return self.rank == 0

    @property
    def are_several(self) -> bool:
        """Whether there are others."""
        return self.count > 1

    def sum(self, tensor: Tensor) -> Tensor:
        """The sum of a tensor over all processes."""
        if not self.are_several:
            return tensor
        total = tensor.detach().clone()
        dist.all_reduce(total)
        return total

    def sum_gradients(self, parameters: Iterable[nn.Parameter]) -> None:
        """Replaces all gradients by their sums over all processes, in one message."""
        if not self.are_several:
            return
        learning = [parameter for parameter in parameters if parameter.requires_grad]
        for parameter in learning:
            if parameter.grad is None:
                parameter.grad = torch.zeros_like(parameter)
        gradients = [parameter.grad for parameter in learning if parameter.grad is not None]
        flat = torch.cat([gradient.flatten() for gradient in gradients])
        dist.all_reduce(flat)
        parts = torch.split(flat, [gradient.numel() for gradient in gradients])
        for gradient, part in zip(gradients, parts, strict=True):
            gradient.copy_(part.view_as(gradient))

    def share(self, network: nn.Module) -> None:
        """Gives all processes the weights and statistics of the first."""
        if self.are_several:
            for tensor in network.state_dict().values():
                dist.broadcast(tensor, 0)

    def share_statistics(self, network: nn.Module) -> None:
        """Gives all processes the statistics of the first, such as those of normalisation."""
        if self.are_several:
            for tensor in network.buffers():
                dist.broadcast(tensor, 0)

    def of_first(self, value: Any) -> Any:
        """What the first process gives; what others give does not matter."""
        if not self.are_several:
            return value
        values = [value]
        dist.broadcast_object_list(values, 0)
        return values[0]

    def gather(self, value: Any) -> list[Any]:
        """What each process gives."""
        if not self.are_several:
            return [value]
        values: list[Any] = [None] * self.count
        dist.all_gather_object(values, value)
        return values

    def wait(self) -> None:
        """Waits until all are here."""
        if self.are_several:
            dist.barrier()


def started_together() -> bool:
    """Whether torchrun started this process together with others."""
    return int(os.environ.get("WORLD_SIZE", "1")) > 1 and "RANK" in os.environ


def own_device(name: str | None) -> str | None:
    """The device of this process: each process of a machine has a graphics card of its own."""
    if name in (None, "auto", "cuda") and started_together() and torch.cuda.is_available():
        return f"cuda:{os.environ.get('LOCAL_RANK', '0')}"
    return name


@contextmanager
def joined_processes(device: torch.device) -> Iterator[Processes]:
    """A block in which this process works with those that were started together with it."""
    if not started_together():
        yield Processes()
        return
    if device.type == "cuda":
        torch.cuda.set_device(device)
    dist.init_process_group("nccl" if device.type == "cuda" else "gloo", timeout=_PATIENCE)
    try:
        yield Processes(dist.get_rank(), dist.get_world_size())
    finally:
        dist.destroy_process_group()


def leave(status: int) -> NoReturn:
    """Ends a process that trained together with others.

    Threads of gloo may still hold tensors when the interpreter is taken down, and abort the process
    after its work is done: https://github.com/pytorch/pytorch/pull/179291. So it is not taken down.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
