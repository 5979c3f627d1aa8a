"""The algorithm "Train object detection model"."""

from __future__ import annotations

from qgis.core import QgsProcessingContext

from ..engine.commands import OBJECT_DETECTION
from ..translation import tr
from .engine_algorithm import Parameters
from .schema_help import field_choices, field_help
from .training_algorithm import TrainingAlgorithm
from .training_parameters import Parameter, choice, whole_number

ARCHITECTURE = "ARCHITECTURE"
CHIP_SIZE = "CHIP_SIZE"


class TrainObjectDetectionAlgorithm(TrainingAlgorithm):
    """Trains a model that draws a box around each object."""

    task = OBJECT_DETECTION
    model = "object_detection_model"
    batch_size = 4

    def name(self) -> str:
        return "trainobjectdetection"

    def displayName(self) -> str:
        return tr("Train object detection model")

    def shortDescription(self) -> str:
        return tr("Trains a deep learning model that finds objects and draws a box around each.")

    def shortHelpString(self) -> str:
        return tr(
            "Trains a deep learning model that finds single objects on an image, such as cars, "
            "trees or houses, and draws a box with a class and a score around each.\n\n"
            "The labels are boxes or outlines of the objects. Within the image, or within the "
            "training area when one is given, every object must be labelled: the model learns "
            "that where there is no label there is no object.\n\n"
            "One side of the image (or an area that you choose) is kept from the training; the "
            "scores (precision, recall, F1 and average precision of each class) come from "
            "there.\n\n"
            "The output folder holds everything at the end: the boxes, the scores, and the model "
            "as one bundle file, with which 'Predict with bundle' finds objects on other images."
        )

    def tags(self) -> list[str]:
        return tr(
            "deep learning,machine learning,train,object detection,bounding boxes,count,neural "
            "network,faster r-cnn,retinanet,fcos"
        ).split(",")

    def labels_help(self) -> str:
        return tr("Boxes or outlines of the objects, in any CRS.")

    def vector_title(self) -> str:
        return tr("Predicted boxes")

    def own_parameters(self) -> list[Parameter]:
        architectures = field_choices(self.model, "architecture", first="faster_rcnn")
        return [
            (
                choice(ARCHITECTURE, tr("Architecture"), architectures),
                field_help(self.model, "architecture"),
                True,
            ),
            (
                whole_number(CHIP_SIZE, tr("Chip size [pixels]"), None, 64, 4096, optional=True),
                tr(
                    "The side of the square pieces that the image is cut into. By the size of the "
                    "objects when left empty."
                ),
                True,
            ),
        ]

    def own_options(
        self, parameters: Parameters, context: QgsProcessingContext
    ) -> dict[str, object]:
        return {
            "architecture": self.parameterAsEnumString(parameters, ARCHITECTURE, context),
            "chip-size": self.given_int(parameters, CHIP_SIZE, context),
        }
