"""Torchvision's pretrained weights, fetched in silence and read without executing code."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import torch
from torch import Tensor
from torchvision.models import WeightsEnum


def pretrained_state(weights: WeightsEnum) -> dict[str, Tensor]:
    """The tensors of pretrained weights, from torch's cache on this machine or from the network.

    Torchvision's own `get_state_dict` unpickles what it downloads unless told otherwise, and says
    so on the standard output, where only messages may go.

    Raises:
        OSError: They are not in the cache and cannot be downloaded.
    """
    path = Path(torch.hub.get_dir(), "checkpoints", Path(urlsplit(weights.url).path).name)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # The file's name ends in the beginning of its hash: resnet50-11ad3fa6.pth.
        hash_prefix = path.stem.rpartition("-")[2]
        try:
            torch.hub.download_url_to_file(weights.url, str(path), hash_prefix, progress=False)
        except RuntimeError as error:
            raise OSError(str(error)) from error
    state: dict[str, Tensor] = torch.load(path, map_location="cpu", weights_only=True)
    return state
