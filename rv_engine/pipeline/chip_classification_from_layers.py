"""A pipeline for chip classification from an image and a layer of labels."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import numpy as np
import shapely

from rv_engine.backend import PredictOptions, PyTorchChipClassificationConfig
from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import LabelError
from rv_engine.geo import Box, sliding_windows
from rv_engine.labels import (
    ChipClassificationGeoJSONStoreConfig,
    ChipClassificationLabelSourceConfig,
)
from rv_engine.labels.chip_classification_label_source import ChipClassificationLabelSource
from rv_engine.labels.chip_classification_labels import NO_CLASS, cell_array
from rv_engine.labels.chip_classification_vote import FeatureVote, VoteRules
from rv_engine.learner.chip_classification_config import (
    ClassificationImageDataConfig,
    ClassificationModelConfig,
)
from rv_engine.pipeline.chip_classification_config import ChipClassificationConfig
from rv_engine.pipeline.layers import TRAINING, VALIDATION, Layers
from rv_engine.pipeline.learning_choices import LearningChoices, proposed, with_length
from rv_engine.pipeline.open_layers import OpenLayers, open_layers
from rv_engine.scene import (
    ChipClassificationChipOptions,
    DatasetConfig,
    WindowSamplingConfig,
)
from rv_engine.scene.scene import AreaOfInterest
from rv_engine.types import Array, BoolArray, GeometryArray

# Fewer cells than this in the training area hardly teach anything.
_MIN_CELLS = 100
_MIN_CELL_PX = 8
_MIN_AREA_CELL_PX = 4
_MAX_CELL_PX = 256
# Networks halve what they see five times, so smaller cells are enlarged.
_MIN_SHOWN_PX = 64
# How alike squares are that somebody laid out as a grid, and how many make one.
_SAME_SIZE = 0.02
_MIN_DRAWN_CELLS = 4
# Points, and things that are no larger, say nothing of what is around them.
_MIN_OBJECT_PX = 4
_CELL_OF_POINTS_PX = 64
# Sides of a cell, in those of a thing, and the share of cells with things that is not too many.
_CELL_PER_OBJECT = (3, 2, 1.5, 1)
_MOST_CELLS_WITH_OBJECTS = 0.6


class LabelsAre(str, Enum):
    """What the features of a layer of labels stand for."""

    cells = "cells"
    """Squares of a grid, each with its class."""

    objects = "objects"
    """Things that are smaller than a cell: a cell has the class of what is in it."""

    areas = "areas"
    """Areas that are larger than a cell: a cell has the class that fills most of it."""


@dataclass(frozen=True)
class ChipClassificationChoices(LearningChoices):
    """How to train.

    Attributes:
        labels_are: What the labels stand for; found out from them when None.
        cell_size: Side of a cell in pixels; chosen by the labels when None.
        stride: From one chip for training to the next, in pixels; chosen by the labels when None.
        multi_label: Whether a cell can have several classes.
    """

    batch_size: int = 16
    labels_are: LabelsAre | None = None
    cell_size: int | None = None
    stride: int | None = None
    multi_label: bool = False


def chip_classification_from_layers(
    layers: Layers, choices: ChipClassificationChoices, root: Path
) -> ChipClassificationConfig:
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
    config = classification_of(open_layers(layers, root, raster_as_features=True), choices)
    return with_length(config, choices)


def classification_of(
    opened: OpenLayers, choices: ChipClassificationChoices
) -> ChipClassificationConfig:
    """The pipeline of layers that are open; see `chip_classification_from_layers`.

    Unless the number of epochs was chosen, it does not depend on the chips yet.
    """
    return proposed(ChipClassificationConfig, lambda: _pipeline(opened, choices))


def _pipeline(opened: OpenLayers, choices: ChipClassificationChoices) -> ChipClassificationConfig:
    labels_are = _labels_are(opened) if choices.labels_are is None else choices.labels_are
    cell_px = choices.cell_size or suggested_cell_px(opened, labels_are)
    # Where several classes share an image, what has no label is not known rather than background;
    # but of things that are here and there, and of a single class, there must be places without.
    has_background = (
        labels_are is LabelsAre.objects or len(opened.names) == 1 or opened.null_class is not None
    )
    class_config = opened.class_config(with_background=has_background)
    backend = _backend(choices, cell_px)
    label_source = ChipClassificationLabelSourceConfig(
        vector_source=opened.layers.vector_source(),
        infer_cells=True,
        cell_sz=cell_px,
        use_intersection_over_cell=labels_are is LabelsAre.areas,
        # Drawn cells, too: somebody may want smaller ones.
        use_intersection_over_smaller=labels_are is not LabelsAre.areas,
        add_up_features=labels_are is LabelsAre.areas,
        background_class_id=class_config.null_class_id if has_background else None,
    )
    _check_all_cells(opened, label_source, class_config)
    training, validation = opened.scenes(label_source, ChipClassificationGeoJSONStoreConfig())
    # Half overlapping chips show each thing in several places of a chip; but the class of a drawn
    # cell is that of the whole cell.
    default_stride = cell_px if labels_are is LabelsAre.cells else max(1, cell_px // 2)
    of_training = WindowSamplingConfig(size=cell_px, stride=choices.stride or default_stride)
    of_validation = WindowSamplingConfig(size=cell_px)
    return ChipClassificationConfig(
        root_uri=str(opened.root),
        dataset=DatasetConfig(
            class_config=class_config, train_scenes=training, validation_scenes=validation
        ),
        backend=backend,
        chip_options=ChipClassificationChipOptions(
            sampling={
                **dict.fromkeys(opened.training_ids, of_training),
                **dict.fromkeys(opened.validation_ids, of_validation),
            }
        ),
        # The whole image is mapped: people look beyond the part that was kept for validation.
        predict_options=PredictOptions(
            chip_sz=cell_px, batch_sz=4 * choices.batch_size, within_aoi=False
        ),
    )


def _backend(choices: ChipClassificationChoices, cell_px: int) -> PyTorchChipClassificationConfig:
    return PyTorchChipClassificationConfig(
        model=ClassificationModelConfig(
            backbone=choices.encoder,
            pretrained=choices.pretrained,
            multi_label=choices.multi_label,
        ),
        solver=choices.solver(),
        data=ClassificationImageDataConfig(img_sz=min(max(cell_px, _MIN_SHOWN_PX), _MAX_CELL_PX)),
    )


def _labels_are(opened: OpenLayers) -> LabelsAre:
    """What the labels most likely are: things of one class, or areas of several."""
    if _is_grid(opened):
        return LabelsAre.cells
    return LabelsAre.objects if len(opened.names) == 1 else LabelsAre.areas


def _drawn_cell(opened: OpenLayers) -> int:
    return max(round(float(np.median(np.concatenate(_sizes(opened))))), 1)


def _cell_for_areas(opened: OpenLayers) -> int:
    """Small enough that most areas of each class have several cells."""
    sides = np.sqrt(shapely.area(opened.main.features.geometries))
    by_class = [of_class for of_class in _by_class(opened) if of_class.any()]
    smallest = min((float(np.median(sides[one])) for one in by_class), default=0.0)
    return min(max(_even(smallest / 2), _MIN_AREA_CELL_PX), _largest_cell(opened))


def _by_class(opened: OpenLayers) -> list[BoolArray]:
    """For each class which features are of it."""
    class_ids = opened.class_ids(opened.main.features)
    return [np.asarray(class_ids == index) for index in range(len(opened.classes))]


def _cell_for_objects(opened: OpenLayers) -> int:
    """As large as leaves enough cells without anything in them; most things fit in whole."""
    widths, heights = _sizes(opened)
    side = float(np.median(np.sqrt(widths * heights)))
    largest = _largest_cell(opened)
    if side < _MIN_OBJECT_PX:
        return min(_CELL_OF_POINTS_PX, largest)
    rules = VoteRules(over_smaller=True)
    # The classes of the features are not known yet, and do not matter here.
    features = opened.main.features.with_class_ids(np.zeros(len(opened.main.features), int))
    extent = opened.main.source.extent
    vote = FeatureVote(features, 1, rules, extent)
    cell_px = _MIN_CELL_PX
    for times in _CELL_PER_OBJECT:
        cell_px = min(max(_even(side * times), _MIN_CELL_PX), largest)
        class_ids, _ = vote.classes_of(cell_array(sliding_windows(extent, cell_px)))
        if (class_ids != NO_CLASS).mean() <= _MOST_CELLS_WITH_OBJECTS:
            break
    return cell_px


def suggested_cell_px(opened: OpenLayers, labels_are: LabelsAre | None = None) -> int:
    """The side of a cell that suits the labels."""
    return _CELL_SIZES[labels_are or _labels_are(opened)](opened)


_CELL_SIZES = {
    LabelsAre.cells: _drawn_cell,
    LabelsAre.objects: _cell_for_objects,
    LabelsAre.areas: _cell_for_areas,
}


def _sizes(opened: OpenLayers) -> tuple[Array, Array]:
    """Widths and heights of the features on the image, in pixels; of points and lines 1 at least."""
    bounds = shapely.bounds(opened.main.features_inside)
    return np.maximum(bounds[:, 2] - bounds[:, 0], 1), np.maximum(bounds[:, 3] - bounds[:, 1], 1)


def _is_grid(opened: OpenLayers) -> bool:
    """Whether the features are squares of one size."""
    geometries = opened.main.features.geometries
    if len(geometries) < _MIN_DRAWN_CELLS or (shapely.get_dimensions(geometries) < 2).any():
        return False
    bounds = shapely.bounds(geometries)
    sides = bounds[:, 2:] - bounds[:, :2]
    fills = shapely.area(geometries) / sides.prod(axis=1)
    side = float(np.median(sides))
    return bool(
        side >= _MIN_CELL_PX
        and (fills > 1 - _SAME_SIZE).all()
        and (np.abs(sides / side - 1) < _SAME_SIZE).all()
    )


def _largest_cell(opened: OpenLayers) -> int:
    """The largest side with which the training area has enough cells."""
    area = float(shapely.area(shapely.union_all(opened.main.training)))
    return min(max(_even(math.sqrt(area / _MIN_CELLS)), _MIN_CELL_PX), _MAX_CELL_PX)


def _even(side_px: float) -> int:
    """A whole even number, for cells are halved."""
    return round(side_px / 2) * 2


def _check_all_cells(
    opened: OpenLayers,
    label_source: ChipClassificationLabelSourceConfig,
    class_config: ClassConfig,
) -> None:
    """Raises `LabelError` when an area has no cell with a label; before anything is written."""
    for image in opened.images:
        labels = label_source.build(image.source, class_config)
        for name, area in ((TRAINING, image.training), (VALIDATION, image.validation)):
            if len(area):
                _check_cells(name, area, labels, image.source.extent)


def _check_cells(
    name: str, area: GeometryArray, labels: ChipClassificationLabelSource, extent: Box
) -> None:
    """Raises `LabelError` when no cell of an area would have a label."""
    aoi = AreaOfInterest(area)
    cells = [
        cell
        for cell in sliding_windows(extent, labels.cell_sz or 1)
        if aoi.contains(cell.moved_inside(extent))
    ]
    if not cells:
        raise LabelError(
            f"No cell of {labels.cell_sz} pixels fits into the area for {name}.",
            hint="Choose smaller cells, or a larger area.",
        )
    if not labels.labels_of(cell_array(cells)).known.any():
        raise LabelError(
            f"Not one cell of {labels.cell_sz} pixels in the area for {name} has a label.",
            hint="Choose smaller cells, or another part of the image to validate on.",
        )
