"""Networks that give a whole image classes, from torchvision and timm."""

from __future__ import annotations

import re
from typing import Any

import timm
import torchvision
from torch import Tensor, nn

from rv_engine.errors import ConfigError
from rv_engine.learner.models.batch_norm import let_statistics_follow
from rv_engine.learner.models.first_convolution import adapt_convolution
from rv_engine.learner.models.hub import hub_access
from rv_engine.learner.models.torchvision_weights import pretrained_state

_TIMM = "tu-"
_RGB = 3
# They have further heads, which only training from nothing on ImageNet needs.
_WITH_FURTHER_HEADS = ("googlenet", "inception_v3")
# Torchvision's weights of DenseNet are older than the names of its layers.
_OLD_DENSENET_NAME = re.compile(
    r"^(.*denselayer\d+\.(?:norm|relu|conv))\.((?:[12])\.(?:weight|bias|running_mean|running_var))$"
)


def build_classifier(
    *, backbone: str, num_channels: int, num_classes: int, pretrained: bool, **extra_args: Any
) -> nn.Module:
    """A classifier whose layers but the last, if `pretrained`, know ImageNet.

    Shape:
        (B, C, H, W) to (B, num_classes).

    Raises:
        OSError: The pretrained weights cannot be fetched.
        ConfigError: The backbone or an extra argument is unknown.
    """
    try:
        if backbone.startswith(_TIMM):
            network = _from_timm(
                backbone.removeprefix(_TIMM), num_channels, num_classes, pretrained, extra_args
            )
        else:
            network = _from_torchvision(backbone, num_classes, pretrained, extra_args)
            _adapt_to_bands(network, num_channels, pretrained)
    except (RuntimeError, TypeError, ValueError, KeyError) as error:
        if isinstance(error, OSError):
            raise
        raise ConfigError(
            f"No classifier can be built with the backbone {backbone!r}: {error}",
            hint="Choose another backbone, for instance resnet18, or correct extra_args.",
            where="backbone",
        ) from error
    let_statistics_follow(network)
    return network


def _from_timm(
    name: str, num_channels: int, num_classes: int, pretrained: bool, extra_args: dict[str, Any]
) -> nn.Module:
    with hub_access():
        network: nn.Module = timm.create_model(
            name,
            pretrained=pretrained,
            in_chans=num_channels,
            num_classes=num_classes,
            **extra_args,
        )
    return network


def _from_torchvision(
    name: str, num_classes: int, pretrained: bool, extra_args: dict[str, Any]
) -> nn.Module:
    arguments = dict(extra_args)
    if name in _WITH_FURTHER_HEADS:
        arguments |= {"aux_logits": False, "init_weights": False}
    network: nn.Module = torchvision.models.get_model(
        name, weights=None, num_classes=num_classes, **arguments
    )
    if pretrained:
        weights = torchvision.models.get_model_weights(name)
        load_all_but_the_head(network, pretrained_state(weights.DEFAULT))
    return network


def load_all_but_the_head(network: nn.Module, state: dict[str, Tensor]) -> None:
    """Puts pretrained weights into a network whose last layer has other classes.

    Raises:
        ValueError: More than one layer does not fit.
    """
    renamed = {_OLD_DENSENET_NAME.sub(r"\1\2", name): tensor for name, tensor in state.items()}
    own = network.state_dict()
    fitting = {
        name: tensor
        for name, tensor in renamed.items()
        if name in own and own[name].shape == tensor.shape
    }
    missing = own.keys() - fitting.keys()
    # Older weights do not say after how many batches they were taken, which nothing depends on.
    layers = {
        name.rpartition(".")[0] for name in missing if not name.endswith("num_batches_tracked")
    }
    if len(layers) > 1:
        raise ValueError(f"its pretrained weights do not fit at {min(layers)!r}")
    network.load_state_dict(fitting, strict=False)


def _adapt_to_bands(network: nn.Module, num_channels: int, pretrained: bool) -> None:
    if num_channels == _RGB:
        return
    for name, layer in network.named_modules():
        if isinstance(layer, nn.Conv2d):
            parent, _, own_name = name.rpartition(".")
            adapted = adapt_convolution(layer, num_channels, pretrained)
            setattr(network.get_submodule(parent), own_name, adapted)
            return
