"""The algorithm "Train segmentation model"."""

from __future__ import annotations

from qgis.core import QgsProcessingContext

from ..engine.commands import SEMANTIC_SEGMENTATION
from ..translation import tr
from .engine_algorithm import Parameters
from .schema_help import field_choices, field_help
from .training_algorithm import TrainingAlgorithm
from .training_parameters import Parameter, choice, whole_number

ARCHITECTURE = "ARCHITECTURE"
CHIP_SIZE = "CHIP_SIZE"


class TrainSegmentationAlgorithm(TrainingAlgorithm):
    """Trains a model that gives each pixel a class."""

    task = SEMANTIC_SEGMENTATION
    model = "semantic_segmentation_model"
    batch_size = 8
    makes_raster = True

    def name(self) -> str:
        return "trainsegmentation"

    def displayName(self) -> str:
        return tr("Train segmentation model")

    def shortDescription(self) -> str:
        return tr("Trains a deep learning model that maps the classes of labelled polygons.")

    def shortHelpString(self) -> str:
        return tr(
            "Trains a deep learning model that gives each pixel of an image a class, from examples "
            "that you drew as polygons.\n\n"
            "One side of the image (or an area that you choose) is kept from the training. The "
            "model predicts it at the end, and the scores (precision, recall, F1 and IoU of each "
            "class) come from there.\n\n"
            "Within the image, or within the training area when one is given, the labels must be "
            "complete: what is not in a polygon is taken for background.\n\n"
            "The output folder holds everything at the end: the prediction, the scores, and the "
            "model as one bundle file, with which 'Predict with bundle' maps other images."
        )

    def tags(self) -> list[str]:
        return tr(
            "deep learning,machine learning,train,semantic segmentation,classify,neural network,"
            "unet,deeplab"
        ).split(",")

    def labels_help(self) -> str:
        return tr("Polygons around the things to map, in any CRS.")

    def vector_title(self) -> str:
        return tr("Prediction as polygons")

    def own_parameters(self) -> list[Parameter]:
        architectures = field_choices(self.model, "architecture", first="unet")
        return [
            (
                choice(ARCHITECTURE, tr("Architecture"), architectures),
                field_help(self.model, "architecture"),
                True,
            ),
            (
                whole_number(CHIP_SIZE, tr("Chip size [pixels]"), 256, 64, 4096),
                tr("The side of the square pieces that the image is cut into."),
                True,
            ),
        ]

    def own_options(
        self, parameters: Parameters, context: QgsProcessingContext
    ) -> dict[str, object]:
        return {
            "architecture": self.parameterAsEnumString(parameters, ARCHITECTURE, context),
            "chip-size": self.parameterAsInt(parameters, CHIP_SIZE, context),
        }
