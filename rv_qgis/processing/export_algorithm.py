"""The algorithm "Export training data"."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFolderDestination,
)

from ..engine.commands import export_command
from ..translation import tr
from .config_algorithm import CONFIG, ConfigAlgorithm
from .engine_algorithm import Parameters
from .feedback_reporter import FeedbackReporter
from .training_parameters import choice

FORMAT = "FORMAT"
IMAGES = "IMAGES"
OUTPUT = "OUTPUT"
TRAINING = "TRAINING"
VALIDATION = "VALIDATION"

BY_THE_TASK = "by the task"
# The words of the engine; see `rv export --help`.
_FORMATS = [BY_THE_TASK, "coco", "masks", "imagenet"]
_IMAGES = ["png", "tif"]


class ExportAlgorithm(ConfigAlgorithm):
    """Writes the chips of a pipeline for other programs."""

    def name(self) -> str:
        return "exporttrainingdata"

    def displayName(self) -> str:
        return tr("Export training data")

    def shortDescription(self) -> str:
        return tr("Writes training chips in forms that other programs read.")

    def shortHelpString(self) -> str:
        return tr(
            "Cuts the images and labels of a pipeline config into chips and writes them in a form "
            "that other programs read.\n\n"
            "coco: images, and annotations in COCO's format: boxes for object detection, areas for "
            "segmentation. masks: folders of images and of masks with the number of a class in "
            "each pixel, 255 where nothing is known. imagenet: a folder of images for each class, "
            "for chip classification.\n\n"
            "Every image keeps its place on the map, in a world file or in the GeoTIFF. Pixels are "
            "those of the image's files: nothing is stretched."
        )

    def initAlgorithm(self, configuration: Optional[dict[str, Any]] = None) -> None:
        self.add_config_parameter()
        self.add_parameter(
            choice(FORMAT, tr("Form"), _FORMATS),
            tr(
                "By the task: masks for segmentation, coco for object detection, imagenet for chip "
                "classification."
            ),
        )
        self.add_parameter(
            choice(IMAGES, tr("Images"), _IMAGES),
            tr(
                "png: with a world file, where images have 1 or 3 bands of bytes; others become "
                "GeoTIFF. tif: always GeoTIFF."
            ),
            advanced=True,
        )
        self.add_parameter(
            QgsProcessingParameterFolderDestination(OUTPUT, tr("Folder for the training data")),
            tr("A new folder, or one that is empty."),
        )
        self.addOutput(QgsProcessingOutputNumber(TRAINING, tr("Chips for training")))
        self.addOutput(QgsProcessingOutputNumber(VALIDATION, tr("Chips for validation")))

    def run_engine(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        form = self.parameterAsEnumString(parameters, FORMAT, context)
        folder = self.parameterAsFileOutput(parameters, OUTPUT, context)
        command = export_command(
            self.parameterAsFile(parameters, CONFIG, context),
            folder,
            form=None if form == BY_THE_TASK else form,
            images=self.parameterAsEnumString(parameters, IMAGES, context),
        )
        values = self.runner.run(command, FeedbackReporter(feedback), feedback.isCanceled)
        return {
            OUTPUT: folder,
            TRAINING: values.get("train", 0),
            VALIDATION: values.get("val", 0),
        }
