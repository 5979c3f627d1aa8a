"""What all algorithms that run the engine share."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Callable, Optional

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingFeedback,
    QgsProcessingParameterDefinition,
    QgsRasterLayer,
)
from qtpy.QtGui import QIcon

from ...rv_engine.errors import Cancelled, LabelError, RasterError, RvError
from ...rv_engine.messages import Message
from ..engine import EngineError, EngineRunner, run_command
from ..engine.errors import RunGoesOn
from ..layers import RasterFile, VectorSnapshot, raster_file
from ..notices import Notices
from ..tasks import waiting_thread
from ..translation import tr
from .tool_group import PIPELINE, group_icon, group_title

Parameters = dict[str, Any]


class EngineAlgorithm(QgsProcessingAlgorithm):
    """An algorithm whose work the engine does.

    A child class says its parameters, turns layers into values in `take_inputs`, and runs the
    engine in `run_engine`. Errors of both become one message for the user.

    Args:
        runner: Runs the engine.
        notices: Hears of failures and scores.
    """

    GROUP = PIPELINE
    """Where in the toolbox it is, one of `tool_group`."""

    def __init__(self, runner: EngineRunner, notices: Notices) -> None:
        super().__init__()
        self.runner = runner
        self.notices = notices
        self._problem: Optional[RvError] = None

    def take_inputs(self, parameters: Parameters, context: QgsProcessingContext) -> None:
        """Reads from layers what is needed of them. Called on the main thread.

        Raises:
            RvError: An input cannot be used.
        """
        raise NotImplementedError

    def run_engine(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Does the work and answers the outputs. Called on any thread; it touches no layer.

        Raises:
            RvError: It failed, or was stopped.
        """
        raise NotImplementedError

    def run_pipeline(
        self,
        config: str,
        root: Path,
        on_message: Callable[[Message], None],
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Runs a pipeline and answers its result; see `EngineRunner.run_in_folder`."""
        return self.run_in_folder(run_command(config), root, on_message, feedback)

    def run_in_folder(
        self,
        command: Sequence[str],
        root: Path,
        on_message: Callable[[Message], None],
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Runs a command that works in a run folder; with a window, it may outlive QGIS."""
        if not self.notices.has_window:
            # A script or `qgis_process`: nobody would look after a run that goes on.
            return self.runner.run(command, on_message, feedback.isCanceled)
        return self.runner.run_in_folder(command, root, on_message, feedback.isCanceled)

    def problem_with(self, parameters: Parameters, context: QgsProcessingContext) -> Optional[str]:
        """What is wrong with values that are fine one by one; asked before the run, so be quick."""
        return None

    def createInstance(self) -> EngineAlgorithm:
        return type(self)(self.runner, self.notices)

    def icon(self) -> QIcon:
        return QIcon(self.svgIconPath())

    def svgIconPath(self) -> str:
        return str(group_icon(self.GROUP))

    def group(self) -> str:
        return group_title(self.GROUP)

    def groupId(self) -> str:
        return self.GROUP

    def canExecute(self) -> tuple[bool, str]:
        try:
            self.runner.home()
        except RvError as error:
            return False, str(error)
        return True, ""

    def checkParameterValues(
        self, parameters: Parameters, context: QgsProcessingContext
    ) -> tuple[bool, str]:
        accepted, message = super().checkParameterValues(parameters, context)
        if accepted:
            problem = self.problem_with(parameters, context)
            return problem is None, problem or ""
        try:
            self.take_inputs(parameters, context)
        except RvError:
            # The run itself will say what is wrong, in better words, in its log, and in QGIS's
            # message bar; a refusal here reaches neither.
            return True, ""
        return False, message

    def prepareAlgorithm(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        # An error is kept until `processAlgorithm`: of one that is raised here, the caller of
        # `processing.run` learns no more than that there was one.
        self._problem = None
        try:
            self.runner.home()
            self.take_inputs(parameters, context)
        except RvError as error:
            self._problem = error
        return True

    def processAlgorithm(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        try:
            if self._problem is not None:
                raise self._problem
            with waiting_thread():
                return self.run_engine(parameters, context, feedback)
        except Cancelled as error:
            context.setLayersToLoadOnCompletion({})
            text = error.message if isinstance(error, RunGoesOn) else tr("Stopped on request.")
            raise QgsProcessingException(text) from error
        except RvError as error:
            # Newer versions of QGIS would try to load them, and report that they are not there.
            context.setLayersToLoadOnCompletion({})
            if isinstance(error, EngineError) and error.details:
                feedback.pushConsoleInfo(error.details)
            self.notices.report_failure(self.displayName(), error)
            raise QgsProcessingException(str(error)) from error

    def add_parameter(
        self, parameter: QgsProcessingParameterDefinition, help_text: str, *, advanced: bool = False
    ) -> None:
        """Adds a parameter with its explanation."""
        parameter.setHelp(help_text)
        if advanced:
            flag = QgsProcessingParameterDefinition.Flag.FlagAdvanced
            parameter.setFlags(parameter.flags() | flag)
        self.addParameter(parameter)

    def raster_file(
        self,
        parameters: Parameters,
        name: str,
        context: QgsProcessingContext,
        *,
        of_many: bool = False,
    ) -> RasterFile:
        """The file of a raster parameter; raises `RasterError`."""
        if of_many:
            layers = self.parameterAsLayerList(parameters, name, context)
            layer = layers[0] if layers and isinstance(layers[0], QgsRasterLayer) else None
        else:
            layer = self.parameterAsRasterLayer(parameters, name, context)
        if layer is None or not layer.isValid():
            message, hint = why_not_loaded(parameters.get(name), tr("raster"))
            raise RasterError(message, hint=hint)
        return raster_file(layer)

    def raster_files(
        self, parameters: Parameters, name: str, context: QgsProcessingContext
    ) -> list[RasterFile]:
        """The files of a parameter of several rasters; raises `RasterError`."""
        value = parameters.get(name)
        values = value if isinstance(value, (list, tuple)) else str(value or "").split(";")
        return [self.raster_file({name: one}, name, context, of_many=True) for one in values if one]

    def vector_snapshot(
        self, parameters: Parameters, name: str, context: QgsProcessingContext
    ) -> Optional[VectorSnapshot]:
        """What a vector parameter holds now, None when it is left empty; raises `LabelError`."""
        value = parameters.get(name)
        if value is None or value == "":
            return None
        definition = value if isinstance(value, QgsProcessingFeatureSourceDefinition) else None
        if definition is not None:
            value, _ = definition.source.valueAsString(context.expressionContext())
        layer = self.parameterAsVectorLayer({**parameters, name: value}, name, context)
        if layer is None or not layer.isValid():
            message, hint = why_not_loaded(value, tr("vector layer"))
            raise LabelError(message, hint=hint)
        return VectorSnapshot(layer, definition)


def why_not_loaded(value: Any, kind: str) -> tuple[str, str]:
    """Why QGIS made no layer of a parameter's value, and what to do."""
    if isinstance(value, QgsProcessingFeatureSourceDefinition):
        value = value.source.staticValue()
    text = str(value or "")
    path = Path(text.split("|", maxsplit=1)[0])
    if text and path.exists():
        return (
            tr("'{path}' is no {kind} that QGIS can read.").format(path=path, kind=kind),
            tr("Choose another file, or open it in QGIS to see what is wrong with it."),
        )
    return (
        tr("There is no {kind} '{path}'.").format(path=text, kind=kind),
        tr("Choose a layer of the project, or a file that exists."),
    )
