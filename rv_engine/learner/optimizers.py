"""Optimizers by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from torch import nn, optim

from rv_engine.learner.solver_config import SolverConfig


@dataclass(frozen=True)
class _Optimizer:
    build: Callable[..., optim.Optimizer]
    weight_decay: float


_OPTIMIZERS: dict[str, _Optimizer] = {
    "adamw": _Optimizer(partial(optim.AdamW, fused=True), 0.01),
    "adam": _Optimizer(partial(optim.Adam, fused=True), 0.0),
    "radam": _Optimizer(optim.RAdam, 0.0),
    "sgd": _Optimizer(optim.SGD, 1e-4),
}


def build_optimizer(solver: SolverConfig, network: nn.Module) -> optim.Optimizer:
    """The optimizer that a solver asks for, over all weights of a network."""
    entry = _OPTIMIZERS[solver.optimizer]
    weight_decay = entry.weight_decay if solver.weight_decay is None else solver.weight_decay
    arguments = {"lr": solver.fixed_lr, "weight_decay": weight_decay}
    if solver.optimizer == "sgd":
        arguments |= {"momentum": solver.momentum, "nesterov": solver.momentum > 0}
    return entry.build(network.parameters(), **arguments)
