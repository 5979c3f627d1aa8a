"""The algorithm "Train chip classification model"."""

from __future__ import annotations

from qgis.core import QgsProcessing, QgsProcessingContext, QgsProcessingParameterBoolean

from ..engine.commands import CHIP_CLASSIFICATION
from ..translation import tr
from .engine_algorithm import Parameters
from .schema_help import field_help
from .training_algorithm import TrainingAlgorithm
from .training_parameters import Parameter, choice, whole_number

LABELS_ARE = "LABELS_ARE"
CELL_SIZE = "CELL_SIZE"
MULTI_LABEL = "MULTI_LABEL"

BY_THE_LABELS = "by the labels"
# The words of the engine; see `rv new chip-classification --help`.
_KINDS = [BY_THE_LABELS, "cells", "objects", "areas"]


class TrainChipClassificationAlgorithm(TrainingAlgorithm):
    """Trains a model that gives each cell of a grid a class."""

    task = CHIP_CLASSIFICATION
    model = "classification_model"
    batch_size = 16
    label_geometry = QgsProcessing.SourceType.TypeVectorAnyGeometry

    def name(self) -> str:
        return "trainchipclassification"

    def displayName(self) -> str:
        return tr("Train chip classification model")

    def shortDescription(self) -> str:
        return tr("Trains a deep learning model that gives each cell of a grid a class.")

    def shortHelpString(self) -> str:
        return tr(
            "Trains a deep learning model that lays a grid over an image and gives each cell a "
            "class: where there is a building, which kind of land lies where.\n\n"
            "The labels are squares of a grid with their classes, or things that are smaller than "
            "a cell (a cell then has the class of what is in it), or areas that are larger than a "
            "cell (the class that fills most of it). Which of these they are, and how large the "
            "cells should be, is found out from the labels, or said under the advanced "
            "parameters.\n\n"
            "One side of the image (or an area that you choose) is kept from the training; the "
            "scores (precision, recall and F1 of each class) come from there.\n\n"
            "The output folder holds everything at the end: the cells, the scores, and the model "
            "as one bundle file, with which 'Predict with bundle' maps other images."
        )

    def tags(self) -> list[str]:
        return tr(
            "deep learning,machine learning,train,chip classification,scene classification,grid,"
            "cells,neural network,resnet"
        ).split(",")

    def labels_help(self) -> str:
        return tr("Squares of a grid, or things or areas drawn on the image, in any CRS.")

    def vector_title(self) -> str:
        return tr("Predicted cells")

    def own_parameters(self) -> list[Parameter]:
        return [
            (
                whole_number(CELL_SIZE, tr("Cell size [pixels]"), None, 2, 4096, optional=True),
                tr("The side of a cell. By the labels when left empty."),
                False,
            ),
            (
                choice(LABELS_ARE, tr("The labels are"), _KINDS),
                tr(
                    "cells: squares of a grid, each with its class. objects: things that are "
                    "smaller than a cell. areas: larger than a cell."
                ),
                True,
            ),
            (
                QgsProcessingParameterBoolean(
                    MULTI_LABEL, tr("A cell can have several classes"), defaultValue=False
                ),
                field_help(self.model, "multi_label"),
                True,
            ),
        ]

    def own_options(
        self, parameters: Parameters, context: QgsProcessingContext
    ) -> dict[str, object]:
        kind = self.parameterAsEnumString(parameters, LABELS_ARE, context)
        return {
            "cell-size": self.given_int(parameters, CELL_SIZE, context),
            "labels-are": None if kind == BY_THE_LABELS else kind,
            "multi-label": self.parameterAsBool(parameters, MULTI_LABEL, context),
        }
