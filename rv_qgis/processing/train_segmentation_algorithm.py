"""The algorithm "Train segmentation model"."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingUtils,
)

from ...rv_engine.errors import Cancelled, LabelError
from ..engine import (
    EngineRunner,
    TrainingRequest,
    new_segmentation_command,
    whole_run_only,
)
from ..layers import RasterFile, ResultGroup, VectorSnapshot, check_class_field, read_classes
from ..notices import Notices
from ..translation import tr
from . import training_parameters as names
from .engine_algorithm import EngineAlgorithm, Parameters
from .feedback_reporter import FeedbackReporter
from .inputs_folder import InputsFolder
from .result_layers import ResultStyler, load_when_done


class TrainSegmentationAlgorithm(EngineAlgorithm):
    """Trains a model on an image and polygons, predicts, scores and bundles it."""

    def __init__(self, runner: EngineRunner, notices: Notices) -> None:
        super().__init__(runner, notices)
        self._image: Optional[RasterFile] = None
        self._labels: Optional[VectorSnapshot] = None
        self._area: Optional[VectorSnapshot] = None
        self._validation_area: Optional[VectorSnapshot] = None

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

    def initAlgorithm(self, configuration: Optional[dict[str, Any]] = None) -> None:
        for parameter, help_text, advanced in names.training_parameters():
            self.add_parameter(parameter, help_text, advanced=advanced)
        for output in names.training_outputs():
            self.addOutput(output)

    def take_inputs(self, parameters: Parameters, context: QgsProcessingContext) -> None:
        self._image = self.raster_file(parameters, names.IMAGE, context)
        self._labels = self.vector_snapshot(parameters, names.LABELS, context)
        if self._labels is None:
            raise LabelError(
                tr("No labels are chosen."), hint=tr("Choose a layer of labelled polygons.")
            )
        class_field = self.parameterAsString(parameters, names.CLASS_FIELD, context)
        if class_field:
            check_class_field(self._labels, class_field)
        self._area = self.vector_snapshot(parameters, names.AREA, context)
        self._validation_area = self.vector_snapshot(parameters, names.VALIDATION_AREA, context)

    def run_engine(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        root = Path(self.parameterAsFileOutput(parameters, names.OUTPUT, context))
        config_path = QgsProcessingUtils.generateTempFilename("pipeline-config.json")
        reporter = FeedbackReporter(feedback)
        try:
            with whole_run_only(root):
                request = self._request(parameters, context, feedback, root, config_path)
                command = new_segmentation_command(request)
                config = self.runner.run(command, reporter, feedback.isCanceled)["config"]
                self.notices.run_began.emit(str(root))
                values = self.run_pipeline(config, root, reporter, feedback)
        except Cancelled:
            if root.is_dir():
                text = tr("What is finished stays in '{folder}': run it again to go on from there.")
                feedback.pushInfo(text.format(folder=root))
            raise
        return self._hand_over(values, root, context)

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
        learning_rate = None
        if parameters.get(names.LEARNING_RATE) is not None:
            learning_rate = self.parameterAsDouble(parameters, names.LEARNING_RATE, context)
        return TrainingRequest(
            image_paths=[inputs.image_path(self._image)],
            labels_path=str(labels.path),
            labels_layer=labels.layer_name,
            class_field=class_field,
            area_path=inputs.write_area(self._area, "area"),
            validate_on=self.parameterAsEnumString(parameters, names.VALIDATE_ON, context),
            validation_fraction=self.parameterAsDouble(
                parameters, names.VALIDATION_FRACTION, context
            ),
            validation_area_path=inputs.write_area(self._validation_area, "validation-area"),
            epochs=self.parameterAsInt(parameters, names.EPOCHS, context),
            architecture=self.parameterAsEnumString(parameters, names.ARCHITECTURE, context),
            encoder=self.parameterAsString(parameters, names.ENCODER, context),
            chip_size_px=self.parameterAsInt(parameters, names.CHIP_SIZE, context),
            batch_size=self.parameterAsInt(parameters, names.BATCH_SIZE, context),
            learning_rate=learning_rate,
            pretrained=self.parameterAsEnumString(parameters, names.PRETRAINED, context),
            seed=self.parameterAsInt(parameters, names.SEED, context),
            root=str(root),
            config_path=config_path,
        )

    def _hand_over(
        self, values: dict[str, Any], root: Path, context: QgsProcessingContext
    ) -> dict[str, Any]:
        """The outputs of the run; its maps are loaded and its scores made known."""
        classes = read_classes(values.get("classes") or ())
        group = ResultGroup(tr("Training {run}").format(run=root.name))
        origin = tr("Predicted from the image '{image}' by the training in '{root}'.").format(
            image=self._image.path, root=root
        )
        outputs: dict[str, Any] = {names.OUTPUT: str(root)}
        # The first scene answers for the outputs; all of them are loaded.
        for prediction in values.get("predictions") or ():
            for output, key, title in (
                (names.PREDICTION, "label_raster", tr("Prediction")),
                (names.POLYGONS, "polygons", tr("Prediction as polygons")),
            ):
                path = prediction.get(key)
                if path:
                    outputs.setdefault(output, path)
                    styler = ResultStyler(classes, group, origin)
                    load_when_done(context, path, title, output, styler)
        for output, key in (
            (names.BUNDLE, "bundle"),
            (names.EVAL, "eval"),
            (names.REPORT, "report"),
        ):
            if values.get(key):
                outputs[output] = values[key]
        if values.get("eval"):
            self.notices.evaluated.emit(values["eval"])
        return outputs
