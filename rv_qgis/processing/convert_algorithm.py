"""The algorithm "Convert Raster Vision config"."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
)

from ...rv_engine.errors import ConfigError
from ..engine import whole_files_only
from ..engine.commands import convert_command
from ..translation import tr
from .engine_algorithm import EngineAlgorithm, Parameters
from .feedback_reporter import FeedbackReporter
from .tool_group import PIPELINE

OLD = "OLD"
ROOT = "ROOT"
OUTPUT = "OUTPUT"
CHANGES = "CHANGES"


class ConvertAlgorithm(EngineAlgorithm):
    """Turns a config of Raster Vision into one of this plugin."""

    GROUP = PIPELINE

    def name(self) -> str:
        return "convertrastervisionconfig"

    def displayName(self) -> str:
        return tr("Convert Raster Vision config")

    def shortDescription(self) -> str:
        return tr("Turns a pipeline config of Raster Vision into one of RV Studio.")

    def shortHelpString(self) -> str:
        return tr(
            "Reads the pipeline-config.json of a run with Raster Vision 0.20 to 0.31 and writes "
            "one that 'Run pipeline' runs. What had to be changed or left out is told in the log, "
            "with reasons. Nothing in the old file is executed."
        )

    def tags(self) -> list[str]:
        return tr("deep learning,machine learning,pipeline,config,raster vision,import").split(",")

    def initAlgorithm(self, configuration: Optional[dict[str, Any]] = None) -> None:
        self.add_parameter(
            QgsProcessingParameterFile(
                OLD, tr("Config of Raster Vision"), fileFilter=tr("Configs (*.json)")
            ),
            tr("The pipeline-config.json that Raster Vision wrote into its run folder."),
        )
        self.add_parameter(
            QgsProcessingParameterFile(
                ROOT,
                tr("Run folder of the new config"),
                QgsProcessingParameterFile.Behavior.Folder,
                optional=True,
            ),
            tr("Where runs of the new config write. A folder beside the old one when left empty."),
        )
        self.add_parameter(
            QgsProcessingParameterFileDestination(
                OUTPUT, tr("New config"), fileFilter=tr("Configs (*.json)")
            ),
            tr("The config that is written."),
        )
        self.addOutput(QgsProcessingOutputNumber(CHANGES, tr("What had to be changed")))

    def take_inputs(self, parameters: Parameters, context: QgsProcessingContext) -> None:
        if not self.parameterAsFile(parameters, OLD, context):
            raise ConfigError(
                tr("No config is chosen."),
                hint=tr("Choose the pipeline-config.json of a run with Raster Vision."),
            )

    def run_engine(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        path = self.parameterAsFileOutput(parameters, OUTPUT, context)
        command = convert_command(
            self.parameterAsFile(parameters, OLD, context),
            path,
            self.parameterAsString(parameters, ROOT, context) or None,
        )
        with whole_files_only([Path(path)]):
            values = self.runner.run(command, FeedbackReporter(feedback), feedback.isCanceled)
        changes = values.get("changes") or []
        for change in changes:
            feedback.pushInfo("{kind} {path}: {reason}".format(**change))
        return {OUTPUT: path, CHANGES: len(changes)}
