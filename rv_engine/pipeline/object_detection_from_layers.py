"""A pipeline for object detection from an image and a layer of labels."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import shapely
from pydantic import ValidationError

from rv_engine.backend import ObjectDetectionPredictOptions, PyTorchObjectDetectionConfig
from rv_engine.config.class_config import ClassConfig
from rv_engine.config.problems import problems_to_error, validation_problems
from rv_engine.labels import ObjectDetectionGeoJSONStoreConfig, ObjectDetectionLabelSourceConfig
from rv_engine.learner.object_detection_config import (
    ObjectDetectionImageDataConfig,
    ObjectDetectionModelConfig,
)
from rv_engine.learner.solver_config import SolverConfig
from rv_engine.pipeline.layers import TRAINING, VALIDATION, Layers, OpenLayers, open_layers
from rv_engine.pipeline.object_detection_config import ObjectDetectionConfig
from rv_engine.scene import (
    DatasetConfig,
    ObjectDetectionChipOptions,
    ObjectDetectionWindowSamplingConfig,
)

# Half overlapping chips of this many sides of a large object show it whole in one of them at least.
_SIDES_PER_CHIP = 2.5
_SMALLEST_CHIP_PX = 64
_USUAL_CHIP_PX = 256
_LARGEST_CHIP_PX = 640
# Half as wide as in the papers, which tell 80 classes apart: a training step of Faster R-CNN with
# ResNet-18 (2 chips of 256 px) took 0.96 s of one CPU core instead of 2.33 s.
_WIDTH = {
    "faster_rcnn": {"fpn_channels": 128, "representation_size": 512},
    "retinanet": {"fpn_channels": 128},
    "fcos": {"fpn_channels": 128},
}
# Of an object that shows less, nobody could say what it is.
_LEAST_SHARE = 0.5


@dataclass(frozen=True)
class ObjectDetectionChoices:
    """How to train.

    Attributes:
        epochs: Passes over the chips.
        architecture, encoder: The model.
        chip_size: Side of a chip in pixels; chosen by the objects when None.
        batch_size: Chips a step.
        learning_rate: The highest of the schedule.
        pretrained: Whether to begin with weights from ImageNet.
        seed: The same number gives the same model on the same machine.
    """

    epochs: int = 20
    architecture: str = "faster_rcnn"
    encoder: str = "resnet18"
    chip_size: int | None = None
    batch_size: int = 4
    learning_rate: float = 1e-3
    pretrained: bool | Literal["if_available"] = "if_available"
    seed: int = 0


def object_detection_from_layers(
    layers: Layers, choices: ObjectDetectionChoices, root: Path
) -> ObjectDetectionConfig:
    """The pipeline; the areas to train and validate on are written into the run folder.

    Args:
        layers: The data.
        choices: The training.
        root: The run folder.

    Raises:
        RasterError, VectorError, LabelError: A file is missing, broken, empty, or does not fit.
        ConfigError: A choice is none of those that there are.
        OutputError: The run folder cannot be written.
    """
    try:
        return _pipeline(layers, choices, root)
    except ValidationError as error:
        problems = validation_problems(error, ObjectDetectionConfig)
        raise problems_to_error(problems) from error


def _pipeline(layers: Layers, choices: ObjectDetectionChoices, root: Path) -> ObjectDetectionConfig:
    opened = open_layers(layers)
    chip_px = choices.chip_size or _chip_size(opened)
    backend = PyTorchObjectDetectionConfig(
        model=ObjectDetectionModelConfig(
            architecture=choices.architecture,
            backbone=choices.encoder,
            pretrained=choices.pretrained,
            extra_args=_WIDTH.get(choices.architecture, {}),
        ),
        solver=SolverConfig(
            lr=choices.learning_rate,
            num_epochs=choices.epochs,
            batch_sz=choices.batch_size,
            seed=choices.seed,
        ),
        data=ObjectDetectionImageDataConfig(img_sz=chip_px),
    )
    label_source = ObjectDetectionLabelSourceConfig(vector_source=layers.vector_source())
    training, validation = opened.scenes(root, label_source, ObjectDetectionGeoJSONStoreConfig())
    return ObjectDetectionConfig(
        root_uri=str(root),
        dataset=DatasetConfig(
            class_config=ClassConfig(names=opened.names),
            train_scenes=[training],
            validation_scenes=[validation],
        ),
        backend=backend,
        chip_options=ObjectDetectionChipOptions(
            sampling={
                # Half overlapping chips show each object in several places of a chip.
                TRAINING: _sampling(chip_px, stride=max(chip_px // 2, 1), neg_ratio=1.0),
                VALIDATION: _sampling(chip_px, stride=chip_px, neg_ratio=None),
            }
        ),
        predict_options=ObjectDetectionPredictOptions(
            chip_sz=chip_px,
            batch_sz=choices.batch_size,
            # The whole image is mapped: people look beyond the part that was kept for validation.
            within_aoi=False,
        ),
    )


def _sampling(
    chip_px: int, *, stride: int, neg_ratio: float | None
) -> ObjectDetectionWindowSamplingConfig:
    return ObjectDetectionWindowSamplingConfig(
        size=chip_px,
        stride=stride,
        within_aoi=False,
        # Windows see parts of objects too when they predict, and what they see of one is joined.
        ioa_thresh=_LEAST_SHARE,
        clip=True,
        neg_ratio=neg_ratio,
    )


def _chip_size(opened: OpenLayers) -> int:
    """Room for most objects, within what the training area has room for."""
    extent = opened.image.extent
    box = shapely.box(extent.xmin, extent.ymin, extent.xmax, extent.ymax)
    geometries = opened.features.geometries
    bounds = shapely.bounds(geometries[shapely.intersects(geometries, box)])
    sides = np.maximum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1])
    wanted = _SIDES_PER_CHIP * float(np.quantile(sides, 0.95))
    wanted = min(max(wanted, _USUAL_CHIP_PX), _LARGEST_CHIP_PX)
    xmin, ymin, xmax, ymax = shapely.total_bounds(opened.training)
    fits = max(min(xmax - xmin, ymax - ymin), _SMALLEST_CHIP_PX)
    steps = math.floor(float(min(wanted, fits)) / 32)
    return max(steps * 32, _SMALLEST_CHIP_PX)
