"""Config of the pipeline for semantic segmentation."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rv_engine.backend import PyTorchSemanticSegmentationConfig, SemanticSegmentationPredictOptions
from rv_engine.errors import ConfigError
from rv_engine.evaluate import SemanticSegmentationEvaluatorConfig
from rv_engine.labels import SemanticSegmentationLabelStoreConfig
from rv_engine.pipeline.pipeline_config import RVPipelineConfig
from rv_engine.scene import SemanticSegmentationChipOptions, WindowSamplingConfig

if TYPE_CHECKING:
    from rv_engine.pipeline.semantic_segmentation import SemanticSegmentation


class SemanticSegmentationConfig(RVPipelineConfig):
    """A class for each pixel."""

    type_hint: ClassVar[str] = "semantic_segmentation"

    backend: PyTorchSemanticSegmentationConfig
    """What learns."""

    chip_options: SemanticSegmentationChipOptions | None = None
    """How CHIP cuts chips; windows of the model's size side by side when left out."""

    predict_options: SemanticSegmentationPredictOptions | None = None
    """How PREDICT slides over scenes."""

    def update(self) -> None:
        """Fills in what was left out.

        Raises:
            ConfigError: There is no run folder.
        """
        super().update()
        self.dataset.class_config.ensure_null_class()
        if self.chip_options is None:
            sampling = WindowSamplingConfig(size=self.backend.data.img_sz)
            self.chip_options = SemanticSegmentationChipOptions(sampling=sampling)
        if self.predict_options is None:
            self.predict_options = SemanticSegmentationPredictOptions()
        if not self.evaluators:
            self.evaluators = [SemanticSegmentationEvaluatorConfig()]
        for scene in self.dataset.predicted_scenes:
            if scene.label_store is None:
                scene.label_store = SemanticSegmentationLabelStoreConfig()

    def validate_config(self) -> None:
        """Checks that classes named by number exist.

        Raises:
            ConfigError: One does not.
        """
        count = len(self.dataset.class_config)
        named = list((self.chip_options and self.chip_options.target_class_ids) or [])
        for scene in self.dataset.predicted_scenes:
            if isinstance(scene.label_store, SemanticSegmentationLabelStoreConfig):
                named += [output.class_id for output in scene.label_store.vector_output]
        wrong = [class_id for class_id in named if not 0 <= class_id < count]
        if wrong:
            raise ConfigError(
                f"There is no class {wrong[0]}; there are {count}, counted from 0.",
                hint="Check target_class_ids and vector_output.",
            )

    def build(self) -> SemanticSegmentation:
        """The pipeline; call `update` first."""
        from rv_engine.pipeline.semantic_segmentation import SemanticSegmentation

        return SemanticSegmentation(self)
