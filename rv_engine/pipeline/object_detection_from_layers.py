"""A pipeline for object detection from an image and a layer of labels."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely

from rv_engine.backend import ObjectDetectionPredictOptions, PyTorchObjectDetectionConfig
from rv_engine.labels import ObjectDetectionGeoJSONStoreConfig, ObjectDetectionLabelSourceConfig
from rv_engine.learner.object_detection_config import (
    ObjectDetectionImageDataConfig,
    ObjectDetectionModelConfig,
)
from rv_engine.pipeline.label_doubts import doubt_shapes
from rv_engine.pipeline.layers import Layers
from rv_engine.pipeline.learning_choices import LearningChoices, proposed, with_length
from rv_engine.pipeline.object_detection_config import ObjectDetectionConfig
from rv_engine.pipeline.open_layers import OpenLayers, open_layers
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
class ObjectDetectionChoices(LearningChoices):
    """How to train.

    Attributes:
        architecture: The model, around its encoder.
        chip_size: Side of a chip in pixels; chosen by the objects when None.
        stride: From one chip for training to the next, in pixels; half a chip when None.
    """

    architecture: str = "faster_rcnn"
    batch_size: int = 4
    chip_size: int | None = None
    stride: int | None = None


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
    config = detection_of(open_layers(layers, root, raster_as_features=True), choices)
    return with_length(config, choices)


def detection_of(opened: OpenLayers, choices: ObjectDetectionChoices) -> ObjectDetectionConfig:
    """The pipeline of layers that are open; see `object_detection_from_layers`.

    Unless the number of epochs was chosen, it does not depend on the chips yet.
    """
    doubt_shapes(opened.layers.labels, [image.features for image in opened.images])
    return proposed(ObjectDetectionConfig, lambda: _pipeline(opened, choices))


def _pipeline(opened: OpenLayers, choices: ObjectDetectionChoices) -> ObjectDetectionConfig:
    chip_px = choices.chip_size or suggested_chip_px(opened)
    backend = PyTorchObjectDetectionConfig(
        model=ObjectDetectionModelConfig(
            architecture=choices.architecture,
            backbone=choices.encoder,
            pretrained=choices.pretrained,
            extra_args=_WIDTH.get(choices.architecture, {}),
        ),
        solver=choices.solver(),
        data=ObjectDetectionImageDataConfig(img_sz=chip_px),
    )
    label_source = ObjectDetectionLabelSourceConfig(vector_source=opened.layers.vector_source())
    training, validation = opened.scenes(label_source, ObjectDetectionGeoJSONStoreConfig())
    # Half overlapping chips show each object in several places of a chip.
    stride_px = choices.stride or max(chip_px // 2, 1)
    of_training = _sampling(chip_px, stride=stride_px, neg_ratio=1.0)
    of_validation = _sampling(chip_px, stride=chip_px, neg_ratio=None)
    return ObjectDetectionConfig(
        root_uri=str(opened.root),
        dataset=DatasetConfig(
            class_config=opened.class_config(with_background=False),
            train_scenes=training,
            validation_scenes=validation,
        ),
        backend=backend,
        chip_options=ObjectDetectionChipOptions(
            sampling={
                **dict.fromkeys(opened.training_ids, of_training),
                **dict.fromkeys(opened.validation_ids, of_validation),
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


def suggested_chip_px(opened: OpenLayers) -> int:
    """Room for most objects, within what the training area has room for."""
    sides = opened.object_sides_px()
    wanted = _SIDES_PER_CHIP * float(np.quantile(sides, 0.95)) if len(sides) else 0.0
    wanted = min(max(wanted, _USUAL_CHIP_PX), _LARGEST_CHIP_PX)
    xmin, ymin, xmax, ymax = shapely.total_bounds(opened.main.training)
    fits = max(min(xmax - xmin, ymax - ymin), _SMALLEST_CHIP_PX)
    steps = math.floor(float(min(wanted, fits)) / 32)
    return max(steps * 32, _SMALLEST_CHIP_PX)
