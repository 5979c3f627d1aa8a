"""The Processing provider."""

from __future__ import annotations

from qgis.core import QgsProcessingProvider
from qtpy.QtGui import QIcon

from ..engine import EngineRunner
from ..labels.check_labels_algorithm import CheckLabelsAlgorithm
from ..notices import Notices
from ..places import ICON_PATH, plugin_version
from ..translation import tr
from .analyze_algorithm import AnalyzeAlgorithm
from .bundle_algorithm import BundleAlgorithm
from .chip_algorithm import ChipAlgorithm
from .chip_windows_algorithm import ChipWindowsAlgorithm
from .compare_runs_algorithm import CompareRunsAlgorithm
from .convert_algorithm import ConvertAlgorithm
from .eval_algorithm import EvalAlgorithm
from .evaluate_layer_algorithm import EvaluateLayerAlgorithm
from .export_algorithm import ExportAlgorithm
from .predict_algorithm import PredictAlgorithm
from .predict_many_algorithm import PredictManyAlgorithm
from .predict_with_bundle_algorithm import PredictWithBundleAlgorithm
from .run_pipeline_algorithm import RunPipelineAlgorithm
from .train_algorithm import TrainAlgorithm
from .train_chip_classification_algorithm import TrainChipClassificationAlgorithm
from .train_object_detection_algorithm import TrainObjectDetectionAlgorithm
from .train_segmentation_algorithm import TrainSegmentationAlgorithm

PROVIDER_ID = "rvstudio"

_ALGORITHMS = (
    TrainSegmentationAlgorithm,
    TrainChipClassificationAlgorithm,
    TrainObjectDetectionAlgorithm,
    PredictWithBundleAlgorithm,
    PredictManyAlgorithm,
    EvaluateLayerAlgorithm,
    CompareRunsAlgorithm,
    ChipWindowsAlgorithm,
    ExportAlgorithm,
    ConvertAlgorithm,
    RunPipelineAlgorithm,
    AnalyzeAlgorithm,
    ChipAlgorithm,
    TrainAlgorithm,
    PredictAlgorithm,
    EvalAlgorithm,
    BundleAlgorithm,
)


class RvStudioProvider(QgsProcessingProvider):
    """Offers what the engine can do as algorithms.

    Args:
        runner: Runs the engine for all algorithms.
        notices: Where they report failures and scores.
    """

    def __init__(self, runner: EngineRunner, notices: Notices) -> None:
        super().__init__()
        self._runner = runner
        self._notices = notices

    def loadAlgorithms(self) -> None:
        for algorithm_class in _ALGORITHMS:
            self.addAlgorithm(algorithm_class(self._runner, self._notices))
        self.addAlgorithm(CheckLabelsAlgorithm())

    def id(self) -> str:
        return PROVIDER_ID

    def name(self) -> str:
        return "RV Studio"

    def longName(self) -> str:
        return tr("RV Studio: deep learning on maps")

    def versionInfo(self) -> str:
        return plugin_version()

    def icon(self) -> QIcon:
        return QIcon(str(ICON_PATH))

    def svgIconPath(self) -> str:
        return str(ICON_PATH)

    def supportedOutputRasterLayerExtensions(self) -> list[str]:
        return ["tif"]

    def supportedOutputVectorLayerExtensions(self) -> list[str]:
        return ["gpkg"]

    def defaultRasterFileExtension(self) -> str:
        return "tif"

    def defaultVectorFileExtension(self, hasGeometry: bool = True) -> str:
        return "gpkg"

    def supportsNonFileBasedOutput(self) -> bool:
        return False
