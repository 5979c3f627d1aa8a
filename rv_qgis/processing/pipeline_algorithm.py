"""What the algorithms that work on a pipeline config share."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Optional

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputFile,
    QgsProcessingOutputFolder,
    QgsProcessingOutputRasterLayer,
    QgsProcessingOutputVectorLayer,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFile,
)

from ...rv_engine.errors import ConfigError
from ..engine import EngineRunner, run_command, whole_run_only
from ..layers import ResultGroup
from ..notices import Notices
from ..translation import tr
from .config_file import run_folder_of
from .engine_algorithm import EngineAlgorithm, Parameters
from .feedback_reporter import FeedbackReporter
from .report_output import report_output
from .run_outputs import BUNDLE, EVAL, POLYGONS, PREDICTION, REPORT, RunOutputs
from .tool_group import PIPELINE

CONFIG = "CONFIG"
RERUN = "RERUN"
OUTPUT = "OUTPUT"

MAPS = (PREDICTION, POLYGONS)
SCORES = (EVAL, REPORT)


class PipelineAlgorithm(EngineAlgorithm):
    """Runs commands of a pipeline; what is up to date is not run again."""

    GROUP = PIPELINE
    makes: ClassVar[tuple[str, ...]] = ()
    """Which outputs it has, the run folder aside."""

    def __init__(self, runner: EngineRunner, notices: Notices) -> None:
        super().__init__(runner, notices)
        self._config = ""
        self._root: Optional[Path] = None

    def command(
        self, parameters: Parameters, context: QgsProcessingContext, config: str, rerun: bool
    ) -> Sequence[str]:
        """What the engine is asked for."""
        raise NotImplementedError

    def add_own_parameters(self) -> None:
        """Adds parameters between the config and "run again"."""

    def tags(self) -> list[str]:
        return tr("deep learning,machine learning,pipeline,config,raster vision").split(",")

    def initAlgorithm(self, configuration: Optional[dict[str, Any]] = None) -> None:
        self.add_parameter(
            QgsProcessingParameterFile(
                CONFIG, tr("Pipeline config"), fileFilter=tr("Pipeline configs (*.json *.py)")
            ),
            tr(
                "The pipeline-config.json of a run, a JSON file of your own, or a Python file "
                "with a function get_config. A Python file is run with all your rights."
            ),
        )
        self.add_own_parameters()
        self.add_parameter(
            QgsProcessingParameterBoolean(
                RERUN, tr("Run again what is up to date"), defaultValue=False
            ),
            tr("Otherwise only what has changed since the last run is done again."),
            advanced=True,
        )
        self.addOutput(QgsProcessingOutputFolder(OUTPUT, tr("Run folder")))
        outputs = {
            PREDICTION: QgsProcessingOutputRasterLayer(PREDICTION, tr("Prediction")),
            POLYGONS: QgsProcessingOutputVectorLayer(
                POLYGONS,
                tr("Prediction as polygons, cells or boxes"),
                QgsProcessing.SourceType.TypeVectorPolygon,
            ),
            BUNDLE: QgsProcessingOutputFile(BUNDLE, tr("Model bundle")),
            EVAL: QgsProcessingOutputFile(EVAL, tr("Scores (eval.json)")),
            REPORT: report_output(REPORT),
        }
        for name in self.makes:
            self.addOutput(outputs[name])

    def take_inputs(self, parameters: Parameters, context: QgsProcessingContext) -> None:
        self._config = self.parameterAsFile(parameters, CONFIG, context)
        if not self._config:
            raise ConfigError(
                tr("No pipeline config is chosen."),
                hint=tr("Choose the pipeline-config.json of a run, or one of your own."),
            )
        self._root = run_folder_of(self._config)

    def run_engine(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        rerun = self.parameterAsBool(parameters, RERUN, context)
        command = self.command(parameters, context, self._config, rerun)
        reporter = FeedbackReporter(feedback)
        if self._root is None:
            values = self.runner.run(command, reporter, feedback.isCanceled)
        else:
            with whole_run_only(self._root):
                self.notices.run_began.emit(str(self._root))
                values = self.run_in_folder(command, self._root, reporter, feedback)
        return self._hand_over(values, context)

    def _hand_over(self, values: dict[str, Any], context: QgsProcessingContext) -> dict[str, Any]:
        root = str((values.get("pipelines") or [values])[0].get("root") or self._root or "")
        group = ResultGroup(tr("Run {run}").format(run=Path(root).name))
        origin = tr("Predicted by the run in '{root}'.").format(root=root)
        made = RunOutputs(values, group, origin)
        if PREDICTION in self.makes:
            made.load_maps(context)
        if EVAL in self.makes:
            made.tell(self.notices)
        kept = {name: path for name, path in made.outputs().items() if name in self.makes}
        return {OUTPUT: root, **kept}


class StepAlgorithm(PipelineAlgorithm):
    """Runs one command of a pipeline."""

    step: ClassVar[str]
    """The command."""

    def name(self) -> str:
        return self.step

    def command(
        self, parameters: Parameters, context: QgsProcessingContext, config: str, rerun: bool
    ) -> Sequence[str]:
        return run_command(config, [self.step], rerun=rerun)
