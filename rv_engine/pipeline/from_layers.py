"""A whole pipeline from an image and a layer of labels, with defaults that follow the data."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
import shapely
from pydantic import ValidationError

from rv_engine.backend import PyTorchSemanticSegmentationConfig, SemanticSegmentationPredictOptions
from rv_engine.config.class_config import MAX_CLASSES, ClassConfig
from rv_engine.config.problems import problems_to_error, validation_problems
from rv_engine.errors import LabelError
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
from rv_engine.pipeline.semantic_segmentation_config import SemanticSegmentationConfig
from rv_engine.pipeline.training_areas import Split, split_area, write_area
from rv_engine.raster import RasterioSourceConfig, StatsTransformerConfig
from rv_engine.raster.raster_source import RasterSource
from rv_engine.scene import (
    DatasetConfig,
    SceneConfig,
    SemanticSegmentationChipOptions,
    WindowSamplingConfig,
)
from rv_engine.types import GeometryArray
from rv_engine.vector import (
    BufferTransformerConfig,
    ClassInferenceTransformerConfig,
    OgrVectorSourceConfig,
)
from rv_engine.vector.class_inference_transformer import class_text, missing_field_error
from rv_engine.vector.features import Features
from rv_engine.vector.ogr_vector_source import OgrVectorSource, default_layer_name

BACKGROUND = "background"
TRAINING = "training"
VALIDATION = "validation"
_MIN_CHIP_PX = 64
_MAX_DENOISE_PX = 8


@dataclass(frozen=True)
class Layers:
    """What a person has open on the map, and what they want.

    Attributes:
        image: The raster file, or the files of one mosaic.
        labels: The vector file with labels.
        labels_layer: Its layer; None takes the first.
        class_field: The field with the class of each feature; None makes all features one class.
        split: Where to train and where to validate.
    """

    image: Sequence[str]
    labels: str
    labels_layer: str | None = None
    class_field: str | None = None
    split: Split = field(default_factory=Split)


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
    image = RasterioSourceConfig(uris=list(layers.image)).build()
    features = OgrVectorSource([layers.labels], layer=layers.labels_layer).read(
        image.crs_transformer
    )
    if len(features) == 0:
        raise LabelError(
            f"The labels '{layers.labels}' are empty: there is not one feature with a geometry.",
            hint="Choose a layer with labelled polygons.",
            where=layers.labels,
        )
    names = _class_names(layers, features)
    class_config = ClassConfig(names=[*names, BACKGROUND], null_class=BACKGROUND)
    training, validation = split_area(layers.split, image)
    _check_overlap(layers.labels, features, image, training)
    chip_px = _chip_size(training, choices.chip_size)
    backend = _backend(choices, chip_px)
    label_source = _label_source(layers)
    raster_source = RasterioSourceConfig(uris=list(layers.image))
    if image.dtype != np.uint8:
        raster_source.transformers = [StatsTransformerConfig()]
    denoise = _denoise_px(features)
    label_store = SemanticSegmentationLabelStoreConfig(
        vector_output=[
            PolygonVectorOutputConfig(class_id=index, denoise=denoise)
            for index in range(len(names))
        ]
    )
    areas = {TRAINING: training, VALIDATION: validation}
    scenes = {
        name: SceneConfig(
            id=name,
            raster_source=raster_source,
            label_source=label_source,
            label_store=label_store,
            aoi_uris=[write_area(root, name, area, image.crs_transformer)],
        )
        for name, area in areas.items()
    }
    return SemanticSegmentationConfig(
        root_uri=str(root),
        dataset=DatasetConfig(
            class_config=class_config,
            train_scenes=[scenes[TRAINING]],
            validation_scenes=[scenes[VALIDATION]],
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


def _check_overlap(
    labels: str, features: Features, image: RasterSource, training: GeometryArray
) -> None:
    extent = image.extent
    box = shapely.box(extent.xmin, extent.ymin, extent.xmax, extent.ymax)
    if not shapely.intersects(features.geometries, box).any():
        raise LabelError(
            f"The labels '{labels}' do not overlap the image: there is nothing to learn from.",
            hint="Check that both have the right coordinate reference system and show the same "
            "place.",
            where=labels,
        )
    if not shapely.intersects(features.geometries, shapely.union_all(training)).any():
        raise LabelError(
            f"No label of '{labels}' lies in the part of the image that is kept for training.",
            hint="Validate on another side, or on a smaller part.",
            where=labels,
        )


def _class_names(layers: Layers, features: Features) -> list[str]:
    if layers.class_field is None:
        name = layers.labels_layer or default_layer_name(layers.labels)
        return ["object" if name == BACKGROUND else name]
    if layers.class_field not in features.properties:
        raise missing_field_error(layers.class_field, list(features.properties), layers.labels)
    texts = {class_text(value) for value in features.properties[layers.class_field]}
    names = sorted(texts - {"", BACKGROUND})
    if not names:
        raise LabelError(
            f"The field {layers.class_field!r} of '{layers.labels}' has no values.",
            hint="Choose the field that holds the class of each feature.",
            where=layers.labels,
        )
    if len(names) >= MAX_CLASSES:
        raise LabelError(
            f"The field {layers.class_field!r} of '{layers.labels}' has {len(names)} different "
            f"values, but at most {MAX_CLASSES - 1} classes are possible.",
            hint="Choose a field with few values that repeat, not a number of each feature.",
            where=layers.labels,
        )
    return names


def _label_source(layers: Layers) -> SemanticSegmentationLabelSourceConfig:
    inference = ClassInferenceTransformerConfig(
        class_field=layers.class_field,
        default_class_id=0 if layers.class_field is None else None,
    )
    vector_source = OgrVectorSourceConfig(
        uris=[layers.labels],
        layer=layers.labels_layer,
        transformers=[
            inference,
            BufferTransformerConfig(geom_type="Point"),
            BufferTransformerConfig(geom_type="LineString"),
        ],
    )
    return SemanticSegmentationLabelSourceConfig(
        raster_source=RasterizedSourceConfig(vector_source=vector_source)
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
