"""The weights that a training begins with, from a file of the user's."""

from __future__ import annotations

from torch import nn

from rv_engine.errors import ModelError
from rv_engine.learner.backbone import backbone_of
from rv_engine.learner.input_normalization import InputNormalization
from rv_engine.learner.model_config import ModelConfig
from rv_engine.learner.weight_files import read_any_weights
from rv_engine.learner.weight_fitting import WeightFit, fit_weights
from rv_engine.learner.weights import load_weights
from rv_engine.monitor import Monitor

# With less of it, a network begins with next to nothing.
_LEAST_PART = 0.5


def load_init_weights(network: nn.Module, config: ModelConfig, monitor: Monitor) -> None:
    """Puts the weights of `init_weights`, if there are any, into a network.

    A .safetensors file must fit exactly, unless `load_strict` is false. Of a bundle, all that fits
    is taken: its classes and bands may be others. A .pth file, such as those of torchgeo, has the
    weights of a backbone.

    Raises:
        ModelError: They cannot be read, or do not fit the network.
    """
    uri = config.init_weights
    if uri is None:
        return
    weights = read_any_weights(uri)
    if uri.lower().endswith(".safetensors") and config.load_strict:
        load_weights(network, weights, uri)
        _mark_normalization(network)
        return
    whole = "normalization.mean" in weights
    fit = fit_weights(network if whole else backbone_of(network), weights)
    part = fit.fitted / max(fit.fitted + fit.missing, 1)
    if part < _LEAST_PART and (config.load_strict or not fit.fitted):
        raise ModelError(
            f"Only {fit.fitted} of the {fit.fitted + fit.missing} tensors of this "
            f"{'network' if whole else 'backbone'} are in '{uri}'.",
            hint=f"Choose the architecture and backbone that they were made for; this is "
            f"{config.backbone!r}.",
            where=uri,
        )
    if whole and fit.bands is None:
        _mark_normalization(network)
    monitor.log(_report(fit, uri, "network" if whole else "backbone"))


def _mark_normalization(network: nn.Module) -> None:
    normalization = getattr(network, "normalization", None)
    if isinstance(normalization, InputNormalization):
        normalization.is_learned = True


def _report(fit: WeightFit, uri: str, what: str) -> str:
    text = f"{fit.fitted} of {fit.fitted + fit.missing} tensors of the {what} come from '{uri}'"
    if fit.bands is not None:
        text += f"; its first layer was made for {fit.bands} bands and is adapted"
    if fit.left_out:
        few = ", ".join(fit.left_out[:3]) + (" and others" if fit.left_out[3:] else "")
        text += f"; not used: {few}"
    return text + "."
