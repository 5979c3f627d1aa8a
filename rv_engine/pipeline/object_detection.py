"""The pipeline for object detection."""

from __future__ import annotations

from rv_engine.backend import ObjectDetectionPredictOptions
from rv_engine.backend.object_detection_prediction import (
    DetectionModel,
    ObjectDetectionPrediction,
)
from rv_engine.geo import Box
from rv_engine.labels.object_detection_label_store import ObjectDetectionLabelStore
from rv_engine.pipeline.object_detection_config import ObjectDetectionConfig
from rv_engine.pipeline.rv_pipeline import RVPipeline
from rv_engine.scene.scene import Scene


class ObjectDetection(RVPipeline):
    """Finds objects and puts a box around each."""

    config: ObjectDetectionConfig

    def scene_prediction(
        self,
        scene: Scene,
        model: DetectionModel,
        store: ObjectDetectionLabelStore,
        extent: Box | None = None,
    ) -> ObjectDetectionPrediction:
        options = self.config.predict_options or ObjectDetectionPredictOptions()
        return ObjectDetectionPrediction(scene, model, options, store, extent)
