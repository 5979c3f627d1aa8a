"""Puts weights of one network into another that is like it in part: its backbone, or most of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from torch import Tensor, nn

from rv_engine.learner.models.first_convolution import adapted_weight


@dataclass(frozen=True)
class WeightFit:
    """What fitted.

    Attributes:
        fitted: Tensors that were put into the network.
        bands: For how many bands its first convolution was made, if for others.
        left_out: Names in the file that were not used.
        missing: How many tensors of the network, or of the part that is meant, got nothing.
    """

    fitted: int
    bands: int | None
    left_out: list[str]
    missing: int


def fit_weights(network: nn.Module, weights: Mapping[str, Tensor]) -> WeightFit:
    """Puts all weights into a network whose names, after a common beginning, and shapes fit.

    Other programs call the same part "backbone.layer1", "encoder.layer1", "module.layer1" or just
    "layer1": of all pairs of beginnings in the file and in the network, the one is taken under
    which most tensors fit.

    Args:
        network: Any network, or a backbone.
        weights: By name.
    """
    own = network.state_dict()
    first = _first_convolution(network)
    pairs = ((theirs, ours) for theirs in _beginnings(weights) for ours in _beginnings(own))
    best = max(
        (_matches(own, weights, theirs, ours, first) for theirs, ours in pairs),
        key=len,
    )
    new: dict[str, Tensor] = {}
    bands = None
    for own_name, name in best.items():
        tensor = weights[name]
        if tensor.shape != own[own_name].shape:
            bands = tensor.shape[1]
            tensor = adapted_weight(tensor, own[own_name].shape[1])
        new[own_name] = tensor
    network.load_state_dict(new, strict=False)
    used = set(best.values())
    return WeightFit(
        fitted=len(new),
        bands=bands,
        left_out=sorted(weights.keys() - used),
        missing=len(own) - len(new),
    )


def _beginnings(names: Iterable[str]) -> list[str]:
    """All beginnings of names up to a dot that could be the way to a part, and none."""
    found = {""}
    for name in names:
        parts = name.split(".")
        for length in range(1, min(len(parts), 4)):
            found.add(".".join(parts[:length]) + ".")
    # Those of the layers themselves, such as "layer1.0.", lead to no backbone.
    return sorted(beginning for beginning in found if not any(c.isdigit() for c in beginning))


def _matches(
    own: Mapping[str, Tensor],
    weights: Mapping[str, Tensor],
    theirs: str,
    ours: str,
    first: str | None,
) -> dict[str, str]:
    """Names of the network and of the file that mean the same, under these beginnings."""
    matches = {}
    for name, tensor in weights.items():
        own_name = ours + name[len(theirs) :]
        if name.startswith(theirs) and own_name in own:
            is_first = own_name == f"{first}.weight"
            if tensor.shape != own[own_name].shape and not (
                is_first and _differs_in_bands(tensor, own[own_name])
            ):
                continue
            matches[own_name] = name
    return matches


def _differs_in_bands(tensor: Tensor, own: Tensor) -> bool:
    both_4d = tensor.ndim == own.ndim == 4
    return both_4d and tensor.shape[0] == own.shape[0] and tensor.shape[2:] == own.shape[2:]


def _first_convolution(network: nn.Module) -> str | None:
    return next(
        (name for name, part in network.named_modules() if isinstance(part, nn.Conv2d)), None
    )
