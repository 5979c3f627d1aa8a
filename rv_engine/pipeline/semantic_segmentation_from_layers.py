"""A whole pipeline from an image and a layer of labels, with defaults that follow the data."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely

from rv_engine.backend import PyTorchSemanticSegmentationConfig, SemanticSegmentationPredictOptions
from rv_engine.config.class_config import ClassConfig
from rv_engine.labels import (
    PolygonVectorOutputConfig,
    RasterizedSourceConfig,
    SemanticSegmentationLabelSourceConfig,
    SemanticSegmentationLabelStoreConfig,
)
from rv_engine.learner.semantic_segmentation_config import (
    SemanticSegmentationImageDataConfig,
    SemanticSegmentationModelConfig,
)
from rv_engine.pipeline.label_doubts import doubt_shapes
from rv_engine.pipeline.layers import LayerImage, Layers
from rv_engine.pipeline.learning_choices import LearningChoices, proposed, with_length
from rv_engine.pipeline.open_layers import OpenLayers, open_layers
from rv_engine.pipeline.semantic_segmentation_config import SemanticSegmentationConfig
from rv_engine.raster import RasterSourceConfig
from rv_engine.scene import (
    DatasetConfig,
    SemanticSegmentationChipOptions,
    WindowSamplingConfig,
)
from rv_engine.types import GeometryArray
from rv_engine.vector.features import Features

_MIN_CHIP_PX = 64
_MAX_DENOISE_PX = 8
_SIDES_PER_CHIP = 4
_USUAL_CHIP_PX = 256
_SMALLEST_SUGGESTION_PX = 128
_LARGEST_SUGGESTION_PX = 512


@dataclass(frozen=True)
class TrainingChoices(LearningChoices):
    """How to train.

    Attributes:
        architecture: The model, around its encoder.
        chip_size: Side of a chip in pixels; smaller when the image is too small for it.
        stride: From one chip for training to the next, in pixels; half a chip when None.
    """

    architecture: str = "unet"
    chip_size: int = _USUAL_CHIP_PX
    stride: int | None = None


def semantic_segmentation_from_layers(
    layers: Layers, choices: TrainingChoices, root: Path
) -> SemanticSegmentationConfig:
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
    config = segmentation_of(open_layers(layers, root), choices)
    return with_length(config, choices)


def segmentation_of(opened: OpenLayers, choices: TrainingChoices) -> SemanticSegmentationConfig:
    """The pipeline of layers that are open; see `semantic_segmentation_from_layers`.

    Unless the number of epochs was chosen, it does not depend on the chips yet.
    """
    doubt_shapes(opened.layers.labels, [image.features for image in opened.images])
    return proposed(SemanticSegmentationConfig, lambda: _pipeline(opened, choices))


def _pipeline(opened: OpenLayers, choices: TrainingChoices) -> SemanticSegmentationConfig:
    chip_px = _chip_size(opened.main.training, choices.chip_size)
    # First, so that a wrong choice leaves no areas behind.
    backend = _backend(choices, chip_px)
    class_config = opened.class_config(with_background=True)
    denoise = _denoise_px(opened.main.features)
    label_store = SemanticSegmentationLabelStoreConfig(
        vector_output=[
            PolygonVectorOutputConfig(class_id=index, denoise=denoise)
            for index in range(len(opened.classes))
        ]
    )
    training, validation = opened.scenes(_label_source(opened, class_config), label_store)
    return SemanticSegmentationConfig(
        root_uri=str(opened.root),
        dataset=DatasetConfig(
            class_config=class_config, train_scenes=training, validation_scenes=validation
        ),
        backend=backend,
        chip_options=_chip_options(opened, chip_px, choices.stride),
        predict_options=_predict_options(chip_px, choices.batch_size),
    )


def _chip_options(
    opened: OpenLayers, chip_px: int, stride_px: int | None
) -> SemanticSegmentationChipOptions:
    # Half overlapping chips show each object in several places of a chip.
    stride_px = stride_px or chip_px // 2
    training = WindowSamplingConfig(size=chip_px, stride=stride_px, within_aoi=False)
    validation = WindowSamplingConfig(size=chip_px, within_aoi=False)
    return SemanticSegmentationChipOptions(
        sampling={
            **dict.fromkeys(opened.training_ids, training),
            **dict.fromkeys(opened.validation_ids, validation),
        }
    )


def _predict_options(chip_px: int, batch_size: int) -> SemanticSegmentationPredictOptions:
    return SemanticSegmentationPredictOptions(
        # As large as the chips: networks see how far the border of a window is, and some that
        # learned from small chips know nothing again in larger windows.
        chip_sz=chip_px,
        stride=chip_px - chip_px // 4,
        crop_sz="auto",
        batch_sz=batch_size,
        # The whole image is mapped: people look beyond the part that was kept for validation.
        within_aoi=False,
    )


def _label_source(
    opened: OpenLayers, class_config: ClassConfig
) -> SemanticSegmentationLabelSourceConfig:
    layers = opened.layers
    if opened.raster is None:
        source: RasterSourceConfig = RasterizedSourceConfig(vector_source=layers.vector_source())
    else:
        source = LayerImage([layers.labels]).raster_source()
        ids = {value: i for i, one in enumerate(opened.classes) for value in one.values}
        opened.raster.translate(source, ids, class_config.null_class_id)
    return SemanticSegmentationLabelSourceConfig(raster_source=source)


def _backend(choices: TrainingChoices, chip_px: int) -> PyTorchSemanticSegmentationConfig:
    return PyTorchSemanticSegmentationConfig(
        model=SemanticSegmentationModelConfig(
            architecture=choices.architecture,
            backbone=choices.encoder,
            pretrained=choices.pretrained,
        ),
        solver=choices.solver(),
        data=SemanticSegmentationImageDataConfig(img_sz=chip_px),
    )


def suggested_chip_px(opened: OpenLayers) -> int:
    """Large objects with what is around them; what usually does where the labels are a raster."""
    sides = opened.object_sides_px()
    wanted = _USUAL_CHIP_PX
    if len(sides):
        wanted = round(_SIDES_PER_CHIP * float(np.quantile(sides, 0.9)) / 64) * 64
    wanted = min(max(wanted, _SMALLEST_SUGGESTION_PX), _LARGEST_SUGGESTION_PX)
    return _chip_size(opened.main.training, wanted)


def _chip_size(training: GeometryArray, wanted: int) -> int:
    """The wanted size, or what an image gives that is smaller than two chips."""
    xmin, ymin, xmax, ymax = shapely.total_bounds(training)
    fits = int(min(xmax - xmin, ymax - ymin) // 2 // 32 * 32)
    return wanted if fits >= wanted else max(_MIN_CHIP_PX, fits)


def _denoise_px(features: Features) -> int:
    """Small against the objects, so that cleaning takes away specks and no objects."""
    areas = shapely.area(features.geometries)
    areas = areas[areas > 0]
    if len(areas) == 0:
        return 0
    return min(_MAX_DENOISE_PX, int(math.sqrt(np.median(areas)) / 5))
