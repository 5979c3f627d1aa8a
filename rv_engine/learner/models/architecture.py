"""What is known about a family of networks before torch is imported."""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass
from typing import Any

_TIMM_NAME = re.compile(r"tu-[A-Za-z0-9_.]+")


@dataclass(frozen=True)
class Architecture:
    """A family of networks.

    Attributes:
        builder: The function that builds one, as "module:function". It takes `backbone`,
            `num_channels`, `num_classes`, `pretrained` and the user's extra arguments, and returns
            a torch module.
        backbones: Names of the backbones.
        any_timm_backbone: Takes "tu-<name>" too, for every model of the package timm.
        size_multiple_px: Height and width of the images must be a multiple of it.
        min_size_px: Smaller images are padded to this height and width.
        min_batch_sz: Chips in the smallest batch that can be trained with.
        fixed_size_px: The only height and width that it takes; None for any.
    """

    builder: str
    backbones: tuple[str, ...]
    any_timm_backbone: bool = False
    size_multiple_px: int = 1
    min_size_px: int = 1
    min_batch_sz: int = 1
    fixed_size_px: int | None = None

    def takes(self, backbone: str) -> bool:
        """Whether there is such a backbone."""
        if self.any_timm_backbone and _TIMM_NAME.fullmatch(backbone):
            return True
        return backbone in self.backbones

    def build(self, **arguments: Any) -> Any:
        """What the builder returns."""
        module, _, function = self.builder.partition(":")
        return getattr(importlib.import_module(module), function)(**arguments)
