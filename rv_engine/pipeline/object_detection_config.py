"""Config of the pipeline for object detection."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rv_engine.backend import ObjectDetectionPredictOptions, PredictOptions
from rv_engine.evaluate import EvaluatorConfig, ObjectDetectionEvaluatorConfig
from rv_engine.labels import (
    LabelSourceConfig,
    LabelStoreConfig,
    ObjectDetectionGeoJSONStoreConfig,
    ObjectDetectionLabelSourceConfig,
)
from rv_engine.pipeline.pipeline_config import RVPipelineConfig
from rv_engine.scene import (
    ChipOptions,
    ObjectDetectionChipOptions,
    ObjectDetectionWindowSamplingConfig,
)

if TYPE_CHECKING:
    from rv_engine.pipeline.object_detection import ObjectDetection


class ObjectDetectionConfig(RVPipelineConfig):
    """A box around each object."""

    type_hint: ClassVar[str] = "object_detection"

    chip_options_class: ClassVar[type[ChipOptions]] = ObjectDetectionChipOptions
    predict_options_class: ClassVar[type[PredictOptions]] = ObjectDetectionPredictOptions
    label_source_class: ClassVar[type[LabelSourceConfig]] = ObjectDetectionLabelSourceConfig
    label_store_class: ClassVar[type[LabelStoreConfig]] = ObjectDetectionGeoJSONStoreConfig
    evaluator_class: ClassVar[type[EvaluatorConfig]] = ObjectDetectionEvaluatorConfig

    chip_options: ObjectDetectionChipOptions | None = None
    """How CHIP cuts chips; windows of the model's size side by side when left out."""

    predict_options: ObjectDetectionPredictOptions | None = None
    """How PREDICT slides over scenes, and how sure the model must be."""

    def default_chip_options(self) -> ObjectDetectionChipOptions:
        sampling = ObjectDetectionWindowSamplingConfig(size=self.backend.chip_px)
        return ObjectDetectionChipOptions(sampling=sampling)

    def build(self) -> ObjectDetection:
        """The pipeline; call `update` first."""
        from rv_engine.pipeline.object_detection import ObjectDetection

        return ObjectDetection(self)
