"""The commands of each task."""

from rv_engine.pipeline.pipeline_config import COMMANDS, PipelineConfig, RVPipelineConfig
from rv_engine.pipeline.semantic_segmentation_config import SemanticSegmentationConfig

__all__ = ["COMMANDS", "PipelineConfig", "RVPipelineConfig", "SemanticSegmentationConfig"]
