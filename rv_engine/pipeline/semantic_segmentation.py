"""The pipeline for semantic segmentation."""

from __future__ import annotations

from rv_engine.backend import SemanticSegmentationPredictOptions
from rv_engine.backend.semantic_segmentation_prediction import (
    SegmentationModel,
    SemanticSegmentationPrediction,
)
from rv_engine.geo import Box
from rv_engine.labels.semantic_segmentation_label_store import SemanticSegmentationLabelStore
from rv_engine.pipeline.rv_pipeline import RVPipeline
from rv_engine.pipeline.semantic_segmentation_config import SemanticSegmentationConfig
from rv_engine.scene.scene import Scene


class SemanticSegmentation(RVPipeline):
    """Maps a class to each pixel."""

    config: SemanticSegmentationConfig

    def scene_prediction(
        self,
        scene: Scene,
        model: SegmentationModel,
        store: SemanticSegmentationLabelStore,
        extent: Box | None = None,
    ) -> SemanticSegmentationPrediction:
        options = self.config.predict_options or SemanticSegmentationPredictOptions()
        return SemanticSegmentationPrediction(scene, model, options, store, extent)
