"""The algorithm "Predict many rasters"."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path
from typing import Any, Optional

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFile,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterString,
    QgsProcessingUtils,
)

from ...rv_engine.errors import RasterError
from ..engine import EngineRunner, whole_files_only
from ..engine.commands import predict_many_command
from ..layers import RasterFile, ResultGroup, raster_file_at, read_classes
from ..notices import Notices
from ..translation import tr
from .engine_algorithm import EngineAlgorithm, Parameters
from .feedback_reporter import FeedbackReporter
from .inputs_folder import InputsFolder
from .result_layers import ResultStyler, load_when_done
from .tool_group import PREDICT

BUNDLE = "BUNDLE"
IMAGES = "IMAGES"
FOLDER = "FOLDER"
PATTERN = "PATTERN"
BANDS = "BANDS"
POLYGONS = "POLYGONS"
SCORES = "SCORES"
LOAD = "LOAD"
OUTPUT = "OUTPUT"
PREDICTED = "PREDICTED"
FAILED = "FAILED"
FAILURES = "FAILURES"

# Of the files that an image may get, after its name.
_ENDINGS = (".tif", ".gpkg", "-scores.tif")
_PATTERNS = "*.tif;*.tiff;*.vrt;*.jp2;*.img;*.png;*.jpg"


class PredictManyAlgorithm(EngineAlgorithm):
    """Maps many images with a model bundle; one that fails does not stop the others."""

    GROUP = PREDICT

    def __init__(self, runner: EngineRunner, notices: Notices) -> None:
        super().__init__(runner, notices)
        self._images: list[RasterFile] = []

    def name(self) -> str:
        return "predictmanyrasters"

    def displayName(self) -> str:
        return tr("Predict many rasters")

    def shortDescription(self) -> str:
        return tr("Maps the classes of a trained model on many images, one after another.")

    def shortHelpString(self) -> str:
        return tr(
            "Maps many images with one model bundle, which is loaded only once: the layers that "
            "you choose, or all images in a folder.\n\n"
            "The maps go into the output folder, each with the name of its image. An image that "
            "cannot be mapped is left out: the log and the output FAILURES say which and why, and "
            "the others are mapped all the same."
        )

    def tags(self) -> list[str]:
        return tr(
            "deep learning,machine learning,predict,inference,batch,folder,model,bundle"
        ).split(",")

    def initAlgorithm(self, configuration: Optional[dict[str, Any]] = None) -> None:
        self.add_parameter(
            QgsProcessingParameterFile(
                BUNDLE, tr("Model bundle"), fileFilter=tr("Model bundles (*.zip)")
            ),
            tr("The model-bundle.zip of a training."),
        )
        self.add_parameter(
            QgsProcessingParameterMultipleLayers(
                IMAGES, tr("Images"), QgsProcessing.SourceType.TypeRaster, optional=True
            ),
            tr("The images to map; files on this computer."),
        )
        self.add_parameter(
            QgsProcessingParameterFile(
                FOLDER,
                tr("Folder with images"),
                QgsProcessingParameterFile.Behavior.Folder,
                optional=True,
            ),
            tr("All images in this folder are mapped, besides those chosen above."),
        )
        self.add_parameter(
            QgsProcessingParameterString(
                PATTERN, tr("Names of the images in the folder"), defaultValue=_PATTERNS
            ),
            tr("Names with * for anything, separated by semicolons: S2_*.tif;*.jp2."),
            advanced=True,
        )
        self.add_parameter(
            QgsProcessingParameterString(BANDS, tr("Bands"), optional=True),
            tr(
                "The bands of the images that the model's channels are, counted from 1: 4,3,2. "
                "Those of the training image when left empty."
            ),
            advanced=True,
        )
        self.add_parameter(
            QgsProcessingParameterBoolean(POLYGONS, tr("Also write polygons"), defaultValue=False),
            tr("For segmentation: the areas of each class, as GeoPackages beside the rasters."),
        )
        self.add_parameter(
            QgsProcessingParameterBoolean(
                SCORES, tr("Also write probabilities"), defaultValue=False
            ),
            tr("For segmentation: the probability of each class, as GeoTIFFs beside the maps."),
            advanced=True,
        )
        self.add_parameter(
            QgsProcessingParameterBoolean(LOAD, tr("Load the maps"), defaultValue=False),
            tr("Adds the maps to the project when all are made."),
        )
        self.add_parameter(
            QgsProcessingParameterFolderDestination(OUTPUT, tr("Folder for the maps")),
            tr("Gets a file a map, with the name of its image."),
        )
        self.addOutput(QgsProcessingOutputNumber(PREDICTED, tr("Images that were mapped")))
        self.addOutput(QgsProcessingOutputNumber(FAILED, tr("Images that were left out")))
        self.addOutput(QgsProcessingOutputString(FAILURES, tr("Which were left out, and why")))

    def problem_with(self, parameters: Parameters, context: QgsProcessingContext) -> Optional[str]:
        if not parameters.get(IMAGES) and not parameters.get(FOLDER):
            return tr("There is nothing to map. Choose images, or a folder with images.")
        bands = self.parameterAsString(parameters, BANDS, context)
        if not all(part.strip().isdigit() and int(part) > 0 for part in _parts(bands, ",")):
            return tr("'{bands}' are no bands. Write their numbers: 4,3,2.").format(bands=bands)
        return None

    def take_inputs(self, parameters: Parameters, context: QgsProcessingContext) -> None:
        self._images = self.raster_files(parameters, IMAGES, context)

    def run_engine(
        self, parameters: Parameters, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        folder = Path(self.parameterAsFileOutput(parameters, OUTPUT, context))
        chosen = [*self._images, *self._images_in_folder(parameters, context)]
        images, failures = _paths_for_engine(chosen, feedback)
        bundle = self.parameterAsFile(parameters, BUNDLE, context)
        bands = _parts(self.parameterAsString(parameters, BANDS, context), ",")
        command = predict_many_command(
            bundle,
            list(images),
            str(folder),
            polygons=self.parameterAsBool(parameters, POLYGONS, context),
            scores=self.parameterAsBool(parameters, SCORES, context),
            bands=[int(band) - 1 for band in bands],
        )
        # Maps that are finished when it is stopped stay.
        unfinished = [
            folder / f"{Path(image).stem}{ending}" for image in images for ending in _ENDINGS
        ]
        with whole_files_only(unfinished):
            values = self.runner.run(command, FeedbackReporter(feedback), feedback.isCanceled)
        predictions = values.get("predictions") or []
        failures += values.get("failures") or []
        for told in (*predictions, *failures):
            if told["image"] in images:
                told["image"] = str(images[told["image"]].path)
        if self.parameterAsBool(parameters, LOAD, context):
            self._load(values, bundle, folder, context)
        reasons = [f"{failure['image']}: {failure['reason']}" for failure in failures]
        if reasons:
            feedback.pushWarning(
                tr("{count} of {all} images were left out:").format(
                    count=len(reasons), all=len(chosen)
                )
                + "\n"
                + "\n".join(reasons)
            )
        return {
            OUTPUT: str(folder),
            PREDICTED: len(predictions),
            FAILED: len(failures),
            FAILURES: "\n".join(reasons),
        }

    def _images_in_folder(
        self, parameters: Parameters, context: QgsProcessingContext
    ) -> list[RasterFile]:
        text = self.parameterAsString(parameters, FOLDER, context)
        if not text:
            return []
        patterns = _parts(self.parameterAsString(parameters, PATTERN, context), ";")
        found = sorted(
            path
            for path in Path(text).glob("*")
            if path.is_file()
            and any(fnmatch(path.name.lower(), pattern.lower()) for pattern in patterns)
        )
        if not found and not self._images:
            raise RasterError(
                tr("The folder '{folder}' holds no file named like {patterns}.").format(
                    folder=text, patterns=", ".join(patterns)
                ),
                hint=tr("Choose another folder, or other names."),
                where=text,
            )
        return [raster_file_at(path) for path in found]

    def _load(
        self, values: dict[str, Any], bundle: str, folder: Path, context: QgsProcessingContext
    ) -> None:
        classes = read_classes(values.get("classes") or ())
        group = ResultGroup(tr("Predictions in {folder}").format(folder=folder.name))
        for prediction in values.get("predictions") or ():
            image = prediction["image"]
            origin = tr(
                "Predicted from the image '{image}' with the model bundle '{bundle}'."
            ).format(image=image, bundle=bundle)
            for key in ("label_raster", "polygons"):
                if prediction.get(key):
                    styler = ResultStyler(classes, group, origin)
                    load_when_done(context, prediction[key], Path(image).stem, "", styler)


def _paths_for_engine(
    chosen: list[RasterFile], feedback: QgsProcessingFeedback
) -> tuple[dict[str, RasterFile], list[dict[str, Any]]]:
    """Images by the paths that the engine gets, and those that it cannot get.

    Raises:
        RasterError: None is left.
    """
    temporary = Path(QgsProcessingUtils.generateTempFilename("images"))
    images: dict[str, RasterFile] = {}
    failures: list[dict[str, Any]] = []
    for number, image in enumerate(chosen):
        # A folder each: two images may have the same name.
        inputs = InputsFolder(temporary / str(number), feedback)
        try:
            images[inputs.image_path(image)] = image
        except RasterError as error:
            if len(chosen) == 1:
                raise
            failures.append({"image": str(image.path), "reason": str(error)})
    if not images:
        raise RasterError(tr("None of the images can be mapped."), hint=failures[0]["reason"])
    return images, failures


def _parts(text: str, separator: str) -> list[str]:
    return [part.strip() for part in text.split(separator) if part.strip()]
