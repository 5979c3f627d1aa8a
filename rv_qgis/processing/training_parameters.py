"""The parameters and outputs of "Train segmentation model", with their explanations."""

from __future__ import annotations

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputDefinition,
    QgsProcessingOutputFile,
    QgsProcessingOutputHtml,
    QgsProcessingOutputRasterLayer,
    QgsProcessingOutputVectorLayer,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)

from ..translation import tr

IMAGE = "IMAGE"
LABELS = "LABELS"
CLASS_FIELD = "CLASS_FIELD"
AREA = "AREA"
VALIDATE_ON = "VALIDATE_ON"
VALIDATION_FRACTION = "VALIDATION_FRACTION"
VALIDATION_AREA = "VALIDATION_AREA"
EPOCHS = "EPOCHS"
ARCHITECTURE = "ARCHITECTURE"
ENCODER = "ENCODER"
CHIP_SIZE = "CHIP_SIZE"
BATCH_SIZE = "BATCH_SIZE"
LEARNING_RATE = "LEARNING_RATE"
PRETRAINED = "PRETRAINED"
SEED = "SEED"
OUTPUT = "OUTPUT"

PREDICTION = "PREDICTION"
POLYGONS = "POLYGONS"
BUNDLE = "BUNDLE"
EVAL = "EVAL"
REPORT = "REPORT"

# The words of the engine, so that scripts read well; see `rv new semantic-segmentation --help`.
SIDES = ["east", "west", "north", "south"]
ARCHITECTURES = ["unet", "deeplabv3"]
PRETRAINED_CHOICES = ["if-available", "yes", "no"]

Parameter = tuple[QgsProcessingParameterDefinition, str, bool]
"""The parameter, its explanation, and whether it is for experts."""


def training_parameters() -> list[Parameter]:
    """New parameters, in the order of the dialog."""
    return [*_inputs(), *_validation(), *_training(), *_expert(), _destination()]


def training_outputs() -> list[QgsProcessingOutputDefinition]:
    """New definitions of what a training leaves, the folder aside."""
    return [
        QgsProcessingOutputRasterLayer(PREDICTION, tr("Prediction")),
        QgsProcessingOutputVectorLayer(
            POLYGONS, tr("Prediction as polygons"), QgsProcessing.SourceType.TypeVectorPolygon
        ),
        QgsProcessingOutputFile(BUNDLE, tr("Model bundle")),
        QgsProcessingOutputFile(EVAL, tr("Scores (eval.json)")),
        QgsProcessingOutputHtml(REPORT, tr("Report")),
    ]


def _inputs() -> list[Parameter]:
    return [
        (
            QgsProcessingParameterRasterLayer(IMAGE, tr("Image")),
            tr("The image to learn from; a file on this computer with any number of bands."),
            False,
        ),
        (
            _polygons(LABELS, tr("Labels"), optional=False),
            tr("Polygons around the things to map, in any CRS."),
            False,
        ),
        (
            QgsProcessingParameterField(
                CLASS_FIELD, tr("Class field"), parentLayerParameterName=LABELS, optional=True
            ),
            tr("The field with the name of each polygon's class. Without it all are one class."),
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
            _choice(VALIDATE_ON, tr("Side of the image kept for validation"), SIDES),
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


def _training() -> list[Parameter]:
    return [
        (
            _whole_number(EPOCHS, tr("Epochs"), 20, 1, 10_000),
            tr("How often the model sees all training chips. More takes longer and learns more."),
            False,
        ),
    ]


def _expert() -> list[Parameter]:
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
            _choice(ARCHITECTURE, tr("Architecture"), ARCHITECTURES),
            tr("The kind of network."),
        ),
        (
            QgsProcessingParameterString(ENCODER, tr("Encoder"), defaultValue="resnet18"),
            tr("The part of the network that sees: resnet18, resnet34, resnet50 and others."),
        ),
        (
            _whole_number(CHIP_SIZE, tr("Chip size [pixels]"), 256, 64, 4096),
            tr("The side of the square pieces that the image is cut into."),
        ),
        (
            _whole_number(BATCH_SIZE, tr("Batch size [chips]"), 8, 1, 1024),
            tr("How many chips are learned from at once. Fewer need less memory."),
        ),
        (
            learning_rate,
            tr("How big the steps of learning are. The engine's default when left empty."),
        ),
        (
            _choice(PRETRAINED, tr("Start from pretrained weights"), PRETRAINED_CHOICES),
            tr(
                "Weights that learned to see on other images. They are downloaded where they are "
                "not on this computer; 'if-available' goes on without when that fails."
            ),
        ),
        (
            _whole_number(SEED, tr("Seed"), 0, 0, 2_147_483_647),
            tr("The same seed gives the same model on the same computer."),
        ),
    ]
    return [(parameter, help_text, True) for parameter, help_text in parameters]


def _destination() -> Parameter:
    return (
        QgsProcessingParameterFolderDestination(OUTPUT, tr("Run folder")),
        tr(
            "Where everything goes. A training that was stopped goes on from its last checkpoint "
            "when it is run again with the same folder."
        ),
        False,
    )


def _polygons(
    name: str, description: str, *, optional: bool
) -> QgsProcessingParameterFeatureSource:
    return QgsProcessingParameterFeatureSource(
        name,
        description,
        [QgsProcessing.SourceType.TypeVectorPolygon],
        optional=optional,
    )


def _choice(name: str, description: str, options: list[str]) -> QgsProcessingParameterEnum:
    return QgsProcessingParameterEnum(
        name, description, options=options, defaultValue=options[0], usesStaticStrings=True
    )


def _whole_number(
    name: str, description: str, default: int, lowest: int, highest: int
) -> QgsProcessingParameterNumber:
    return QgsProcessingParameterNumber(
        name,
        description,
        QgsProcessingParameterNumber.Type.Integer,
        defaultValue=default,
        minValue=lowest,
        maxValue=highest,
    )
