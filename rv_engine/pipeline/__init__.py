"""The commands of each task."""

from rv_engine.pipeline.chip_classification_config import ChipClassificationConfig
from rv_engine.pipeline.object_detection_config import ObjectDetectionConfig
from rv_engine.pipeline.pipeline_config import COMMANDS, PipelineConfig, RVPipelineConfig
from rv_engine.pipeline.processing_step_config import (
    ProcessingStepConfig,
    RemoveSmallAreasConfig,
)
from rv_engine.pipeline.semantic_segmentation_config import SemanticSegmentationConfig

__all__ = [
    "COMMANDS",
    "ChipClassificationConfig",
    "ObjectDetectionConfig",
    "PipelineConfig",
    "ProcessingStepConfig",
    "RVPipelineConfig",
    "RemoveSmallAreasConfig",
    "SemanticSegmentationConfig",
]
