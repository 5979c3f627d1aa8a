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
from .bundle_task import makes_raster
from .engine_algorithm import EngineAlgorithm, Parameters
from .feedback_reporter import FeedbackReporter
from .result_layers import ResultStyler, load_instead, style_when_loaded
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
    SCORES = "SCORES"

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
            "A model for segmentation makes a raster with the class of each pixel, and on request "
            "polygons and the probability of each class. A model for chip classification makes "
            "cells, and one for object detection boxes: a vector layer, whose file has the name of "
            "the raster when no other is given.\n\n"
            "The prediction lies on the image to the pixel: same grid, same CRS. Where the image "
            "has no data, the prediction has none either."
        )

    def tags(self) -> list[str]:
        return tr(
            "deep learning,machine learning,predict,inference,segmentation,classify,detect,model,"
            "bundle"
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
                tr("Prediction as polygons, cells or boxes"),
                QgsProcessing.SourceType.TypeVectorPolygon,
                optional=True,
                createByDefault=False,
            ),
            tr("A GeoPackage with the areas of each class, the cells, or the boxes."),
        )
        self.add_parameter(
            QgsProcessingParameterRasterDestination(
                self.SCORES, tr("Probabilities"), optional=True, createByDefault=False
            ),
            tr("For segmentation: a GeoTIFF with the probability of each class, a band a class."),
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
        paths = self._targets(parameters, bundle, context, feedback)
        for path in paths.values():
            if Path(path) == self._image.path:
                raise OutputError(
                    tr("The prediction would overwrite the image '{path}'.").format(path=path),
                    hint=tr("Choose another file for the prediction."),
                    where=path,
                )
        bands = self.parameterAsInts(parameters, self.BANDS, context)
        temporary = Path(QgsProcessingUtils.generateTempFilename("image"))
        beside = self.POLYGONS if self.OUTPUT in paths else ""
        command = predict_bundle_command(
            bundle,
            str(self._image.path_for_engine(temporary)),
            paths[self.OUTPUT if self.OUTPUT in paths else self.POLYGONS],
            polygons_path=paths.get(beside),
            scores_path=paths.get(self.SCORES),
            extent=self._extent and _box(self._extent),
            channel_order=[band - 1 for band in bands],
        )
        with whole_files_only([Path(path) for path in paths.values()]):
            values = self.runner.run(command, FeedbackReporter(feedback), feedback.isCanceled)
        maps = [path for name, path in paths.items() if name != self.SCORES]
        self._style_results(values, maps, bundle, context)
        return paths

    def _targets(
        self,
        parameters: Parameters,
        bundle: str,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, str]:
        """The files to make: cells and boxes have no raster, whatever the parameters say."""
        asked = {
            name: self.parameterAsOutputLayer(parameters, name, context)
            for name in (self.OUTPUT, self.POLYGONS, self.SCORES)
        }
        if makes_raster(Path(bundle)):
            return {name: path for name, path in asked.items() if path}
        if asked[self.SCORES]:
            feedback.pushWarning(
                tr("Cells and boxes have their scores in a field: no raster of them is made.")
            )
        vectors = asked[self.POLYGONS] or str(Path(asked[self.OUTPUT]).with_suffix(".gpkg"))
        load_instead(context, asked[self.SCORES], None, self.SCORES)
        replaced = None if asked[self.POLYGONS] else vectors
        load_instead(context, asked[self.OUTPUT], replaced, self.POLYGONS)
        return {self.POLYGONS: vectors}

    def _style_results(
        self,
        values: dict[str, Any],
        paths: list[str],
        bundle: str,
        context: QgsProcessingContext,
    ) -> None:
        classes = read_classes(values.get("classes") or ())
        group = ResultGroup(tr("Prediction of {image}").format(image=self._image.name))
        origin = tr("Predicted from the image '{image}' with the model bundle '{bundle}'.").format(
            image=self._image.path, bundle=bundle
        )
        for path in paths:
            if context.willLoadLayerOnCompletion(path):
                style_when_loaded(context, path, ResultStyler(classes, group, origin))


def _box(extent: QgsRectangle) -> tuple[float, float, float, float]:
    return extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum()
