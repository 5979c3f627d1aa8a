"""Weights in files, and how they get into a network and out of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save
from torch import Tensor, nn

from rv_engine.errors import ModelError


def write_weights(path: Path, weights: Mapping[str, Tensor]) -> None:
    """Writes tensors into a .safetensors file."""
    # Not `save_file`, which makes files that only their owner may read.
    path.write_bytes(save(dict(weights)))


def read_weights(path: Path) -> dict[str, Tensor]:
    """The tensors in a .safetensors file; no code in it is ever executed.

    Raises:
        ModelError: There is no such file, or it is damaged.
    """
    try:
        return load_file(path)
    except FileNotFoundError as error:
        raise ModelError(
            f"The weights '{path}' do not exist.", hint="Check the path.", where=str(path)
        ) from error
    except (SafetensorError, OSError, ValueError) as error:
        raise ModelError(
            f"'{path}' holds no readable weights: {error}.",
            hint="Only .safetensors files are read. Fetch the file again, or choose another.",
            where=str(path),
        ) from error


def weights_of(network: nn.Module) -> dict[str, Tensor]:
    """A copy of all that a network has learned, on the CPU."""
    return {
        name: tensor.detach().to("cpu", copy=True, memory_format=torch.contiguous_format)
        for name, tensor in network.state_dict().items()
    }


def load_weights(network: nn.Module, weights: Mapping[str, Tensor], source: str) -> None:
    """Puts weights into a network.

    Raises:
        ModelError: Names or shapes do not fit, it names the first few; or some are no numbers.
    """
    misfits = _misfits(network, weights)
    if misfits:
        few = "; ".join(misfits[:3]) + (f"; and {len(misfits) - 3} more" if misfits[3:] else "")
        raise ModelError(
            f"The weights in '{source}' are of another network: {few}.",
            hint="Choose the architecture, backbone, bands and classes that they were made for.",
            where=source,
        )
    for name, _ in network.named_parameters():
        if not weights[name].isfinite().all():
            raise ModelError(
                f"The weights in '{source}' cannot be used: in {name!r} not all are numbers.",
                hint="Its training went wrong. Train the model again, or choose another one.",
                where=source,
            )
    # Into its own state, which says of which version its parts are: MNASNet loads no other.
    state = network.state_dict()
    state.update(weights)
    network.load_state_dict(state)


def _misfits(network: nn.Module, weights: Mapping[str, Tensor]) -> list[str]:
    own = network.state_dict()
    misfits = [f"it has no {name!r}" for name in own if name not in weights]
    misfits += [f"{name!r} is unknown" for name in weights if name not in own]
    misfits += [
        f"{name!r} is {_shape(weights[name])}, not {_shape(tensor)}"
        for name, tensor in own.items()
        if name in weights and weights[name].shape != tensor.shape
    ]
    return misfits


def _shape(tensor: Tensor) -> str:
    return " x ".join(str(size) for size in tensor.shape) or "one number"
