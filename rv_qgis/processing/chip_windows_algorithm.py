"""The algorithm "Chip windows"."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterVectorDestination,
)

from ..engine import whole_files_only
from ..engine.commands import chip_windows_command
from ..layers.window_style import style_windows
from ..translation import tr
from .config_algorithm import CONFIG, ConfigAlgorithm
from .engine_algorithm import Parameters
from .feedback_reporter import FeedbackReporter
from .result_layers import LayerDresser, style_when_loaded

OUTPUT = "OUTPUT"
TRAINING = "TRAINING"
VALIDATION = "VALIDATION"


class ChipWindowsAlgorithm(ConfigAlgorithm):
    """Shows where a pipeline would cut chips."""

    def name(self) -> str:
        return "chipwindows"

    def displayName(self) -> str:
        return tr("Chip windows")

    def shortDescription(self) -> str:
        return tr("Shows on the map where the chips of a pipeline would be cut.")

    def shortHelpString(self) -> str:
        return tr(
            "Makes a layer with the window of each chip that a pipeline config would cut, to look "
            "at before anything is cut: are the chips large enough for what they shall show, do "
            "they lie in the training area, how many are there? Nothing else is made.\n\n"
            "Chips without data or without labels are left out later, when they are cut."
        )

    def initAlgorithm(self, configuration: Optional[dict[str, Any]] = None) -> None:
        self.add_config_parameter()
        self.add_parameter(
            QgsProcessingParameterVectorDestination(
                OUTPUT, tr("Chip windows"), QgsProcessing.SourceType.TypeVectorPolygon
            ),
            tr("A GeoPackage with a square for each chip: what it is for, and of which scene."),
        )
        self.addOutput(QgsProcessingOutputNumber(TRAINING, tr("Windows for training")))
        self.addOutput(QgsProcessingOutputNumber(VALIDATION, tr("Windows for validation")))

    def run_engine(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        path = self.parameterAsOutputLayer(parameters, OUTPUT, context)
        config = self.parameterAsFile(parameters, CONFIG, context)
        with whole_files_only([Path(path)]):
            values = self.runner.run(
                chip_windows_command(config, path), FeedbackReporter(feedback), feedback.isCanceled
            )
        if context.willLoadLayerOnCompletion(path):
            origin = tr("Chip windows of the pipeline config '{config}'.").format(config=config)
            style_when_loaded(context, path, LayerDresser(style_windows, origin))
        return {
            OUTPUT: path,
            TRAINING: values.get("training", 0),
            VALIDATION: values.get("validation", 0),
        }
