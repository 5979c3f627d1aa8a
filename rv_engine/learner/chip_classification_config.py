"""Configs for training models that give each chip a class."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field, model_validator
from typing_extensions import Self

from rv_engine.config import display
from rv_engine.learner.data_config import DataConfig
from rv_engine.learner.learner_config import LearnerConfig
from rv_engine.learner.model_config import ModelConfig, unknown_name
from rv_engine.learner.models.architecture import Architecture
from rv_engine.learner.models.chip_classification_architectures import (
    CHIP_CLASSIFICATION_BACKBONES,
    chip_classification_architecture,
)
from rv_engine.monitor import Monitor

if TYPE_CHECKING:
    from rv_engine.learner.chip_classification.classification_learner import (
        ClassificationLearner,
    )
    from rv_engine.learner.chip_classification.classification_network import (
        ClassificationNetwork,
    )


class ClassificationModelConfig(ModelConfig):
    """A network that gives each chip a class."""

    type_hint: ClassVar[str] = "classification_model"
    task: ClassVar[str] = "chip_classification"

    backbone: str = Field(
        "resnet18", json_schema_extra={"examples": list(CHIP_CLASSIFICATION_BACKBONES)}
    )
    """The kind of network, by its name in torchvision: resnet18 is small and fast, resnet50 and
    convnext_tiny see more. "tu-" and a name takes any classifier of timm."""

    multi_label: bool = False
    """A chip can show several classes at once, or none. Otherwise, it has exactly one."""

    @model_validator(mode="after")
    def _check_backbone(self) -> Self:
        if chip_classification_architecture(self.backbone) is None:
            names = list(CHIP_CLASSIFICATION_BACKBONES)
            raise ValueError(unknown_name("backbone", self.backbone, names))
        return self

    @property
    def architecture(self) -> Architecture:
        """What is known about the backbone.

        Raises:
            ValueError: There is no such one.
        """
        found = chip_classification_architecture(self.backbone)
        if found is None:
            raise ValueError(f"{self.backbone!r} is no backbone.")
        return found

    @property
    def min_batch_sz(self) -> int:
        return self.architecture.min_batch_sz

    def build(
        self, num_channels: int, num_classes: int, monitor: Monitor | None = None
    ) -> ClassificationNetwork:
        """The network, with its first weights, on the CPU.

        Args:
            num_channels: Bands of the images.
            num_classes: Classes to tell apart.
            monitor: Is told where the weights come from.

        Raises:
            ModelError: Pretrained weights cannot be fetched, or weights do not fit the network.
            ConfigError: An extra argument is unknown.
        """
        from rv_engine.learner.chip_classification.classification_network import build_network

        return build_network(self, num_channels, num_classes, monitor or Monitor())


class ClassificationImageDataConfig(DataConfig):
    """A folder with a folder of images for each class.

    They are `{train,valid}/CLASS/NAME.{png,jpg,npy}`. With several classes in a chip, they are
    `{train,valid}/img/NAME.{png,jpg,npy}` and `{train,valid}/labels/NAME.json`, a list of names.
    """

    type_hint: ClassVar[str] = "classification_image_data"
    resamples: ClassVar[bool] = True

    uri: str | None = Field(None, json_schema_extra=display(advanced=True))
    """The folder."""

    img_sz: int = Field(256, ge=32, json_schema_extra=display(unit="px"))
    """Height and width in pixels of what the model is shown. Chips of another size are enlarged or
    reduced to it whole, because a class is one of the whole chip."""


class ClassificationLearnerConfig(LearnerConfig):
    """A training of a model that gives each chip a class."""

    type_hint: ClassVar[str] = "classification_learner"

    model: ClassificationModelConfig = Field(default_factory=ClassificationModelConfig)
    """The neural network."""

    data: ClassificationImageDataConfig
    """The images, in folders of their classes."""

    def _learner_class(self) -> type[ClassificationLearner]:
        from rv_engine.learner.chip_classification.classification_learner import (
            ClassificationLearner,
        )

        return ClassificationLearner
