"""Pretrained weights, or a clear word when they cannot be fetched."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from torch import nn

from rv_engine.errors import ModelError
from rv_engine.learner.model_config import ModelConfig
from rv_engine.monitor import Monitor

Network = TypeVar("Network", bound=nn.Module)


def build_with_pretrained(
    config: ModelConfig, build: Callable[[bool], Network], monitor: Monitor
) -> Network:
    """A network with the pretrained weights that its config asks for.

    Args:
        config: Says whether there shall be any.
        build: Builds the network; it is told whether to be pretrained.
        monitor: Is told when there are none.

    Raises:
        ModelError: They must be there and cannot be fetched.
    """
    if not config.pretrained or config.init_weights is not None:
        return build(False)
    try:
        return build(True)
    except OSError as error:
        reason = " ".join(str(error).split())[:200]
        if config.pretrained != "if_available":
            raise ModelError(
                f"The pretrained weights of {config.backbone!r} cannot be fetched: {reason}",
                hint="Connect to the internet once, set init_weights to a .safetensors file, or "
                "set pretrained to 'if_available' or false to begin with random weights.",
                where="pretrained",
            ) from error
        monitor.log(
            f"The pretrained weights of {config.backbone!r} cannot be fetched, so the training "
            f"begins with random weights and needs more epochs. ({reason})",
            level="warning",
        )
        return build(False)
