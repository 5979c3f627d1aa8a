"""The parameters and outputs of all algorithms that train a model, with their explanations."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Optional

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputDefinition,
    QgsProcessingOutputFile,
    QgsProcessingOutputRasterLayer,
    QgsProcessingOutputVectorLayer,
    QgsProcessingParameterBand,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)

from ..translation import tr
from .report_output import report_output
from .run_outputs import BUNDLE, EVAL, POLYGONS, PREDICTION, REPORT
from .schema_help import field_help

IMAGE = "IMAGE"
MORE_IMAGES = "MORE_IMAGES"
BANDS = "BANDS"
LABELS = "LABELS"
CLASS_FIELD = "CLASS_FIELD"
AREA = "AREA"
VALIDATE_ON = "VALIDATE_ON"
VALIDATION_FRACTION = "VALIDATION_FRACTION"
VALIDATION_AREA = "VALIDATION_AREA"
EPOCHS = "EPOCHS"
ENCODER = "ENCODER"
BATCH_SIZE = "BATCH_SIZE"
LEARNING_RATE = "LEARNING_RATE"
PRETRAINED = "PRETRAINED"
SEED = "SEED"
OUTPUT = "OUTPUT"

# The words of the engine, so that scripts read well; see `rv new --help`.
SIDES = ["east", "west", "north", "south"]
PRETRAINED_CHOICES = ["if-available", "yes", "no"]

Parameter = tuple[QgsProcessingParameterDefinition, str, bool]
"""The parameter, its explanation, and whether it is for experts."""


def input_parameters(labels_help: str, geometry: Any) -> list[Parameter]:
    """The image, its labels, and where to train and to validate.

    Args:
        labels_help: What the labels of the task are.
        geometry: The geometries that they can have.
    """
    return [*_inputs(labels_help, geometry), *_validation()]


def training_parameters(
    model: str, batch_size: int, runs_folder: Path, own: Sequence[Parameter] = ()
) -> list[Parameter]:
    """How to train, with what only the task knows among it, and the run folder.

    Args:
        model: The type hint of the task's model.
        batch_size: The engine's default.
        runs_folder: Where new runs go.
        own: Of the task.
    """
    return [*_epochs(), *own, *_expert(model, batch_size), _destination(runs_folder)]


def training_outputs(
    *, with_raster: bool, vector_title: str
) -> list[QgsProcessingOutputDefinition]:
    """New definitions of what a training leaves, the folder aside."""
    raster = [QgsProcessingOutputRasterLayer(PREDICTION, tr("Prediction"))] if with_raster else []
    return [
        *raster,
        QgsProcessingOutputVectorLayer(
            POLYGONS, vector_title, QgsProcessing.SourceType.TypeVectorPolygon
        ),
        QgsProcessingOutputFile(BUNDLE, tr("Model bundle")),
        QgsProcessingOutputFile(EVAL, tr("Scores (eval.json)")),
        report_output(REPORT),
    ]


def choice(name: str, description: str, options: list[str]) -> QgsProcessingParameterEnum:
    """A choice of words, of which the first is proposed."""
    return QgsProcessingParameterEnum(
        name, description, options=options, defaultValue=options[0], usesStaticStrings=True
    )


def whole_number(
    name: str,
    description: str,
    default: Optional[int],
    lowest: int,
    highest: int,
    *,
    optional: bool = False,
) -> QgsProcessingParameterNumber:
    """A whole number within limits."""
    return QgsProcessingParameterNumber(
        name,
        description,
        QgsProcessingParameterNumber.Type.Integer,
        defaultValue=default,
        optional=optional,
        minValue=lowest,
        maxValue=highest,
    )


def _inputs(labels_help: str, geometry: Any) -> list[Parameter]:
    return [
        (
            QgsProcessingParameterRasterLayer(IMAGE, tr("Image")),
            tr("The image to learn from; a file on this computer with any number of bands."),
            False,
        ),
        (
            QgsProcessingParameterMultipleLayers(
                MORE_IMAGES,
                tr("Further files of the image"),
                QgsProcessing.SourceType.TypeRaster,
                optional=True,
            ),
            tr("The other sheets of an image that is cut into several files."),
            True,
        ),
        (
            QgsProcessingParameterBand(
                BANDS,
                tr("Bands"),
                parentLayerParameterName=IMAGE,
                optional=True,
                allowMultiple=True,
            ),
            tr("The bands to learn from, in their order. All of them when left empty."),
            True,
        ),
        (_source(LABELS, tr("Labels"), geometry, optional=False), labels_help, False),
        (
            QgsProcessingParameterField(
                CLASS_FIELD, tr("Class field"), parentLayerParameterName=LABELS, optional=True
            ),
            tr("The field with the name of each feature's class. Without it all are one class."),
            False,
        ),
        (
            _polygons(AREA, tr("Training area"), optional=True),
            tr("Where the labels are complete. The whole image when left empty."),
            False,
        ),
    ]


def _validation() -> list[Parameter]:
    fraction = QgsProcessingParameterNumber(
        VALIDATION_FRACTION,
        tr("Share of the image kept for validation"),
        QgsProcessingParameterNumber.Type.Double,
        defaultValue=0.25,
        minValue=0.05,
        maxValue=0.9,
    )
    fraction.setMetadata({"widget_wrapper": {"decimals": 2}})
    return [
        (
            choice(VALIDATE_ON, tr("Side of the image kept for validation"), SIDES),
            tr("The model does not see this side in training; the scores come from there."),
            False,
        ),
        (
            fraction,
            tr("0.25 keeps a quarter of the image."),
            False,
        ),
        (
            _polygons(VALIDATION_AREA, tr("Validation area"), optional=True),
            tr("Polygons to validate on, instead of a side of the image."),
            False,
        ),
    ]


def _epochs() -> list[Parameter]:
    return [
        (
            whole_number(EPOCHS, tr("Epochs"), None, 1, 10_000, optional=True),
            field_help("solver", "num_epochs")
            + " "
            + tr("More takes longer and learns more. When empty, the number of chips decides."),
            False,
        ),
    ]


def _expert(model: str, batch_size: int) -> list[Parameter]:
    learning_rate = QgsProcessingParameterNumber(
        LEARNING_RATE,
        tr("Learning rate"),
        QgsProcessingParameterNumber.Type.Double,
        optional=True,
        minValue=1e-8,
        maxValue=1.0,
    )
    learning_rate.setMetadata({"widget_wrapper": {"decimals": 6}})
    parameters = [
        (
            QgsProcessingParameterString(ENCODER, tr("Encoder"), defaultValue="resnet18"),
            field_help(model, "backbone"),
        ),
        (
            whole_number(BATCH_SIZE, tr("Batch size [chips]"), batch_size, 1, 1024),
            tr("How many chips are learned from at once. Fewer need less memory."),
        ),
        (
            learning_rate,
            tr("How big the steps of learning are. The engine's default when left empty."),
        ),
        (
            choice(PRETRAINED, tr("Start from pretrained weights"), PRETRAINED_CHOICES),
            tr(
                "Weights that learned to see on other images. They are downloaded where they are "
                "not on this computer; 'if-available' goes on without when that fails."
            ),
        ),
        (
            whole_number(SEED, tr("Seed"), 0, 0, 2_147_483_647),
            field_help("solver", "seed"),
        ),
    ]
    return [(parameter, help_text, True) for parameter, help_text in parameters]


def _destination(runs_folder: Path) -> Parameter:
    return (
        QgsProcessingParameterFolderDestination(
            OUTPUT, tr("Run folder"), defaultValue=str(runs_folder)
        ),
        tr(
            "Where everything goes. In the folder for runs, which is chosen in the options, a new "
            "one is made. A training that was stopped goes on from its last checkpoint when it is "
            "run again with the folder that it had."
        ),
        False,
    )


def _polygons(
    name: str, description: str, *, optional: bool
) -> QgsProcessingParameterFeatureSource:
    polygons = QgsProcessing.SourceType.TypeVectorPolygon
    return _source(name, description, polygons, optional=optional)


def _source(
    name: str, description: str, geometry: Any, *, optional: bool
) -> QgsProcessingParameterFeatureSource:
    return QgsProcessingParameterFeatureSource(name, description, [geometry], optional=optional)
