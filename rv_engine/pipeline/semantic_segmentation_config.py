"""Config of the pipeline for semantic segmentation."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rv_engine.backend import PredictOptions, SemanticSegmentationPredictOptions
from rv_engine.evaluate import EvaluatorConfig, SemanticSegmentationEvaluatorConfig
from rv_engine.labels import (
    LabelSourceConfig,
    LabelStoreConfig,
    SemanticSegmentationLabelSourceConfig,
    SemanticSegmentationLabelStoreConfig,
)
from rv_engine.pipeline.pipeline_config import RVPipelineConfig
from rv_engine.scene import ChipOptions, SemanticSegmentationChipOptions

if TYPE_CHECKING:
    from rv_engine.pipeline.semantic_segmentation import SemanticSegmentation


class SemanticSegmentationConfig(RVPipelineConfig):
    """A class for each pixel."""

    type_hint: ClassVar[str] = "semantic_segmentation"

    chip_options_class: ClassVar[type[ChipOptions]] = SemanticSegmentationChipOptions
    predict_options_class: ClassVar[type[PredictOptions]] = SemanticSegmentationPredictOptions
    label_source_class: ClassVar[type[LabelSourceConfig]] = SemanticSegmentationLabelSourceConfig
    label_store_class: ClassVar[type[LabelStoreConfig]] = SemanticSegmentationLabelStoreConfig
    evaluator_class: ClassVar[type[EvaluatorConfig]] = SemanticSegmentationEvaluatorConfig

    chip_options: SemanticSegmentationChipOptions | None = None
    """How CHIP cuts chips; windows of the model's size side by side when left out."""

    predict_options: SemanticSegmentationPredictOptions | None = None
    """How PREDICT slides over scenes."""

    def update(self) -> None:
        """Fills in what was left out; pixels without any label need a class of their own.

        Raises:
            ConfigError: There is no run folder.
        """
        super().update()
        self.dataset.class_config.ensure_null_class()
        if self.predict_options is not None and self.predict_options.write_probabilities:
            for scene in self.dataset.predicted_scenes:
                scene.label_store = scene.label_store and scene.label_store.with_scores()

    def named_class_ids(self) -> list[int]:
        ids = list((self.chip_options and self.chip_options.target_class_ids) or [])
        for scene in self.dataset.predicted_scenes:
            if isinstance(scene.label_store, SemanticSegmentationLabelStoreConfig):
                ids += [output.class_id for output in scene.label_store.vector_output]
        return ids

    def build(self) -> SemanticSegmentation:
        """The pipeline; call `update` first."""
        from rv_engine.pipeline.semantic_segmentation import SemanticSegmentation

        return SemanticSegmentation(self)
