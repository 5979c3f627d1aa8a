"""All names that a script needs, under those of Raster Vision: `from rv_engine.api import *`.

A script for Raster Vision 0.31 works after its imports are replaced by this one. What can be
described is here as a Config, and light. The things that Configs build are imported when they are
named, `from rv_engine.api import RasterioSource`, since they bring heavy packages with them. What
Raster Vision has and this engine does not is refused by its name.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from pydantic import Field

from rv_engine.analyze import AnalyzerConfig, StatsAnalyzerConfig
from rv_engine.backend import (
    BackendConfig,
    ClassificationGeoDataConfig,
    GeoDataConfig,
    ObjectDetectionGeoDataConfig,
    ObjectDetectionPredictOptions,
    PredictOptions,
    PyTorchBackendConfig,
    PyTorchChipClassificationConfig,
    PyTorchObjectDetectionConfig,
    PyTorchSemanticSegmentationConfig,
    SemanticSegmentationGeoDataConfig,
    SemanticSegmentationPredictOptions,
)
from rv_engine.config import Config, Registry, default_registry
from rv_engine.config.class_config import ClassConfig
from rv_engine.config.raster_vision_names import (
    UNSUPPORTED_CONFIGS,
    PlotOptions,
    stand_in,
    unsupported,
)
from rv_engine.config.register_config import register_config
from rv_engine.evaluate import (
    ChipClassificationEvaluatorConfig,
    EvaluatorConfig,
    ObjectDetectionEvaluatorConfig,
    SemanticSegmentationEvaluatorConfig,
)
from rv_engine.labels import (
    ChipClassificationGeoJSONStoreConfig,
    ChipClassificationLabelSourceConfig,
    LabelSourceConfig,
    LabelStoreConfig,
    ObjectDetectionGeoJSONStoreConfig,
    ObjectDetectionLabelSourceConfig,
    PolygonVectorOutputConfig,
    RasterizedSourceConfig,
    RasterizerConfig,
    SemanticSegmentationLabelSourceConfig,
    SemanticSegmentationLabelStoreConfig,
)
from rv_engine.learner.augmentor_config import (
    AugmentorConfig,
    BlurConfig,
    BrightnessContrastConfig,
    GaussianBlurConfig,
    GaussNoiseConfig,
    HorizontalFlipConfig,
    RandomRotate90Config,
    RandomScaleConfig,
    RGBShiftConfig,
    ToGrayConfig,
    VerticalFlipConfig,
)
from rv_engine.learner.backbone_names import Backbone
from rv_engine.learner.chip_classification_config import (
    ClassificationImageDataConfig,
    ClassificationLearnerConfig,
    ClassificationModelConfig,
)
from rv_engine.learner.data_config import DataConfig
from rv_engine.learner.external_module_config import ExternalModuleConfig
from rv_engine.learner.learner_config import LearnerConfig
from rv_engine.learner.loss_config import (
    CombinedLossConfig,
    CrossEntropyLossConfig,
    DiceLossConfig,
    FocalLossConfig,
    LossConfig,
    LovaszLossConfig,
)
from rv_engine.learner.model_config import ModelConfig
from rv_engine.learner.object_detection_config import (
    ObjectDetectionImageDataConfig,
    ObjectDetectionLearnerConfig,
    ObjectDetectionModelConfig,
)
from rv_engine.learner.semantic_segmentation_config import (
    SemanticSegmentationImageDataConfig,
    SemanticSegmentationLearnerConfig,
    SemanticSegmentationModelConfig,
)
from rv_engine.learner.solver_config import SolverConfig
from rv_engine.pipeline import (
    ChipClassificationConfig,
    ObjectDetectionConfig,
    PipelineConfig,
    ProcessingStepConfig,
    RemoveSmallAreasConfig,
    RVPipelineConfig,
    SemanticSegmentationConfig,
)
from rv_engine.raster import (
    CastTransformerConfig,
    MinMaxTransformerConfig,
    MultiRasterSourceConfig,
    NanTransformerConfig,
    RasterioSourceConfig,
    RasterSourceConfig,
    RasterTransformerConfig,
    ReclassTransformerConfig,
    RGBClassTransformerConfig,
    StatsTransformerConfig,
)
from rv_engine.scene import (
    ChipClassificationChipOptions,
    ChipOptions,
    DatasetConfig,
    ObjectDetectionChipOptions,
    ObjectDetectionWindowSamplingConfig,
    SceneConfig,
    SemanticSegmentationChipOptions,
    WindowSamplingConfig,
    WindowSamplingMethod,
)
from rv_engine.storage.raster_vision_files import (
    file_exists,
    file_to_json,
    file_to_str,
    json_to_file,
    str_to_file,
)
from rv_engine.vector import (
    BufferTransformerConfig,
    ClassInferenceTransformerConfig,
    GeoJSONVectorSourceConfig,
    OgrVectorSourceConfig,
    ShiftTransformerConfig,
    VectorSourceConfig,
    VectorTransformerConfig,
)

if TYPE_CHECKING:
    from rv_engine.analyze.analyzer import Analyzer as Analyzer
    from rv_engine.analyze.stats_analyzer import StatsAnalyzer as StatsAnalyzer
    from rv_engine.backend.backend import Backend as Backend
    from rv_engine.backend.pytorch_chip_classification import (
        PyTorchChipClassification as PyTorchChipClassification,
    )
    from rv_engine.backend.pytorch_object_detection import (
        PyTorchObjectDetection as PyTorchObjectDetection,
    )
    from rv_engine.backend.pytorch_semantic_segmentation import (
        PyTorchSemanticSegmentation as PyTorchSemanticSegmentation,
    )
    from rv_engine.evaluate.chip_classification_evaluator import (
        ChipClassificationEvaluator as ChipClassificationEvaluator,
    )
    from rv_engine.evaluate.evaluator import Evaluator as Evaluator
    from rv_engine.evaluate.object_detection_evaluator import (
        ObjectDetectionEvaluator as ObjectDetectionEvaluator,
    )
    from rv_engine.evaluate.semantic_segmentation_evaluator import (
        SemanticSegmentationEvaluator as SemanticSegmentationEvaluator,
    )
    from rv_engine.geo import Box as Box
    from rv_engine.geo import CRSTransformer as CRSTransformer
    from rv_engine.labels.chip_classification_geojson_store import (
        ChipClassificationGeoJSONStore as ChipClassificationGeoJSONStore,
    )
    from rv_engine.labels.chip_classification_label_source import (
        ChipClassificationLabelSource as ChipClassificationLabelSource,
    )
    from rv_engine.labels.chip_classification_labels import (
        ChipClassificationLabels as ChipClassificationLabels,
    )
    from rv_engine.labels.label_store import LabelStore as LabelStore
    from rv_engine.labels.object_detection_label_source import (
        ObjectDetectionLabelSource as ObjectDetectionLabelSource,
    )
    from rv_engine.labels.object_detection_labels import (
        ObjectDetectionLabels as ObjectDetectionLabels,
    )
    from rv_engine.labels.rasterized_source import RasterizedSource as RasterizedSource
    from rv_engine.labels.semantic_segmentation_label_source import (
        SemanticSegmentationLabelSource as SemanticSegmentationLabelSource,
    )
    from rv_engine.labels.semantic_segmentation_label_store import (
        SemanticSegmentationLabelStore as SemanticSegmentationLabelStore,
    )
    from rv_engine.learner.chip_classification.classification_learner import (
        ClassificationLearner as ClassificationLearner,
    )
    from rv_engine.learner.learner import Learner as Learner
    from rv_engine.learner.object_detection.object_detection_learner import (
        ObjectDetectionLearner as ObjectDetectionLearner,
    )
    from rv_engine.learner.semantic_segmentation.semantic_segmentation_learner import (
        SemanticSegmentationLearner as SemanticSegmentationLearner,
    )
    from rv_engine.pipeline.chip_classification import ChipClassification as ChipClassification
    from rv_engine.pipeline.object_detection import ObjectDetection as ObjectDetection
    from rv_engine.pipeline.rv_pipeline import RVPipeline as RVPipeline
    from rv_engine.pipeline.semantic_segmentation import (
        SemanticSegmentation as SemanticSegmentation,
    )
    from rv_engine.raster.multi_raster_source import MultiRasterSource as MultiRasterSource
    from rv_engine.raster.raster_source import RasterSource as RasterSource
    from rv_engine.raster.raster_stats import RasterStats as RasterStats
    from rv_engine.raster.raster_transformer import RasterTransformer as RasterTransformer
    from rv_engine.raster.rasterio_source import RasterioSource as RasterioSource
    from rv_engine.raster.rgb_class_transformer import RGBClassTransformer as RGBClassTransformer
    from rv_engine.raster.stats_transformer import StatsTransformer as StatsTransformer
    from rv_engine.raster.value_transformers import CastTransformer as CastTransformer
    from rv_engine.raster.value_transformers import MinMaxTransformer as MinMaxTransformer
    from rv_engine.raster.value_transformers import NanTransformer as NanTransformer
    from rv_engine.raster.value_transformers import ReclassTransformer as ReclassTransformer
    from rv_engine.scene.scene import Scene as Scene
    from rv_engine.vector.buffer_transformer import BufferTransformer as BufferTransformer
    from rv_engine.vector.class_inference_transformer import (
        ClassInferenceTransformer as ClassInferenceTransformer,
    )
    from rv_engine.vector.ogr_vector_source import OgrVectorSource as OgrVectorSource
    from rv_engine.vector.shift_transformer import ShiftTransformer as ShiftTransformer
    from rv_engine.vector.vector_transformer import VectorTransformer as VectorTransformer

# What a Config builds: imported when it is named, and not by `import *`.
_MODULES = {
    "Analyzer": "rv_engine.analyze.analyzer",
    "Backend": "rv_engine.backend.backend",
    "Box": "rv_engine.geo",
    "BufferTransformer": "rv_engine.vector.buffer_transformer",
    "CRSTransformer": "rv_engine.geo",
    "CastTransformer": "rv_engine.raster.value_transformers",
    "ChipClassification": "rv_engine.pipeline.chip_classification",
    "ChipClassificationEvaluator": "rv_engine.evaluate.chip_classification_evaluator",
    "ChipClassificationGeoJSONStore": "rv_engine.labels.chip_classification_geojson_store",
    "ChipClassificationLabelSource": "rv_engine.labels.chip_classification_label_source",
    "ChipClassificationLabels": "rv_engine.labels.chip_classification_labels",
    "ClassInferenceTransformer": "rv_engine.vector.class_inference_transformer",
    "ClassificationLearner": "rv_engine.learner.chip_classification.classification_learner",
    "Evaluator": "rv_engine.evaluate.evaluator",
    "LabelStore": "rv_engine.labels.label_store",
    "Learner": "rv_engine.learner.learner",
    "MinMaxTransformer": "rv_engine.raster.value_transformers",
    "MultiRasterSource": "rv_engine.raster.multi_raster_source",
    "NanTransformer": "rv_engine.raster.value_transformers",
    "ObjectDetection": "rv_engine.pipeline.object_detection",
    "ObjectDetectionEvaluator": "rv_engine.evaluate.object_detection_evaluator",
    "ObjectDetectionLabelSource": "rv_engine.labels.object_detection_label_source",
    "ObjectDetectionLabels": "rv_engine.labels.object_detection_labels",
    "ObjectDetectionLearner": "rv_engine.learner.object_detection.object_detection_learner",
    "OgrVectorSource": "rv_engine.vector.ogr_vector_source",
    "PyTorchChipClassification": "rv_engine.backend.pytorch_chip_classification",
    "PyTorchObjectDetection": "rv_engine.backend.pytorch_object_detection",
    "PyTorchSemanticSegmentation": "rv_engine.backend.pytorch_semantic_segmentation",
    "RGBClassTransformer": "rv_engine.raster.rgb_class_transformer",
    "RVPipeline": "rv_engine.pipeline.rv_pipeline",
    "RasterSource": "rv_engine.raster.raster_source",
    "RasterStats": "rv_engine.raster.raster_stats",
    "RasterTransformer": "rv_engine.raster.raster_transformer",
    "RasterioSource": "rv_engine.raster.rasterio_source",
    "RasterizedSource": "rv_engine.labels.rasterized_source",
    "ReclassTransformer": "rv_engine.raster.value_transformers",
    "Scene": "rv_engine.scene.scene",
    "SemanticSegmentation": "rv_engine.pipeline.semantic_segmentation",
    "SemanticSegmentationEvaluator": "rv_engine.evaluate.semantic_segmentation_evaluator",
    "SemanticSegmentationLabelSource": "rv_engine.labels.semantic_segmentation_label_source",
    "SemanticSegmentationLabelStore": "rv_engine.labels.semantic_segmentation_label_store",
    "SemanticSegmentationLearner": "rv_engine.learner.semantic_segmentation.semantic_segmentation_learner",
    "ShiftTransformer": "rv_engine.vector.shift_transformer",
    "StatsAnalyzer": "rv_engine.analyze.stats_analyzer",
    "StatsTransformer": "rv_engine.raster.stats_transformer",
    "VectorTransformer": "rv_engine.vector.vector_transformer",
}

__all__ = [
    "AnalyzerConfig",
    "AugmentorConfig",
    "Backbone",
    "BackendConfig",
    "BlurConfig",
    "BrightnessContrastConfig",
    "BufferTransformerConfig",
    "CastTransformerConfig",
    "ChipClassificationChipOptions",
    "ChipClassificationConfig",
    "ChipClassificationEvaluatorConfig",
    "ChipClassificationGeoJSONStoreConfig",
    "ChipClassificationLabelSourceConfig",
    "ChipOptions",
    "ClassConfig",
    "ClassInferenceTransformerConfig",
    "ClassificationGeoDataConfig",
    "ClassificationImageDataConfig",
    "ClassificationLearnerConfig",
    "ClassificationModelConfig",
    "CombinedLossConfig",
    "Config",
    "CrossEntropyLossConfig",
    "DataConfig",
    "DatasetConfig",
    "DiceLossConfig",
    "EvaluatorConfig",
    "ExternalModuleConfig",
    "Field",
    "FocalLossConfig",
    "GaussNoiseConfig",
    "GaussianBlurConfig",
    "GeoDataConfig",
    "GeoJSONVectorSourceConfig",
    "HorizontalFlipConfig",
    "LabelSourceConfig",
    "LabelStoreConfig",
    "LearnerConfig",
    "LossConfig",
    "LovaszLossConfig",
    "MinMaxTransformerConfig",
    "ModelConfig",
    "MultiRasterSourceConfig",
    "NanTransformerConfig",
    "ObjectDetectionChipOptions",
    "ObjectDetectionConfig",
    "ObjectDetectionEvaluatorConfig",
    "ObjectDetectionGeoDataConfig",
    "ObjectDetectionGeoJSONStoreConfig",
    "ObjectDetectionImageDataConfig",
    "ObjectDetectionLabelSourceConfig",
    "ObjectDetectionLearnerConfig",
    "ObjectDetectionModelConfig",
    "ObjectDetectionPredictOptions",
    "ObjectDetectionWindowSamplingConfig",
    "OgrVectorSourceConfig",
    "PipelineConfig",
    "PlotOptions",
    "PolygonVectorOutputConfig",
    "PredictOptions",
    "ProcessingStepConfig",
    "PyTorchBackendConfig",
    "PyTorchChipClassificationConfig",
    "PyTorchObjectDetectionConfig",
    "PyTorchSemanticSegmentationConfig",
    "RGBClassTransformerConfig",
    "RGBShiftConfig",
    "RVPipelineConfig",
    "RandomRotate90Config",
    "RandomScaleConfig",
    "RasterSourceConfig",
    "RasterTransformerConfig",
    "RasterioSourceConfig",
    "RasterizedSourceConfig",
    "RasterizerConfig",
    "ReclassTransformerConfig",
    "Registry",
    "RemoveSmallAreasConfig",
    "SceneConfig",
    "SemanticSegmentationChipOptions",
    "SemanticSegmentationConfig",
    "SemanticSegmentationEvaluatorConfig",
    "SemanticSegmentationGeoDataConfig",
    "SemanticSegmentationImageDataConfig",
    "SemanticSegmentationLabelSourceConfig",
    "SemanticSegmentationLabelStoreConfig",
    "SemanticSegmentationLearnerConfig",
    "SemanticSegmentationModelConfig",
    "SemanticSegmentationPredictOptions",
    "ShiftTransformerConfig",
    "SolverConfig",
    "StatsAnalyzerConfig",
    "StatsTransformerConfig",
    "ToGrayConfig",
    "VectorSourceConfig",
    "VectorTransformerConfig",
    "VerticalFlipConfig",
    "WindowSamplingConfig",
    "WindowSamplingMethod",
    "default_registry",
    "file_exists",
    "file_to_json",
    "file_to_str",
    "json_to_file",
    "register_config",
    "str_to_file",
]
# A script that imports everything shall meet the reason when it makes one of them, not a NameError.
__all__ += list(UNSUPPORTED_CONFIGS)


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name in _MODULES:
            value: object = getattr(importlib.import_module(_MODULES[name]), name)
        elif name in UNSUPPORTED_CONFIGS:
            value = stand_in(name)
        else:
            error = unsupported(name)
            value = None if error is not None or name.startswith("_") else _of_a_plugin(name)
            if value is None:
                raise error or AttributeError(f"module {__name__!r} has no attribute {name!r}")
            return value
        globals()[name] = value
        return value


def _of_a_plugin(name: str) -> object | None:
    """The Config of this name that a plugin registered."""
    configs = default_registry().config_classes().values()
    return next((config for config in configs if config.__name__ == name), None)
