"""What comes with the engine; it enters by the same door as any plugin."""

from __future__ import annotations

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
from rv_engine.builtin_commands import COMMANDS
from rv_engine.config import Registry
from rv_engine.config.class_config import ClassConfig
from rv_engine.config.registry import ANY_EXTENSION
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

CONFIG_CLASSES = (
    AnalyzerConfig,
    AugmentorConfig,
    BackendConfig,
    BlurConfig,
    BrightnessContrastConfig,
    BufferTransformerConfig,
    CastTransformerConfig,
    ChipClassificationChipOptions,
    ChipClassificationConfig,
    ChipClassificationEvaluatorConfig,
    ChipClassificationGeoJSONStoreConfig,
    ChipClassificationLabelSourceConfig,
    ChipOptions,
    ClassConfig,
    ClassInferenceTransformerConfig,
    ClassificationGeoDataConfig,
    ClassificationImageDataConfig,
    ClassificationLearnerConfig,
    ClassificationModelConfig,
    CombinedLossConfig,
    CrossEntropyLossConfig,
    DataConfig,
    DatasetConfig,
    DiceLossConfig,
    EvaluatorConfig,
    ExternalModuleConfig,
    FocalLossConfig,
    GaussNoiseConfig,
    GaussianBlurConfig,
    GeoDataConfig,
    GeoJSONVectorSourceConfig,
    HorizontalFlipConfig,
    LabelSourceConfig,
    LabelStoreConfig,
    LearnerConfig,
    LossConfig,
    LovaszLossConfig,
    MinMaxTransformerConfig,
    ModelConfig,
    MultiRasterSourceConfig,
    NanTransformerConfig,
    ObjectDetectionChipOptions,
    ObjectDetectionConfig,
    ObjectDetectionEvaluatorConfig,
    ObjectDetectionGeoDataConfig,
    ObjectDetectionGeoJSONStoreConfig,
    ObjectDetectionImageDataConfig,
    ObjectDetectionLabelSourceConfig,
    ObjectDetectionLearnerConfig,
    ObjectDetectionModelConfig,
    ObjectDetectionPredictOptions,
    ObjectDetectionWindowSamplingConfig,
    OgrVectorSourceConfig,
    PipelineConfig,
    PolygonVectorOutputConfig,
    PredictOptions,
    ProcessingStepConfig,
    PyTorchBackendConfig,
    PyTorchChipClassificationConfig,
    PyTorchObjectDetectionConfig,
    PyTorchSemanticSegmentationConfig,
    RGBClassTransformerConfig,
    RGBShiftConfig,
    RVPipelineConfig,
    RemoveSmallAreasConfig,
    RandomRotate90Config,
    RandomScaleConfig,
    RasterSourceConfig,
    RasterTransformerConfig,
    RasterioSourceConfig,
    RasterizedSourceConfig,
    RasterizerConfig,
    ReclassTransformerConfig,
    SceneConfig,
    SemanticSegmentationChipOptions,
    SemanticSegmentationConfig,
    SemanticSegmentationEvaluatorConfig,
    SemanticSegmentationGeoDataConfig,
    SemanticSegmentationImageDataConfig,
    SemanticSegmentationLabelSourceConfig,
    SemanticSegmentationLabelStoreConfig,
    SemanticSegmentationLearnerConfig,
    SemanticSegmentationModelConfig,
    SemanticSegmentationPredictOptions,
    ShiftTransformerConfig,
    SolverConfig,
    StatsAnalyzerConfig,
    StatsTransformerConfig,
    ToGrayConfig,
    VectorSourceConfig,
    VectorTransformerConfig,
    VerticalFlipConfig,
    WindowSamplingConfig,
)


# Imported when they are used.
RUNNERS = {
    "dask": "rv_engine.runner.dask_runner:DaskRunner",
    "inprocess": "rv_engine.runner.inprocess_runner:InProcessRunner",
    "local": "rv_engine.runner.local_runner:LocalRunner",
}


def register_plugin(registry: Registry) -> None:
    """Registers all that is built in."""
    for config_class in CONFIG_CLASSES:
        registry.add_config(config_class)
    for name, factory in RUNNERS.items():
        registry.add_runner(name, factory)
    for name, command in COMMANDS.items():
        registry.add_command(name, command)
    registry.add_default_raster_source(ANY_EXTENSION, RasterioSourceConfig)
    registry.add_default_vector_source(ANY_EXTENSION, OgrVectorSourceConfig)
