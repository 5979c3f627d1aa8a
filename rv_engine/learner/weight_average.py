"""A moving average of a network's weights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import torch
from torch import Tensor, nn

# The first steps' weights are forgotten faster, so that short trainings profit too:
# (1 + n) / (10 + n), as in TensorFlow's ExponentialMovingAverage with num_updates.
_FORGETTING = 10


class WeightAverage:
    """Follows all weights and statistics of a network; whole numbers in it are taken over.

    Args:
        network: What it follows.
        decay: How much of the average each step keeps.
    """

    def __init__(self, network: nn.Module, decay: float) -> None:
        self._decay = decay
        self._steps = 0
        self._own = dict(network.state_dict())
        self._average = {name: tensor.clone() for name, tensor in self._own.items()}

    @torch.no_grad()
    def update(self) -> None:
        """After a step of the network."""
        self._steps += 1
        decay = min(self._decay, (1 + self._steps) / (_FORGETTING + self._steps))
        floats = [name for name, tensor in self._own.items() if tensor.is_floating_point()]
        torch._foreach_lerp_(
            [self._average[name] for name in floats],
            [self._own[name] for name in floats],
            1 - decay,
        )
        for name in self._own.keys() - set(floats):
            self._average[name].copy_(self._own[name])

    @contextmanager
    def applied(self) -> Iterator[None]:
        """A block in which the network has the average as its weights."""
        self._exchange()
        try:
            yield
        finally:
            self._exchange()

    def state(self) -> dict[str, object]:
        """The average and how many steps are in it."""
        return {"steps": self._steps, "weights": self._average}

    @torch.no_grad()
    def load_state(self, steps: int, weights: Mapping[str, Tensor]) -> None:
        """Goes back to what `state` returned."""
        self._steps = steps
        for name, tensor in self._average.items():
            tensor.copy_(weights[name])

    @torch.no_grad()
    def _exchange(self) -> None:
        for name, own in self._own.items():
            kept = own.clone()
            own.copy_(self._average[name])
            self._average[name].copy_(kept)
