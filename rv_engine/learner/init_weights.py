"""The weights that a training begins with, from a file of the user's."""

from __future__ import annotations

from pathlib import Path

from torch import nn

from rv_engine.learner.model_config import ModelConfig
from rv_engine.learner.weights import load_fitting_weights, load_weights, read_weights
from rv_engine.monitor import Monitor


def load_init_weights(network: nn.Module, config: ModelConfig, monitor: Monitor) -> None:
    """Puts the weights of `init_weights`, if there are any, into a network.

    Raises:
        ModelError: They cannot be read, or do not fit the network.
    """
    if config.init_weights is None:
        return
    weights = read_weights(Path(config.init_weights))
    if config.load_strict:
        load_weights(network, weights, config.init_weights)
    else:
        count = load_fitting_weights(network, weights)
        monitor.log(f"{count} of {len(weights)} tensors in '{config.init_weights}' fit.")
