"""Weights in files of several kinds; no code in any of them is ever executed."""

from __future__ import annotations

import pickle  # nosec B403
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load
from torch import Tensor

from rv_engine.errors import ModelError
from rv_engine.learner.weights import read_weights
from rv_engine.storage import local_copy

# Where a bundle of ours keeps the weights.
_IN_BUNDLE = ("model/model.safetensors", "model.safetensors")
_MAX_BUNDLE_BYTES = 8 * 2**30
# Under these, training programs put the weights beside other things.
_NESTED_UNDER = ("state_dict", "model_state_dict", "model")
_TORCH_SUFFIXES = (".pth", ".pt", ".ckpt", ".bin")


def read_any_weights(uri: str) -> dict[str, Tensor]:
    """The tensors in a file: .safetensors, a bundle (.zip), or torch's own (.pth, .pt, .ckpt, .bin).

    Args:
        uri: A path or an address.

    Raises:
        ModelError: It cannot be read, or holds no weights.
    """
    path = Path(local_copy(uri))
    suffix = Path(uri).suffix.lower()
    if suffix == ".zip":
        return _from_bundle(path, uri)
    if suffix in _TORCH_SUFFIXES:
        return _from_torch(path, uri)
    return read_weights(path)


def _from_bundle(path: Path, uri: str) -> dict[str, Tensor]:
    try:
        with zipfile.ZipFile(path) as bundle:
            names = set(bundle.namelist())
            name = next((name for name in _IN_BUNDLE if name in names), None)
            if name is None:
                raise _unreadable(uri, "it is a zip, but no bundle with a model")
            if bundle.getinfo(name).file_size > _MAX_BUNDLE_BYTES:
                raise _unreadable(uri, "its weights are larger than 8 GB")
            return load(bundle.read(name))
    except (zipfile.BadZipFile, OSError, ValueError, SafetensorError) as error:
        raise _unreadable(uri, error) from error


def _from_torch(path: Path, uri: str) -> dict[str, Tensor]:
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except (pickle.UnpicklingError, RuntimeError, EOFError, OSError, ValueError) as error:
        reason = " ".join(str(error).split())[:150]
        if isinstance(error, pickle.UnpicklingError):
            # Torch's own words are advice for programmers to execute the code.
            reason = "it is damaged, or holds other things than tensors."
        raise ModelError(
            f"'{uri}' cannot be read: {reason}",
            hint="Only tensors are read from such files; code in them is not executed. Save the "
            "weights alone, with torch.save(network.state_dict(), file) or as .safetensors.",
            where=uri,
        ) from error
    for name in _NESTED_UNDER:
        if isinstance(content, Mapping) and isinstance(content.get(name), Mapping):
            content = content[name]
    tensors = _tensors(content)
    if not tensors:
        raise _unreadable(uri, "there are no tensors with names in it")
    return tensors


def _tensors(content: Any) -> dict[str, Tensor]:
    if not isinstance(content, Mapping):
        return {}
    return {str(name): value for name, value in content.items() if isinstance(value, Tensor)}


def _unreadable(uri: str, reason: object) -> ModelError:
    return ModelError(
        f"'{uri}' holds no readable weights: {reason}.",
        hint="Give a .safetensors file, a bundle (.zip), or a .pth file with a state_dict.",
        where=uri,
    )
