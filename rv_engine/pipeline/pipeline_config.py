"""Configs of pipelines."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from rv_engine.analyze import AnalyzerConfig, StatsAnalyzerConfig
from rv_engine.backend import BackendConfig, PredictOptions
from rv_engine.config import Config, display
from rv_engine.errors import ConfigError
from rv_engine.evaluate import EvaluatorConfig
from rv_engine.labels import LabelSourceConfig, LabelStoreConfig
from rv_engine.pipeline.processing_step_config import ProcessingStepConfig
from rv_engine.raster import StatsTransformerConfig
from rv_engine.scene import ChipOptions, DatasetConfig, SceneConfig, WindowSamplingConfig
from rv_engine.storage import is_remote, local_path
from rv_engine.storage.remote_folder import mirror_folder

if TYPE_CHECKING:
    from rv_engine.pipeline.rv_pipeline import RVPipeline

COMMANDS = ("analyze", "chip", "train", "predict", "eval", "bundle")


class PipelineConfig(Config, abstract=True):
    """Commands that work on one run folder."""

    type_hint: ClassVar[str] = "pipeline"

    root_uri: str | None = None
    """The run folder: everything that is made goes there."""


class RVPipelineConfig(PipelineConfig, abstract=True):
    """From labelled images to a trained model: ANALYZE, CHIP, TRAIN, PREDICT, EVAL, BUNDLE."""

    type_hint: ClassVar[str] = "rv_pipeline"

    chip_options_class: ClassVar[type[ChipOptions]] = ChipOptions
    """What the task says of chips; the other four are alike."""
    predict_options_class: ClassVar[type[PredictOptions]] = PredictOptions
    label_source_class: ClassVar[type[LabelSourceConfig]] = LabelSourceConfig
    label_store_class: ClassVar[type[LabelStoreConfig]] = LabelStoreConfig
    evaluator_class: ClassVar[type[EvaluatorConfig]] = EvaluatorConfig

    dataset: DatasetConfig
    """The classes and the scenes."""

    backend: BackendConfig
    """What learns."""

    analyzers: list[AnalyzerConfig] = Field(
        default_factory=list, json_schema_extra=display(advanced=True)
    )
    """What ANALYZE measures; what the transformers need is added by itself."""

    evaluators: list[EvaluatorConfig] = Field(
        default_factory=list, json_schema_extra=display(advanced=True)
    )
    """How EVAL compares; the one of the task when left out."""

    analyze_uri: str | None = Field(None, json_schema_extra=display(advanced=True))
    """The folder of ANALYZE; "analyze" in the run folder when left out."""

    chip_uri: str | None = Field(None, json_schema_extra=display(advanced=True))
    """The folder of CHIP; "chip" in the run folder when left out."""

    train_uri: str | None = Field(None, json_schema_extra=display(advanced=True))
    """The folder of TRAIN; "train" in the run folder when left out."""

    predict_uri: str | None = Field(None, json_schema_extra=display(advanced=True))
    """The folder of PREDICT; "predict" in the run folder when left out."""

    eval_uri: str | None = Field(None, json_schema_extra=display(advanced=True))
    """The folder of EVAL; "eval" in the run folder when left out."""

    bundle_uri: str | None = Field(None, json_schema_extra=display(advanced=True))
    """The folder of BUNDLE; "bundle" in the run folder when left out."""

    chip_options: ChipOptions | None = None
    """How CHIP cuts chips; windows of the model's size side by side when left out."""

    predict_options: PredictOptions | None = None
    """How PREDICT slides over scenes."""

    processing_steps: list[ProcessingStepConfig] = Field(
        default_factory=list, json_schema_extra=display(advanced=True)
    )
    """What PREDICT does with the labels of a scene before it writes them, in this order."""

    licence: str | None = Field(None, json_schema_extra=display(advanced=True))
    """What others may do with the trained model, such as "CC-BY-4.0"; written into its bundle."""

    def update(self) -> None:
        """Fills in what was left out: folders, options, and what the scenes' transformers need.

        Raises:
            ConfigError: There is no run folder.
        """
        if self.root_uri is None:
            raise ConfigError("root_uri is not set.", hint="Choose a folder for the run.")
        self._fill_in_folders(self.root_uri)
        self._fill_in_statistics()
        sampling = self.backend.chip_sampling(self.dataset)
        if self.chip_options is None:
            self.chip_options = self.default_chip_options()
            if sampling is not None:
                self.chip_options.sampling = sampling
        elif sampling is not None and sampling != self.chip_options.sampling:
            raise ConfigError(
                "backend.data.sampling and chip_options.sampling say different things.",
                hint="Leave one of them out.",
            )
        if self.predict_options is None:
            self.predict_options = self.predict_options_class()
        if not self.evaluators:
            self.evaluators = [self.evaluator_class()]
        for scene in self.dataset.predicted_scenes:
            if scene.label_store is None:
                scene.label_store = self.label_store_class()

    def _fill_in_folders(self, root_uri: str) -> None:
        if not is_remote(root_uri):
            # Commands run in a neutral folder or on other machines: a relative path would move.
            self.root_uri = str(local_path(root_uri).absolute())
        for command in COMMANDS:
            name = f"{command}_uri"
            folder = getattr(self, name) or str(self.root_folder / command)
            if is_remote(folder):
                raise ConfigError(
                    f"{name} is '{folder}', but only the whole run folder can lie elsewhere.",
                    hint=f"Leave {name} out, and give root_uri.",
                    where=name,
                )
            setattr(self, name, folder)

    def _fill_in_statistics(self) -> None:
        transformers = [
            transformer
            for scene in self.dataset.all_scenes
            for transformer in scene.raster_source.transformers
            if isinstance(transformer, StatsTransformerConfig)
        ]
        if any(transformer.stats_uri is None for transformer in transformers) and not any(
            isinstance(analyzer, StatsAnalyzerConfig) for analyzer in self.analyzers
        ):
            self.analyzers = [*self.analyzers, StatsAnalyzerConfig()]
        for transformer in transformers:
            transformer.fill_in_stats_uri(self.folder("analyze"))

    def default_chip_options(self) -> ChipOptions:
        """How chips are cut when nobody says: windows of the model's size, side by side."""
        sampling = WindowSamplingConfig(size=self.backend.chip_px)
        return self.chip_options_class(sampling=sampling)

    def named_class_ids(self) -> list[int]:
        """The classes that options name by number."""
        return []

    def validate_config(self) -> None:
        """Checks how the parts of an updated config fit each other.

        Raises:
            ConfigError: They do not.
        """
        tasks = {base.__dict__.get("type_hint") for base in type(self).__mro__}
        if self.backend.tasks and not tasks & set(self.backend.tasks):
            raise ConfigError(
                f"The backend {self.backend.type_hint!r} is for {', '.join(self.backend.tasks)}, "
                f"but the pipeline is {self.type_hint!r}.",
                hint="Choose the backend of the task.",
                where="backend",
            )
        for step in self.processing_steps:
            if step.tasks and not tasks & set(step.tasks):
                raise ConfigError(
                    f"The processing step {step.type_hint!r} is for {', '.join(step.tasks)}, but "
                    f"the pipeline is {self.type_hint!r}.",
                    hint="Leave it out.",
                    where="processing_steps",
                )
        for scene in self.dataset.all_scenes:
            self._check_scene(scene)
        self._check_classes()
        self._check_sampling()

    def _check_scene(self, scene: SceneConfig) -> None:
        wanted = {"label_source": self.label_source_class, "label_store": self.label_store_class}
        for name, config_class in wanted.items():
            part = getattr(scene, name)
            if part is not None and not isinstance(part, config_class):
                raise ConfigError(
                    f"The {name} of the scene {scene.id!r} is a {type(part).__name__}, which is "
                    f"none for {self.type_hint!r}.",
                    hint=f"Give it a {config_class.__name__}.",
                )

    def _check_classes(self) -> None:
        count = len(self.dataset.class_config)
        named = [*self.named_class_ids()]
        for step in self.processing_steps:
            named += step.named_class_ids()
        wrong = [number for number in named if not 0 <= number < count]
        if wrong:
            raise ConfigError(
                f"There is no class {wrong[0]}; there are {count}, counted from 0.",
                hint="Check target_class_ids, vector_output and processing_steps.",
            )

    def _check_sampling(self) -> None:
        if self.chip_options is None:
            return
        labelled = [s for s in self.dataset.validation_scenes if s.label_source is not None]
        for scene in (*self.dataset.train_scenes, *labelled):
            self.chip_options.sampling_of(scene.id)

    @property
    def root_folder(self) -> Path:
        """The run folder on this machine: of one that lies elsewhere, its mirror."""
        root = self.root_uri or ""
        return mirror_folder(root) if is_remote(root) else local_path(root)

    def folder(self, command: str) -> Path:
        """The folder of a command; `update` has filled it in."""
        return Path(getattr(self, f"{command}_uri"))

    def build(self) -> RVPipeline:
        """The pipeline; call `update` first."""
        raise NotImplementedError
