"""The algorithm "Check labels"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Callable, ClassVar, Optional

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsFeature,
    QgsFeatureRequest,
    QgsFeatureSink,
    QgsFields,
    QgsFillSymbol,
    QgsGeometry,
    QgsMapLayer,
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSource,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
    QgsRasterLayer,
    QgsRendererCategory,
    QgsUnitTypes,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qtpy.QtCore import QLocale, QVariant
from qtpy.QtGui import QColor, QIcon

from ...rv_engine.errors import Cancelled
from ..layers.new_field import number_field, text_field
from ..layers.provenance import mark_result
from ..places import ICON_PATH
from ..translation import tr
from .label_check import ERROR, NOTE, WARNING, CheckOptions, Label, check_labels

_COLOURS = {ERROR: "#d62728", WARNING: "#ff9f1c", NOTE: "#1f77b4"}
# A straight side becomes a bow in another CRS.
_POINTS_PER_SIDE = 20
_LEAST_PIXELS = 4


class CheckLabelsAlgorithm(QgsProcessingAlgorithm):
    """Makes a layer of what is wrong with labels. It needs no engine."""

    LABELS = "LABELS"
    CLASS_FIELD = "CLASS_FIELD"
    IMAGE = "IMAGE"
    AREA = "AREA"
    CLASSES = "CLASSES"
    LEAST_AREA = "LEAST_AREA"
    OUTPUT = "OUTPUT"

    def __init__(self) -> None:
        super().__init__()
        self._image: Optional[QgsGeometry] = None
        self._pixel_area = 0.0
        self._image_crs = QgsCoordinateReferenceSystem()
        self._known: tuple[str, ...] = ()

    def createInstance(self) -> CheckLabelsAlgorithm:
        return CheckLabelsAlgorithm()

    def name(self) -> str:
        return "checklabels"

    def displayName(self) -> str:
        return tr("Check labels")

    def shortDescription(self) -> str:
        return tr("Finds what is wrong with training labels, before a training finds it.")

    def shortHelpString(self) -> str:
        return tr(
            "Makes a layer of what is wrong with training labels: polygons of different classes "
            "that overlap, shapes that are not valid, labels without a class or with one that is "
            "not expected, tiny pieces, labels outside the image or drawn twice, and parts of the "
            "area in which everything should be labelled that are not.\n\n"
            "Each problem has a text that says what to do, and a severity: errors spoil the "
            "training, warnings are worth a look, notes are good to know. Labels are not changed."
        )

    def tags(self) -> list[str]:
        return tr(
            "deep learning,machine learning,labels,training,check,validate,overlap,topology"
        ).split(",")

    def group(self) -> str:
        return tr("Training data")

    def groupId(self) -> str:
        return "data"

    def icon(self) -> QIcon:
        return QIcon(str(ICON_PATH))

    def svgIconPath(self) -> str:
        return str(ICON_PATH)

    def initAlgorithm(self, configuration: Optional[dict[str, Any]] = None) -> None:
        flag = QgsProcessingParameterDefinition.Flag.FlagAdvanced
        polygons = [QgsProcessing.SourceType.TypeVectorPolygon]
        parameters = (
            (
                QgsProcessingParameterFeatureSource(
                    self.LABELS, tr("Labels"), [QgsProcessing.SourceType.TypeVectorAnyGeometry]
                ),
                tr("The layer with the training labels."),
            ),
            (
                QgsProcessingParameterField(
                    self.CLASS_FIELD,
                    tr("Field of the class"),
                    parentLayerParameterName=self.LABELS,
                    optional=True,
                ),
                tr("The field that says what a label is. Without it, all are of one class."),
            ),
            (
                QgsProcessingParameterRasterLayer(self.IMAGE, tr("Image"), optional=True),
                tr("The image that is labelled. Labels outside it are told of."),
            ),
            (
                QgsProcessingParameterFeatureSource(
                    self.AREA, tr("Area that is labelled"), polygons, optional=True
                ),
                tr("Polygons in which everything is labelled. What is left out there is told of."),
            ),
            (
                QgsProcessingParameterString(
                    self.CLASSES, tr("Expected classes"), "", optional=True
                ),
                tr(
                    "Names with commas. Those that the form of the layer offers, or any, when left "
                    "empty."
                ),
            ),
            (
                QgsProcessingParameterNumber(
                    self.LEAST_AREA,
                    tr("Least area of a piece (square map units)"),
                    QgsProcessingParameterNumber.Type.Double,
                    optional=True,
                    minValue=0.0,
                ),
                tr("Smaller pieces are told of; four pixels of the image when left empty."),
            ),
            (
                QgsProcessingParameterFeatureSink(
                    self.OUTPUT, tr("Problems"), QgsProcessing.SourceType.TypeVectorPolygon
                ),
                tr("A layer with each problem, its text and its severity."),
            ),
        )
        for parameter, help_text in parameters:
            parameter.setHelp(help_text)
            if parameter.name() in (self.CLASSES, self.LEAST_AREA):
                parameter.setFlags(parameter.flags() | flag)
            self.addParameter(parameter)

    def prepareAlgorithm(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> bool:
        # Layers belong to the main thread; what is needed of them is taken along.
        image = self.parameterAsRasterLayer(parameters, self.IMAGE, context)
        if isinstance(image, QgsRasterLayer):
            outline = QgsGeometry.fromRect(image.extent())
            self._image = outline.densifyByCount(_POINTS_PER_SIDE)
            self._image_crs = QgsCoordinateReferenceSystem(image.crs())
            self._pixel_area = image.rasterUnitsPerPixelX() * image.rasterUnitsPerPixelY()
        field = self.parameterAsString(parameters, self.CLASS_FIELD, context)
        labels = self.parameterAsVectorLayer(parameters, self.LABELS, context)
        if field and isinstance(labels, QgsVectorLayer):
            self._known = offered_classes(labels, field)
        return True

    def processAlgorithm(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        # An invalid shape is what is looked for: no reason to stop.
        source = self.parameterAsSource(parameters, self.LABELS, context)
        if source is None:
            raise QgsProcessingException(self.invalidSourceError(parameters, self.LABELS))
        crs = source.sourceCrs()
        fields = _fields()
        sink, target = self.parameterAsSink(
            parameters, self.OUTPUT, context, fields, QgsWkbTypes.Type.MultiPolygon, crs
        )
        if sink is None:
            raise QgsProcessingException(self.invalidSinkError(parameters, self.OUTPUT))
        field = self.parameterAsString(parameters, self.CLASS_FIELD, context)
        labels = _read(source, field)
        options = self._options(parameters, context, crs)
        counts = {ERROR: 0, WARNING: 0, NOTE: 0}
        try:
            for problem in check_labels(
                labels,
                options,
                lambda fraction: feedback.setProgress(100 * fraction),
                feedback.isCanceled,
            ):
                counts[problem.severity] += 1
                feature = QgsFeature(fields)
                geometry = QgsGeometry(problem.geometry)
                geometry.convertToMultiType()
                feature.setGeometry(geometry)
                ids = ", ".join(str(number) for number in problem.feature_ids)
                feature.setAttributes(
                    [problem.severity, problem.text, problem.kind, ids, problem.area]
                )
                sink.addFeature(feature, QgsFeatureSink.Flag.FastInsert)
        except Cancelled:
            return {}
        feedback.pushInfo(
            tr("{labels} labels: {errors} errors, {warnings} warnings, {notes} notes.").format(
                labels=len(labels),
                errors=counts[ERROR],
                warnings=counts[WARNING],
                notes=counts[NOTE],
            )
        )
        del sink
        if context.willLoadLayerOnCompletion(target):
            details = context.layerToLoadOnCompletionDetails(target)
            details.setPostProcessor(ProblemStyler())
        return {self.OUTPUT: target}

    def _options(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        crs: QgsCoordinateReferenceSystem,
    ) -> CheckOptions:
        image, least, pixel_area = None, 0.0, 0.0
        if self._image is not None:
            before = self._image.area()
            image = _transformed(self._image, self._image_crs, crs, context)
            # Pixels are measured in the units of the labels.
            scale = image.area() / before if before > 0 else 1.0
            pixel_area = self._pixel_area * scale
            least = _LEAST_PIXELS * pixel_area
        if parameters.get(self.LEAST_AREA) is not None:
            least = self.parameterAsDouble(parameters, self.LEAST_AREA, context)
        names = self.parameterAsString(parameters, self.CLASSES, context)
        given = tuple(name.strip() for name in names.split(",") if name.strip())
        area = self.parameterAsSource(parameters, self.AREA, context)
        merged = None
        if area is not None:
            shapes = [
                _transformed(feature.geometry(), area.sourceCrs(), crs, context)
                for feature in area.getFeatures()
                if feature.hasGeometry()
            ]
            merged = QgsGeometry.unaryUnion(shapes)
        as_text = _pixels_text(pixel_area) if pixel_area > 0 else _area_text(crs)
        return CheckOptions(given or self._known, least, image, merged, as_text)


class ProblemStyler(QgsProcessingLayerPostProcessorInterface):
    """Colours problems by their severity, on the main thread."""

    # QGIS holds no reference to the Python half.
    _waiting: ClassVar[set[ProblemStyler]] = set()

    def __init__(self) -> None:
        super().__init__()
        self._waiting.add(self)

    def postProcessLayer(
        self, layer: QgsMapLayer, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        self._waiting.discard(self)
        if isinstance(layer, QgsVectorLayer):
            titles = {ERROR: tr("Errors"), WARNING: tr("Warnings"), NOTE: tr("Notes")}
            layer.setRenderer(
                QgsCategorizedSymbolRenderer(
                    "severity",
                    [
                        QgsRendererCategory(severity, _symbol(colour), titles[severity])
                        for severity, colour in _COLOURS.items()
                    ],
                )
            )
            # No dialog proposes it as labels.
            mark_result(layer)
            layer.setDisplayExpression('"problem"')
            layer.setMapTipTemplate("[% problem %]")
            layer.triggerRepaint()


def offered_classes(layer: QgsVectorLayer, field: str) -> tuple[str, ...]:
    """The values that the form of a layer offers for a field; none where it offers no list."""
    setup = layer.editorWidgetSetup(layer.fields().lookupField(field))
    values = setup.config().get("map") if setup.type() == "ValueMap" else None
    if isinstance(values, dict):
        return tuple(str(value) for value in values.values())
    if isinstance(values, list):
        return tuple(str(value) for item in values for value in dict(item).values())
    return ()


def _pixels_text(pixel_area: float) -> Callable[[float], str]:
    """Tells areas in pixels of the image: what a model sees, whatever the units of the map."""
    return lambda area: tr("{count} pixels").format(
        count=QLocale().toString(area / pixel_area, "f", 1)
    )


def _area_text(crs: QgsCoordinateReferenceSystem) -> Callable[[float], str]:
    unit = QgsUnitTypes.toAbbreviatedString(QgsUnitTypes.distanceToAreaUnit(crs.mapUnits()))
    return lambda area: f"{QLocale().toString(area, 'g', 3)} {unit}"


def _fields() -> QgsFields:
    fields = QgsFields()
    for name in ("severity", "problem", "kind", "labels"):
        fields.append(text_field(name))
    fields.append(number_field("area"))
    return fields


def _read(source: QgsProcessingFeatureSource, field: str) -> Sequence[Label]:
    check = QgsProcessingFeatureSource.Flag.FlagSkipGeometryValidityChecks
    labels = []
    for feature in source.getFeatures(QgsFeatureRequest(), check):
        value = feature[field] if field else tr("label")
        is_null = value is None or (isinstance(value, QVariant) and value.isNull())
        labels.append(Label(feature.id(), feature.geometry(), None if is_null else str(value)))
    return labels


def _transformed(
    geometry: QgsGeometry,
    crs: QgsCoordinateReferenceSystem,
    target: QgsCoordinateReferenceSystem,
    context: QgsProcessingContext,
) -> QgsGeometry:
    moved = QgsGeometry(geometry)
    if crs.isValid() and target.isValid() and crs != target:
        try:
            moved.transform(QgsCoordinateTransform(crs, target, context.transformContext()))
        except QgsCsException as error:
            raise QgsProcessingException(
                tr("The image or the area has no place in the CRS of the labels ({crs}).").format(
                    crs=target.userFriendlyIdentifier()
                )
            ) from error
    return moved


def _symbol(colour: str) -> QgsFillSymbol:
    fill = QColor(colour)
    return QgsFillSymbol.createSimple(
        {
            "color": f"{fill.red()},{fill.green()},{fill.blue()},90",
            "outline_color": colour,
            "outline_width": "0.6",
        }
    )
