"""Configs of models."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field, model_validator
from typing_extensions import Self

from rv_engine.config import Config
from rv_engine.learner.models.architectures import SEGMENTATION_ARCHITECTURES
from rv_engine.monitor import Monitor

if TYPE_CHECKING:
    from rv_engine.learner.semantic_segmentation.segmentation_network import SegmentationNetwork


class ModelConfig(Config, abstract=True):
    """Which neural network is trained, and what it knows before."""

    type_hint: ClassVar[str] = "model"

    backbone: str = "resnet18"
    """The part of the network that sees shapes and textures. Larger ones see more and are slower."""

    pretrained: bool | Literal["if_available"] = True
    """Begin with weights learned from ImageNet photographs, which needs fewer labels. true: they
    must be there or downloadable; "if_available": else begin with random weights."""

    init_weights: str | None = None
    """A .safetensors file with weights of the same network to begin with."""

    load_strict: bool = True
    """Whether init_weights must fit exactly; when false, weights that do not fit are left out."""

    extra_args: dict[str, Any] = Field({})
    """Further arguments for the function that builds the network."""


class SemanticSegmentationModelConfig(ModelConfig):
    """A network that gives each pixel a class."""

    type_hint: ClassVar[str] = "semantic_segmentation_model"

    architecture: str = Field(
        "deeplabv3", json_schema_extra={"enum": list(SEGMENTATION_ARCHITECTURES)}
    )
    """The kind of network. U-Net keeps sharp edges and is fast; DeepLabV3 looks further around."""

    backbone: str = Field("resnet50", json_schema_extra={"examples": ["resnet18", "resnet50"]})
    """The part of the network that sees shapes and textures. DeepLabV3: resnet50 or resnet101.
    U-Net: also the small and fast resnet18, and all others of segmentation_models_pytorch."""

    @model_validator(mode="after")
    def _check_names(self) -> Self:
        architecture = SEGMENTATION_ARCHITECTURES.get(self.architecture)
        if architecture is None:
            names = list(SEGMENTATION_ARCHITECTURES)
            raise ValueError(_unknown("architecture", self.architecture, names))
        if not architecture.takes(self.backbone):
            what = f"backbone of {self.architecture!r}"
            raise ValueError(_unknown(what, self.backbone, architecture.backbones))
        return self

    def build(
        self, num_channels: int, num_classes: int, monitor: Monitor | None = None
    ) -> SegmentationNetwork:
        """The network, with its first weights, on the CPU.

        Args:
            num_channels: Bands of the images.
            num_classes: Classes to tell apart.
            monitor: Is told where the weights come from.

        Raises:
            ModelError: Pretrained weights cannot be fetched, or weights do not fit the network.
            ConfigError: An extra argument is unknown.
        """
        from rv_engine.learner.semantic_segmentation.segmentation_network import build_network

        return build_network(self, num_channels, num_classes, monitor or Monitor())


def _unknown(what: str, name: str, allowed: list[str] | tuple[str, ...]) -> str:
    near = difflib.get_close_matches(name, allowed, n=1)
    suggestion = f" Did you mean {near[0]!r}?" if near else ""
    return f"{name!r} is no {what}; choose one of {', '.join(allowed)}.{suggestion}"
