"""What the algorithms that train a model from layers share."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar, Optional

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingUtils,
)

from ...rv_engine.errors import Cancelled, LabelError
from ..engine import EngineRunner, TrainingRequest, new_pipeline_command, whole_run_only
from ..engine.run_folder import holds_runs
from ..layers import RasterFile, ResultGroup, VectorSnapshot, check_class_field
from ..notices import Notices
from ..settings.run_places import new_run_folder
from ..translation import tr
from . import training_parameters as names
from .engine_algorithm import EngineAlgorithm, Parameters
from .feedback_reporter import FeedbackReporter
from .inputs_folder import InputsFolder
from .run_outputs import RunOutputs
from .tool_group import TRAIN
from .training_parameters import Parameter


class TrainingAlgorithm(EngineAlgorithm):
    """Trains a model on an image and labels, predicts, scores and bundles it.

    A task says what its labels are and which parameters are its own.
    """

    GROUP = TRAIN
    task: ClassVar[str]
    """The command of `rv new`."""
    model: ClassVar[str]
    """The type hint of the task's model."""
    batch_size: ClassVar[int]
    """The engine's default."""
    makes_raster: ClassVar[bool] = False
    """Whether the prediction is a raster, with polygons beside it."""
    label_geometry = QgsProcessing.SourceType.TypeVectorPolygon

    def __init__(self, runner: EngineRunner, notices: Notices) -> None:
        super().__init__(runner, notices)
        self._image: Optional[RasterFile] = None
        self._more_images: list[RasterFile] = []
        self._labels: Optional[VectorSnapshot] = None
        self._area: Optional[VectorSnapshot] = None
        self._validation_area: Optional[VectorSnapshot] = None

    def labels_help(self) -> str:
        """What the labels are."""
        raise NotImplementedError

    def vector_title(self) -> str:
        """What the predicted vector layer is called."""
        raise NotImplementedError

    def own_parameters(self) -> list[Parameter]:
        """New parameters that only this task has."""
        return []

    def own_options(
        self, parameters: Parameters, context: QgsProcessingContext
    ) -> dict[str, object]:
        """Their values, by the names of the engine's command line."""
        return {}

    def initAlgorithm(self, configuration: Optional[dict[str, Any]] = None) -> None:
        inputs = names.input_parameters(self.labels_help(), self.label_geometry)
        training = names.training_parameters(
            self.model, self.batch_size, self.runner.runs_folder(), self.own_parameters()
        )
        for parameter, help_text, advanced in (*inputs, *training):
            self.add_parameter(parameter, help_text, advanced=advanced)
        for output in names.training_outputs(
            with_raster=self.makes_raster, vector_title=self.vector_title()
        ):
            self.addOutput(output)

    def take_inputs(self, parameters: Parameters, context: QgsProcessingContext) -> None:
        self._image = self.raster_file(parameters, names.IMAGE, context)
        self._more_images = self.raster_files(parameters, names.MORE_IMAGES, context)
        self._labels = self.vector_snapshot(parameters, names.LABELS, context)
        if self._labels is None:
            raise LabelError(
                tr("No labels are chosen."), hint=tr("Choose a layer of labelled features.")
            )
        class_field = self.parameterAsString(parameters, names.CLASS_FIELD, context)
        if class_field:
            check_class_field(self._labels, class_field)
        self._area = self.vector_snapshot(parameters, names.AREA, context)
        self._validation_area = self.vector_snapshot(parameters, names.VALIDATION_AREA, context)

    def run_engine(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        root = self._run_folder(parameters, context, feedback)
        config_path = QgsProcessingUtils.generateTempFilename("pipeline-config.json")
        reporter = FeedbackReporter(feedback)
        try:
            with whole_run_only(root):
                request = self._request(parameters, context, feedback, root, config_path)
                command = new_pipeline_command(request)
                config = self.runner.run(command, reporter, feedback.isCanceled)["config"]
                self.notices.run_began.emit(str(root))
                values = self.run_pipeline(config, root, reporter, feedback)
        except Cancelled:
            if root.is_dir():
                text = tr("What is finished stays in '{folder}': run it again to go on from there.")
                feedback.pushInfo(text.format(folder=root))
            raise
        group = ResultGroup(tr("Training {run}").format(run=root.name))
        origin = tr("Predicted from the image '{image}' by the training in '{root}'.").format(
            image=self._image.path, root=root
        )
        made = RunOutputs(values, group, origin)
        made.load_maps(context)
        made.tell(self.notices)
        return {names.OUTPUT: str(root), **made.outputs()}

    def _run_folder(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Path:
        """Where the run goes; in a folder for runs it is a new one."""
        chosen = Path(self.parameterAsFileOutput(parameters, names.OUTPUT, context))
        if chosen == self.runner.runs_folder() or holds_runs(chosen):
            root = new_run_folder(chosen, self._image.name)
            feedback.pushInfo(tr("The run goes to '{folder}'.").format(folder=root))
            return root
        if Path(QgsProcessingUtils.tempFolder()) in chosen.parents:
            feedback.pushWarning(
                tr(
                    "The run folder is a temporary one, which QGIS deletes when it is closed: the "
                    "model as well. Choose another to keep them."
                )
            )
        return chosen

    def _request(
        self,
        parameters: Parameters,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
        root: Path,
        config_path: str,
    ) -> TrainingRequest:
        """What the engine is asked for; layers that are no plain files are written to files."""
        inputs = InputsFolder(root / "inputs", feedback)
        class_field = self.parameterAsString(parameters, names.CLASS_FIELD, context) or None
        labels = self._labels.file
        if labels is None:
            fields = [class_field] if class_field else []
            labels = inputs.write(self._labels, "labels", fields)
        # A folder each: two images may have the same name.
        more_images = [
            InputsFolder(root / "inputs" / f"image-{number}", feedback).image_path(image)
            for number, image in enumerate(self._more_images, start=2)
        ]
        learning_rate = None
        if parameters.get(names.LEARNING_RATE) is not None:
            learning_rate = self.parameterAsDouble(parameters, names.LEARNING_RATE, context)
        return TrainingRequest(
            task=self.task,
            image_paths=[inputs.image_path(self._image), *more_images],
            bands=[band - 1 for band in self.parameterAsInts(parameters, names.BANDS, context)],
            labels_path=str(labels.path),
            labels_layer=labels.layer_name,
            class_field=class_field,
            area_path=inputs.write_area(self._area, "area"),
            validate_on=self.parameterAsEnumString(parameters, names.VALIDATE_ON, context),
            validation_fraction=self.parameterAsDouble(
                parameters, names.VALIDATION_FRACTION, context
            ),
            validation_area_path=inputs.write_area(self._validation_area, "validation-area"),
            epochs=self.given_int(parameters, names.EPOCHS, context),
            encoder=self.parameterAsString(parameters, names.ENCODER, context),
            batch_size=self.parameterAsInt(parameters, names.BATCH_SIZE, context),
            learning_rate=learning_rate,
            pretrained=self.parameterAsEnumString(parameters, names.PRETRAINED, context),
            seed=self.parameterAsInt(parameters, names.SEED, context),
            root=str(root),
            config_path=config_path,
            task_options=self.own_options(parameters, context),
        )

    def given_int(
        self, parameters: Parameters, name: str, context: QgsProcessingContext
    ) -> Optional[int]:
        """A whole number, None when it is left empty."""
        if parameters.get(name) is None:
            return None
        return self.parameterAsInt(parameters, name, context)
