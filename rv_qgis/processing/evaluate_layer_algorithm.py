"""The algorithm "Evaluate against layer"."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Optional

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputFile,
    QgsProcessingOutputNumber,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterMapLayer,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
    QgsProcessingUtils,
    QgsRasterLayer,
    QgsVectorLayer,
)

from ...rv_engine.errors import ConfigError, LabelError
from ..engine import EngineRunner
from ..engine.commands import ComparedMap, evaluate_layer_command
from ..layers import RasterFile, VectorSnapshot, check_class_field, raster_file
from ..layers.raster_classes import styled_classes
from ..notices import Notices
from ..translation import tr
from .engine_algorithm import EngineAlgorithm, Parameters, why_not_loaded
from .feedback_reporter import FeedbackReporter
from .inputs_folder import InputsFolder
from .report_output import report_output
from .schema_help import field_help
from .tool_group import EVALUATE
from .training_parameters import choice

PREDICTION = "PREDICTION"
PREDICTION_FIELD = "PREDICTION_FIELD"
LABELS = "LABELS"
CLASS_FIELD = "CLASS_FIELD"
IMAGE = "IMAGE"
AREA = "AREA"
COMPARE = "COMPARE"
CLASSES = "CLASSES"
NULL_CLASS = "NULL_CLASS"
IOU = "IOU"
OUTPUT = "OUTPUT"
EVAL = "EVAL"
REPORT = "REPORT"
F1 = "F1"

BY_THE_MAP = "by the map"
# The words of the engine; see `rv evaluate-layer --help`.
_COMPARED = [BY_THE_MAP, "pixels", "objects", "cells"]
# What our own vector maps call it.
_OUR_FIELD = "class_name"


@dataclass(frozen=True)
class _Map:
    """A layer that is compared.

    Attributes:
        classes: Of a raster, by its style.
    """

    raster: Optional[RasterFile] = None
    vectors: Optional[VectorSnapshot] = None
    field_name: Optional[str] = None
    classes: dict[int, str] = field(default_factory=dict)


class EvaluateLayerAlgorithm(EngineAlgorithm):
    """Compares a map with labels: scores and a report."""

    GROUP = EVALUATE

    def __init__(self, runner: EngineRunner, notices: Notices) -> None:
        super().__init__(runner, notices)
        self._prediction = _Map()
        self._labels = _Map()
        self._image: Optional[RasterFile] = None
        self._area: Optional[VectorSnapshot] = None
        self._classes: dict[int, str] = {}

    def name(self) -> str:
        return "evaluateagainstlayer"

    def displayName(self) -> str:
        return tr("Evaluate against layer")

    def shortDescription(self) -> str:
        return tr("Compares a map with labels: how good is it, class by class?")

    def shortHelpString(self) -> str:
        return tr(
            "Compares any map with labels, wherever the two come from, and writes the scores of "
            "each class and a report.\n\n"
            "The map is a raster of classes, or a vector layer of areas, boxes or cells. Of a "
            "raster, each pixel is compared; of a vector layer, each object by its box, or each "
            "pixel, or each cell.\n\n"
            "Labels must be complete where they are compared: within the image, or within an area "
            "that you choose. Both layers may be in different CRSs, and rasters on different "
            "grids.\n\n"
            "Which class a value of a raster stands for is taken from the layer's style, when "
            "that shows paletted values; otherwise write it under the advanced parameters."
        )

    def tags(self) -> list[str]:
        return tr(
            "deep learning,machine learning,accuracy,assessment,validation,scores,confusion "
            "matrix,evaluation,iou,f1"
        ).split(",")

    def initAlgorithm(self, configuration: Optional[dict[str, Any]] = None) -> None:
        for parameter, help_text in (*_compared_parameters(), *_place_parameters()):
            self.add_parameter(parameter, help_text)
        for parameter, help_text in _tuning_parameters():
            self.add_parameter(parameter, help_text, advanced=True)
        self.add_parameter(
            QgsProcessingParameterFolderDestination(OUTPUT, tr("Folder for scores and report")),
            tr("Gets the scores as eval.json and the report as report.html."),
        )
        self.addOutput(QgsProcessingOutputFile(EVAL, tr("Scores (eval.json)")))
        self.addOutput(report_output(REPORT))
        self.addOutput(QgsProcessingOutputNumber(F1, tr("Mean F1 of the classes")))

    def take_inputs(self, parameters: Parameters, context: QgsProcessingContext) -> None:
        self._prediction = self._map(parameters, PREDICTION, PREDICTION_FIELD, context)
        if self._prediction.vectors is not None and self._prediction.field_name is None:
            fields = self._prediction.vectors.fields
            if fields.lookupField(_OUR_FIELD) >= 0:
                self._prediction = _Map(None, self._prediction.vectors, _OUR_FIELD)
        self._labels = self._map(parameters, LABELS, CLASS_FIELD, context)
        self._image = None
        if parameters.get(IMAGE):
            self._image = self.raster_file(parameters, IMAGE, context)
        self._area = self.vector_snapshot(parameters, AREA, context)
        self._classes = _class_values(self.parameterAsString(parameters, CLASSES, context))

    def _map(
        self, parameters: Parameters, name: str, field_name: str, context: QgsProcessingContext
    ) -> _Map:
        layer = self.parameterAsLayer(parameters, name, context)
        if isinstance(layer, QgsRasterLayer) and layer.isValid():
            return _Map(raster=raster_file(layer), classes=styled_classes(layer))
        if isinstance(layer, QgsVectorLayer) and layer.isValid():
            snapshot = VectorSnapshot(layer)
            chosen = self.parameterAsString(parameters, field_name, context) or None
            if chosen:
                check_class_field(snapshot, chosen)
            return _Map(vectors=snapshot, field_name=chosen)
        message, hint = why_not_loaded(parameters.get(name), tr("layer"))
        raise LabelError(message, hint=hint)

    def run_engine(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        folder = self.parameterAsFileOutput(parameters, OUTPUT, context)
        temporary = Path(QgsProcessingUtils.generateTempFilename("compared"))
        # A folder each: map, labels and image may have the same name.
        of_map, of_labels, of_image = (
            InputsFolder(temporary / name, feedback) for name in ("map", "labels", "image")
        )
        compared = self.parameterAsEnumString(parameters, COMPARE, context)
        command = evaluate_layer_command(
            _compared_map(self._prediction, of_map, "map"),
            _compared_map(self._labels, of_labels, "labels"),
            folder,
            compared=None if compared == BY_THE_MAP else compared,
            image_path=None if self._image is None else of_image.image_path(self._image),
            area_path=of_image.write_area(self._area, "area"),
            classes=self._classes or self._prediction.classes or self._labels.classes,
            # Each raster's own style tells what its values are.
            label_classes={} if self._classes else self._labels.classes,
            null_class=self.parameterAsString(parameters, NULL_CLASS, context) or None,
            iou=self.parameterAsDouble(parameters, IOU, context),
        )
        values = self.runner.run(command, FeedbackReporter(feedback), feedback.isCanceled)
        outputs = {OUTPUT: folder, EVAL: values["eval"], REPORT: values.get("report")}
        self.notices.evaluated.emit(values["eval"])
        for entry in values.get("overall") or ():
            if entry.get("class_name") == "average":
                outputs[F1] = (entry.get("metrics") or {}).get("f1")
        return {name: value for name, value in outputs.items() if value is not None}


def _compared_parameters() -> list[tuple[QgsProcessingParameterDefinition, str]]:
    """What is compared, with explanations."""
    kinds = [QgsProcessing.SourceType.TypeRaster, QgsProcessing.SourceType.TypeVectorPolygon]
    return [
        (
            QgsProcessingParameterMapLayer(PREDICTION, tr("Map"), types=kinds),
            tr("The prediction to judge: a raster of classes, areas, boxes or cells."),
        ),
        (
            _class_field(PREDICTION_FIELD, tr("Class field of the map"), PREDICTION),
            tr("For a vector map: the field with the class. 'class_name' if there is one."),
        ),
        (
            QgsProcessingParameterMapLayer(LABELS, tr("Labels"), types=kinds),
            tr("What is true: polygons with their classes, or a raster of classes."),
        ),
        (
            _class_field(CLASS_FIELD, tr("Class field of the labels"), LABELS),
            tr("For vector labels: the field with the class. Without it all are one class."),
        ),
    ]


def _class_field(name: str, title: str, layer_name: str) -> QgsProcessingParameterField:
    return QgsProcessingParameterField(
        name, title, parentLayerParameterName=layer_name, optional=True
    )


def _place_parameters() -> list[tuple[QgsProcessingParameterDefinition, str]]:
    """Where and by what it is compared, with explanations."""
    polygons = [QgsProcessing.SourceType.TypeVectorPolygon]
    return [
        (
            QgsProcessingParameterRasterLayer(IMAGE, tr("Image"), optional=True),
            tr(
                "The image that was mapped: its pixels are compared, where it has data. A vector "
                "map needs it; a raster map is taken itself."
            ),
        ),
        (
            QgsProcessingParameterFeatureSource(AREA, tr("Area"), polygons, optional=True),
            tr("Where the labels are complete. All of the image when left empty."),
        ),
        (
            choice(COMPARE, tr("Compare"), _COMPARED),
            tr("By the map: pixels of a raster, objects of a vector layer."),
        ),
    ]


def _tuning_parameters() -> list[tuple[QgsProcessingParameterDefinition, str]]:
    """What few change, with explanations."""
    iou = QgsProcessingParameterNumber(
        IOU,
        tr("Least overlap of objects"),
        QgsProcessingParameterNumber.Type.Double,
        defaultValue=0.5,
        minValue=0.05,
        maxValue=1.0,
    )
    return [
        (
            QgsProcessingParameterString(CLASSES, tr("Classes of the rasters"), optional=True),
            tr(
                "The class of each value: 0=building;1=road;2=background. By the style of each "
                "layer when left empty; then map and labels may have other values for a class."
            ),
        ),
        (
            QgsProcessingParameterString(NULL_CLASS, tr("Background class"), optional=True),
            tr("The class that stands for none of the others. 'background' when left empty."),
        ),
        (iou, field_help("object_detection_evaluator", "iou_thresh")),
    ]


def _compared_map(one: _Map, inputs: InputsFolder, name: str) -> ComparedMap:
    if one.raster is not None:
        return ComparedMap(inputs.image_path(one.raster), is_raster=True)
    file = one.vectors.file
    if file is None:
        fields = [one.field_name] if one.field_name else []
        if one.vectors.fields.lookupField("score") >= 0:
            fields.append("score")
        file = inputs.write(one.vectors, name, fields)
    return ComparedMap(str(file.path), False, file.layer_name, one.field_name)


def _class_values(text: str) -> dict[int, str]:
    """The class of each value, as somebody wrote them; raises `ConfigError`."""
    values = {}
    for part in text.replace("\n", ";").split(";"):
        if not part.strip():
            continue
        number, _, name = part.partition("=")
        if not number.strip().isdigit() or not name.strip():
            raise ConfigError(
                tr("'{text}' is no value with its class.").format(text=part.strip()),
                hint=tr("Write them so: 0=building;1=background."),
            )
        values[int(number)] = name.strip()
    return values
