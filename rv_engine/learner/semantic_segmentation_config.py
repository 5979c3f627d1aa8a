"""Configs for training models that give each pixel a class."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field, model_validator
from typing_extensions import Self

from rv_engine.config import display
from rv_engine.learner.data_config import DataConfig
from rv_engine.learner.learner_config import LearnerConfig
from rv_engine.learner.model_config import ModelConfig, unknown_name
from rv_engine.learner.models.semantic_segmentation_architectures import (
    SEMANTIC_SEGMENTATION_ARCHITECTURES,
)
from rv_engine.monitor import Monitor

if TYPE_CHECKING:
    from rv_engine.learner.semantic_segmentation.segmentation_network import SegmentationNetwork
    from rv_engine.learner.semantic_segmentation.semantic_segmentation_learner import (
        SemanticSegmentationLearner,
    )


class SemanticSegmentationModelConfig(ModelConfig):
    """A network that gives each pixel a class."""

    type_hint: ClassVar[str] = "semantic_segmentation_model"
    task: ClassVar[str] = "semantic_segmentation"

    architecture: str = Field(
        "deeplabv3", json_schema_extra={"enum": list(SEMANTIC_SEGMENTATION_ARCHITECTURES)}
    )
    """The kind of network. unet keeps sharp edges and is fast; unetplusplus and manet are slower
    and can be sharper; deeplabv3, deeplabv3plus, upernet and pan look further around; fpn, linknet
    and segformer are light; fcn is the oldest."""

    backbone: str = Field("resnet50", json_schema_extra={"examples": ["resnet18", "resnet50"]})
    """The part of the network that sees shapes and textures. deeplabv3 and
    fcn: resnet50 or resnet101. Others: also the small and fast resnet18, all others of
    segmentation_models_pytorch, and "tu-" with the name of a model of the package timm."""

    @model_validator(mode="after")
    def _check_names(self) -> Self:
        architecture = SEMANTIC_SEGMENTATION_ARCHITECTURES.get(self.architecture)
        if architecture is None:
            names = list(SEMANTIC_SEGMENTATION_ARCHITECTURES)
            raise ValueError(unknown_name("architecture", self.architecture, names))
        if not architecture.takes(self.backbone):
            what = f"backbone of {self.architecture!r}"
            raise ValueError(unknown_name(what, self.backbone, architecture.backbones))
        return self

    @property
    def title(self) -> str:
        return self.architecture

    @property
    def min_batch_sz(self) -> int:
        return SEMANTIC_SEGMENTATION_ARCHITECTURES[self.architecture].min_batch_sz

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


class SemanticSegmentationImageDataConfig(DataConfig):
    """A folder with images and label images.

    They are `{train,valid}/img/NAME.{png,jpg,npy}` and `{train,valid}/labels/NAME.png`.
    """

    type_hint: ClassVar[str] = "semantic_segmentation_image_data"

    uri: str | None = Field(None, json_schema_extra=display(advanced=True))
    """The folder. Label images hold class ids, and 255 where nothing is known."""


class SemanticSegmentationLearnerConfig(LearnerConfig):
    """A training of a model that gives each pixel a class."""

    type_hint: ClassVar[str] = "semantic_segmentation_learner"

    model: SemanticSegmentationModelConfig = Field(default_factory=SemanticSegmentationModelConfig)
    """The neural network."""

    data: SemanticSegmentationImageDataConfig
    """The images and labels."""

    def _learner_class(self) -> type[SemanticSegmentationLearner]:
        from rv_engine.learner.semantic_segmentation.semantic_segmentation_learner import (
            SemanticSegmentationLearner,
        )

        return SemanticSegmentationLearner
