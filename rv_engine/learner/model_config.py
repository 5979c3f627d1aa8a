"""The base of the Configs of models."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any, ClassVar, Literal

from pydantic import Field
from typing_extensions import Self

from rv_engine.config import Config, display


class ModelConfig(Config, abstract=True):
    """Which neural network is trained, and what it knows before."""

    type_hint: ClassVar[str] = "model"
    task: ClassVar[str] = ""
    """The task of its networks: "semantic_segmentation", "chip_classification" or
    "object_detection"."""

    backbone: str = "resnet18"
    """The part of the network that sees shapes and textures. Larger ones see more and are slower."""

    pretrained: bool | Literal["if_available"] = True
    """Begin with weights learned from ImageNet photographs, which needs fewer labels. true: they
    must be there or downloadable; "if_available": else begin with random weights."""

    init_weights: str | None = Field(None, json_schema_extra=display(advanced=True))
    """A file with weights to begin with, here or at an address: a .safetensors file of the same
    network; a bundle (.zip) to train on, also for other classes or bands; or a .pth file with the
    weights of a backbone, such as torchgeo's for aerial and satellite images."""

    load_strict: bool = Field(True, json_schema_extra=display(advanced=True))
    """Whether the weights in a .safetensors file must fit exactly; when false, those that do not
    are left out."""

    extra_args: dict[str, Any] = Field({}, json_schema_extra=display(advanced=True))
    """Further arguments for the function that builds the network."""

    @property
    def title(self) -> str:
        """What the network is called in messages."""
        return self.backbone

    @property
    def min_batch_sz(self) -> int:
        """Chips in the smallest batch that the network can be trained with."""
        return 1

    def without_weights(self) -> Self:
        """The config of the same network with any weights, which fetches and reads none."""
        return self.model_copy(update={"pretrained": False, "init_weights": None})


def unknown_name(what: str, name: str, allowed: Sequence[str]) -> str:
    """Says that a name is none of the allowed ones, and which could be meant."""
    near = difflib.get_close_matches(name, allowed, n=1)
    suggestion = f" Did you mean {near[0]!r}?" if near else ""
    return f"{name!r} is no {what}; choose one of {', '.join(allowed)}.{suggestion}"
