"""A whole pipeline from an image and a layer of labels, with defaults that follow the data."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import shapely
from pydantic import ValidationError

from rv_engine.backend import PyTorchSemanticSegmentationConfig, SemanticSegmentationPredictOptions
from rv_engine.config.class_config import ClassConfig
from rv_engine.config.problems import problems_to_error, validation_problems
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
from rv_engine.learner.solver_config import SolverConfig
from rv_engine.pipeline.layers import BACKGROUND, TRAINING, VALIDATION, Layers, open_layers
from rv_engine.pipeline.semantic_segmentation_config import SemanticSegmentationConfig
from rv_engine.scene import (
    DatasetConfig,
    SemanticSegmentationChipOptions,
    WindowSamplingConfig,
)
from rv_engine.types import GeometryArray
from rv_engine.vector.features import Features

_MIN_CHIP_PX = 64
_MAX_DENOISE_PX = 8


@dataclass(frozen=True)
class TrainingChoices:
    """How to train.

    Attributes:
        epochs: Passes over the chips.
        architecture, encoder: The model.
        chip_size: Side of a chip in pixels; smaller when the image is too small for it.
        batch_size: Chips a step.
        learning_rate: The highest of the schedule.
        pretrained: Whether to begin with weights from ImageNet.
        seed: The same number gives the same model on the same machine.
    """

    epochs: int = 20
    architecture: str = "unet"
    encoder: str = "resnet18"
    chip_size: int = 256
    batch_size: int = 8
    learning_rate: float = 1e-3
    pretrained: bool | Literal["if_available"] = "if_available"
    seed: int = 0


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
    try:
        return _pipeline(layers, choices, root)
    except ValidationError as error:
        problems = validation_problems(error, SemanticSegmentationConfig)
        raise problems_to_error(problems) from error


def _pipeline(layers: Layers, choices: TrainingChoices, root: Path) -> SemanticSegmentationConfig:
    opened = open_layers(layers)
    class_config = ClassConfig(names=[*opened.names, BACKGROUND], null_class=BACKGROUND)
    chip_px = _chip_size(opened.training, choices.chip_size)
    backend = _backend(choices, chip_px)
    denoise = _denoise_px(opened.features)
    label_store = SemanticSegmentationLabelStoreConfig(
        vector_output=[
            PolygonVectorOutputConfig(class_id=index, denoise=denoise)
            for index in range(len(opened.names))
        ]
    )
    training, validation = opened.scenes(root, _label_source(layers), label_store)
    return SemanticSegmentationConfig(
        root_uri=str(root),
        dataset=DatasetConfig(
            class_config=class_config, train_scenes=[training], validation_scenes=[validation]
        ),
        backend=backend,
        chip_options=_chip_options(chip_px),
        predict_options=_predict_options(chip_px, choices.batch_size),
    )


def _chip_options(chip_px: int) -> SemanticSegmentationChipOptions:
    return SemanticSegmentationChipOptions(
        sampling={
            # Half overlapping chips show each object in several places of a chip.
            TRAINING: WindowSamplingConfig(size=chip_px, stride=chip_px // 2, within_aoi=False),
            VALIDATION: WindowSamplingConfig(size=chip_px, within_aoi=False),
        },
    )


def _predict_options(chip_px: int, batch_size: int) -> SemanticSegmentationPredictOptions:
    return SemanticSegmentationPredictOptions(
        chip_sz=2 * chip_px,
        stride=2 * chip_px - chip_px // 2,
        crop_sz="auto",
        batch_sz=max(1, batch_size // 2),
        # The whole image is mapped: people look beyond the part that was kept for validation.
        within_aoi=False,
    )


def _label_source(layers: Layers) -> SemanticSegmentationLabelSourceConfig:
    return SemanticSegmentationLabelSourceConfig(
        raster_source=RasterizedSourceConfig(vector_source=layers.vector_source())
    )


def _backend(choices: TrainingChoices, chip_px: int) -> PyTorchSemanticSegmentationConfig:
    return PyTorchSemanticSegmentationConfig(
        model=SemanticSegmentationModelConfig(
            architecture=choices.architecture,
            backbone=choices.encoder,
            pretrained=choices.pretrained,
        ),
        solver=SolverConfig(
            lr=choices.learning_rate,
            num_epochs=choices.epochs,
            batch_sz=choices.batch_size,
            seed=choices.seed,
        ),
        data=SemanticSegmentationImageDataConfig(img_sz=chip_px),
    )


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
