"""The part of a network that brings pretrained weights: held fast for the first epochs."""

from __future__ import annotations

from torch import nn

from rv_engine.errors import ConfigError

_NAMES = ("backbone", "encoder")


def backbone_of(network: nn.Module) -> nn.Module:
    """The outermost part of a network that is called "backbone" or "encoder".

    Raises:
        ConfigError: There is none.
    """
    for name, module in network.named_modules():
        if name.rpartition(".")[2] in _NAMES:
            backbone: nn.Module = module
            return backbone
    raise ConfigError(
        "This network has no backbone that could be held fast.",
        hint="Set freeze_backbone_epochs to 0.",
        where="solver.freeze_backbone_epochs",
    )


def set_frozen(backbone: nn.Module, frozen: bool) -> None:
    """Holds a backbone fast, its batch statistics included, or lets it learn again."""
    backbone.requires_grad_(not frozen)
    if frozen:
        backbone.eval()
