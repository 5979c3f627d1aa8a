"""Configs for training models that find objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field, field_validator, model_validator
from typing_extensions import Self

from rv_engine.config import display
from rv_engine.learner.data_config import DataConfig
from rv_engine.learner.learner_config import LearnerConfig
from rv_engine.learner.model_config import ModelConfig, unknown_name
from rv_engine.learner.models.object_detection_architectures import (
    OBJECT_DETECTION_ARCHITECTURES,
    PYRAMID_LEVELS,
)
from rv_engine.monitor import Monitor

if TYPE_CHECKING:
    from rv_engine.learner.object_detection.detection_network import DetectionNetwork
    from rv_engine.learner.object_detection.object_detection_learner import (
        ObjectDetectionLearner,
    )


class ObjectDetectionModelConfig(ModelConfig):
    """A network that finds objects and puts a box around each."""

    type_hint: ClassVar[str] = "object_detection_model"
    task: ClassVar[str] = "object_detection"

    architecture: str = Field(
        "faster_rcnn", json_schema_extra={"enum": list(OBJECT_DETECTION_ARCHITECTURES)}
    )
    """The kind of network. Faster R-CNN looks twice and learns from few labels; RetinaNet and FCOS
    look once and are faster when they map."""

    backbone: str = Field(
        "resnet50", json_schema_extra={"examples": ["resnet18", "resnet50", "mobilenet_v3_large"]}
    )
    """The part of the network that sees shapes and textures: resnet18, 34, 50, 101 or 152, or
    mobilenet_v2, mobilenet_v3_small or mobilenet_v3_large, which are fast without a GPU."""

    anchor_sizes: list[float] | None = Field(
        None,
        min_length=PYRAMID_LEVELS,
        max_length=PYRAMID_LEVELS,
        json_schema_extra=display(unit="px", advanced=True),
    )
    """Five typical widths of objects in pixels, from small to large: the network looks for objects
    of about these sizes. They follow from the objects in the training chips when left out."""

    @field_validator("anchor_sizes")
    @classmethod
    def _check_anchor_sizes(cls, sizes: list[float] | None) -> list[float] | None:
        if sizes is not None and (sizes[0] <= 0 or sorted(set(sizes)) != sizes):
            raise ValueError("the sizes must be above 0 and rise")
        return sizes

    @model_validator(mode="after")
    def _check_names(self) -> Self:
        architecture = OBJECT_DETECTION_ARCHITECTURES.get(self.architecture)
        if architecture is None:
            names = list(OBJECT_DETECTION_ARCHITECTURES)
            raise ValueError(unknown_name("architecture", self.architecture, names))
        if not architecture.takes(self.backbone):
            what = f"backbone of {self.architecture!r}"
            raise ValueError(unknown_name(what, self.backbone, architecture.backbones))
        return self

    @property
    def title(self) -> str:
        return self.architecture

    def build(
        self, num_channels: int, num_classes: int, monitor: Monitor | None = None
    ) -> DetectionNetwork:
        """The network, with its first weights, on the CPU.

        Args:
            num_channels: Bands of the images.
            num_classes: Classes to tell apart.
            monitor: Is told where the weights come from.

        Raises:
            ModelError: Pretrained weights cannot be fetched, or weights do not fit the network.
            ConfigError: An extra argument is unknown.
        """
        from rv_engine.learner.object_detection.detection_network import build_network

        return build_network(self, num_channels, num_classes, monitor or Monitor())


class ObjectDetectionImageDataConfig(DataConfig):
    """A folder with images and boxes in COCO's format.

    They are `{train,valid}/img/NAME.{png,jpg,npy}` and `{train,valid}/labels.json`.
    """

    type_hint: ClassVar[str] = "object_detection_image_data"

    uri: str | None = Field(None, json_schema_extra=display(advanced=True))
    """The folder. Categories in `labels.json` are found by their names."""


class ObjectDetectionLearnerConfig(LearnerConfig):
    """A training of a model that finds objects."""

    type_hint: ClassVar[str] = "object_detection_learner"

    model: ObjectDetectionModelConfig = Field(default_factory=ObjectDetectionModelConfig)
    """The neural network."""

    data: ObjectDetectionImageDataConfig
    """The images and boxes."""

    def _learner_class(self) -> type[ObjectDetectionLearner]:
        from rv_engine.learner.object_detection.object_detection_learner import (
            ObjectDetectionLearner,
        )

        return ObjectDetectionLearner
