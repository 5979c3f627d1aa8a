"""Config of the pipeline for chip classification."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rv_engine.backend import PredictOptions
from rv_engine.evaluate import ChipClassificationEvaluatorConfig, EvaluatorConfig
from rv_engine.labels import (
    ChipClassificationGeoJSONStoreConfig,
    ChipClassificationLabelSourceConfig,
    LabelSourceConfig,
    LabelStoreConfig,
)
from rv_engine.pipeline.pipeline_config import RVPipelineConfig
from rv_engine.scene import ChipClassificationChipOptions, ChipOptions, SceneConfig

if TYPE_CHECKING:
    from rv_engine.pipeline.chip_classification import ChipClassification


class ChipClassificationConfig(RVPipelineConfig):
    """A class for each cell of a grid."""

    type_hint: ClassVar[str] = "chip_classification"

    chip_options_class: ClassVar[type[ChipOptions]] = ChipClassificationChipOptions
    label_source_class: ClassVar[type[LabelSourceConfig]] = ChipClassificationLabelSourceConfig
    label_store_class: ClassVar[type[LabelStoreConfig]] = ChipClassificationGeoJSONStoreConfig
    evaluator_class: ClassVar[type[EvaluatorConfig]] = ChipClassificationEvaluatorConfig

    predict_options: PredictOptions | None = None
    """The cells that PREDICT lays over scenes; of the size of the chips when left out."""

    def update(self) -> None:
        """Fills in what was left out: the cells have the size of the chips.

        Raises:
            ConfigError: There is no run folder.
        """
        has_predict_options = self.predict_options is not None
        super().update()
        self._update_chip_options()
        if not has_predict_options:
            size = self._chip_px(self.dataset.train_scenes[0])
            self.predict_options = PredictOptions(chip_sz=size)
        for scene in self.dataset.all_scenes:
            source = scene.label_source
            if isinstance(source, ChipClassificationLabelSourceConfig) and source.cell_sz is None:
                source.cell_sz = self._chip_px(scene)
        for evaluator in self.evaluators:
            if isinstance(evaluator, ChipClassificationEvaluatorConfig):
                evaluator.multi_label = self.multi_label

    @property
    def multi_label(self) -> bool:
        """Whether a cell can have several classes, which the model knows."""
        return bool(getattr(getattr(self.backend, "model", None), "multi_label", False))

    def named_class_ids(self) -> list[int]:
        sources = [scene.label_source for scene in self.dataset.all_scenes]
        return [
            source.background_class_id
            for source in sources
            if isinstance(source, ChipClassificationLabelSourceConfig)
            and source.background_class_id is not None
        ]

    def _update_chip_options(self) -> None:
        options = self.chip_options
        if options is not None and not isinstance(options, ChipClassificationChipOptions):
            # Raster Vision has no options of their own for this task.
            values = {name: getattr(options, name) for name in ChipOptions.model_fields}
            options = ChipClassificationChipOptions(**values)
        if options is not None:
            self.chip_options = options.model_copy(update={"multi_label": self.multi_label})

    def _chip_px(self, scene: SceneConfig) -> int:
        """The side of a scene's cells: that of its chips, or of the predicted windows."""
        options = self.chip_options
        if options is not None and (
            not isinstance(options.sampling, dict) or scene.id in options.sampling
        ):
            return options.sampling_of(scene.id).size
        return (
            self.backend.chip_px if self.predict_options is None else self.predict_options.chip_sz
        )

    def build(self) -> ChipClassification:
        """The pipeline; call `update` first."""
        from rv_engine.pipeline.chip_classification import ChipClassification

        return ChipClassification(self)
