"""The algorithm "Predict with bundle"."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterBand,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFile,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterVectorDestination,
    QgsProcessingUtils,
    QgsRectangle,
)

from ...rv_engine.errors import OutputError
from ..engine import EngineRunner, predict_bundle_command, whole_files_only
from ..layers import RasterFile, ResultGroup, extent_in_raster, read_classes
from ..notices import Notices
from ..translation import tr
from .engine_algorithm import EngineAlgorithm, Parameters
from .feedback_reporter import FeedbackReporter
from .result_layers import ResultStyler, style_when_loaded
from .tool_group import PREDICT


class PredictWithBundleAlgorithm(EngineAlgorithm):
    """Maps an image, or the part of it in an extent, with a model bundle."""

    GROUP = PREDICT
    BUNDLE = "BUNDLE"
    IMAGE = "IMAGE"
    EXTENT = "EXTENT"
    BANDS = "BANDS"
    OUTPUT = "OUTPUT"
    POLYGONS = "POLYGONS"

    def __init__(self, runner: EngineRunner, notices: Notices) -> None:
        super().__init__(runner, notices)
        self._image: Optional[RasterFile] = None
        self._extent: Optional[QgsRectangle] = None

    def name(self) -> str:
        return "predictwithbundle"

    def displayName(self) -> str:
        return tr("Predict with bundle")

    def shortDescription(self) -> str:
        return tr("Maps the classes of a trained model on an image.")

    def shortHelpString(self) -> str:
        return tr(
            "Maps the classes of a trained model on another image, or on a part of it.\n\n"
            "The bundle is the file that training leaves at its end; it holds all that is needed. "
            "The image must show the same kind of thing at about the same ground resolution, with "
            "the bands that the model was trained with.\n\n"
            "The prediction lies on the image to the pixel: same grid, same CRS. Where the image "
            "has no data, the prediction has none either. On request the areas are also written "
            "as polygons."
        )

    def tags(self) -> list[str]:
        return tr(
            "deep learning,machine learning,predict,inference,segmentation,classify,model,bundle"
        ).split(",")

    def initAlgorithm(self, configuration: Optional[dict[str, Any]] = None) -> None:
        self.add_parameter(
            QgsProcessingParameterFile(
                self.BUNDLE, tr("Model bundle"), fileFilter=tr("Model bundles (*.zip)")
            ),
            tr("The model-bundle.zip of a training."),
        )
        self.add_parameter(
            QgsProcessingParameterRasterLayer(self.IMAGE, tr("Image")),
            tr("The image to map; a file on this computer."),
        )
        self.add_parameter(
            QgsProcessingParameterExtent(self.EXTENT, tr("Extent"), optional=True),
            tr("The part of the image to map, in any CRS. All of it when left empty."),
        )
        self.add_parameter(
            QgsProcessingParameterBand(
                self.BANDS,
                tr("Bands"),
                parentLayerParameterName=self.IMAGE,
                optional=True,
                allowMultiple=True,
            ),
            tr(
                "The bands of the image that the model's channels are, in their order. Those of "
                "the training image when left empty."
            ),
            advanced=True,
        )
        self.add_parameter(
            QgsProcessingParameterRasterDestination(self.OUTPUT, tr("Prediction")),
            tr("A GeoTIFF with the number of a class in each pixel."),
        )
        self.add_parameter(
            QgsProcessingParameterVectorDestination(
                self.POLYGONS,
                tr("Prediction as polygons"),
                QgsProcessing.SourceType.TypeVectorPolygon,
                optional=True,
                createByDefault=False,
            ),
            tr("A GeoPackage with the areas of each class, without the background."),
        )

    def take_inputs(self, parameters: Parameters, context: QgsProcessingContext) -> None:
        self._image = self.raster_file(parameters, self.IMAGE, context)
        self._extent = None
        extent = self.parameterAsExtent(parameters, self.EXTENT, context)
        if not extent.isNull():
            crs = self.parameterAsExtentCrs(parameters, self.EXTENT, context)
            self._extent = extent_in_raster(extent, crs, self._image, context.transformContext())

    def run_engine(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        bundle = self.parameterAsFile(parameters, self.BUNDLE, context)
        raster_path = self.parameterAsOutputLayer(parameters, self.OUTPUT, context)
        polygons_path = self.parameterAsOutputLayer(parameters, self.POLYGONS, context)
        if Path(raster_path) == self._image.path:
            raise OutputError(
                tr("The prediction would overwrite the image '{path}'.").format(path=raster_path),
                hint=tr("Choose another file for the prediction."),
                where=raster_path,
            )
        bands = self.parameterAsInts(parameters, self.BANDS, context)
        command = predict_bundle_command(
            bundle,
            str(self._image.path_for_engine(Path(QgsProcessingUtils.tempFolder()))),
            raster_path,
            polygons_path=polygons_path or None,
            extent=self._extent and _box(self._extent),
            channel_order=[band - 1 for band in bands],
        )
        targets = [Path(path) for path in (raster_path, polygons_path) if path]
        with whole_files_only(targets):
            values = self.runner.run(command, FeedbackReporter(feedback), feedback.isCanceled)
        self._style_results(values, (raster_path, polygons_path), bundle, context)
        outputs = {self.OUTPUT: raster_path}
        if polygons_path:
            outputs[self.POLYGONS] = polygons_path
        return outputs

    def _style_results(
        self,
        values: dict[str, Any],
        paths: tuple[str, str],
        bundle: str,
        context: QgsProcessingContext,
    ) -> None:
        classes = read_classes(values.get("classes") or ())
        group = ResultGroup(tr("Prediction of {image}").format(image=self._image.name))
        origin = tr("Predicted from the image '{image}' with the model bundle '{bundle}'.").format(
            image=self._image.path, bundle=bundle
        )
        for path in paths:
            if path and context.willLoadLayerOnCompletion(path):
                style_when_loaded(context, path, ResultStyler(classes, group, origin))


def _box(extent: QgsRectangle) -> tuple[float, float, float, float]:
    return extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum()
