"""The pipeline for chip classification."""

from __future__ import annotations

from rv_engine.backend import PredictOptions
from rv_engine.backend.chip_classification_prediction import (
    ChipClassificationPrediction,
    ClassificationModel,
)
from rv_engine.geo import Box
from rv_engine.labels.chip_classification_geojson_store import ChipClassificationGeoJSONStore
from rv_engine.pipeline.chip_classification_config import ChipClassificationConfig
from rv_engine.pipeline.rv_pipeline import RVPipeline
from rv_engine.scene.scene import Scene


class ChipClassification(RVPipeline):
    """Maps a class to each cell."""

    config: ChipClassificationConfig

    def scene_prediction(
        self,
        scene: Scene,
        model: ClassificationModel,
        store: ChipClassificationGeoJSONStore,
        extent: Box | None = None,
    ) -> ChipClassificationPrediction:
        options = self.config.predict_options or PredictOptions()
        return ChipClassificationPrediction(scene, model, options, store, extent)
