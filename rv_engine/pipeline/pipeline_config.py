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
from rv_engine.raster import StatsTransformerConfig
from rv_engine.scene import ChipOptions, DatasetConfig

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

    def update(self) -> None:
        """Fills in the folders, and what the transformers of the scenes need.

        Raises:
            ConfigError: There is no run folder.
        """
        if self.root_uri is None:
            raise ConfigError("root_uri is not set.", hint="Choose a folder for the run.")
        # Commands run in a neutral folder or on other machines: a relative path would move.
        root = Path(self.root_uri).absolute()
        self.root_uri = str(root)
        for command in COMMANDS:
            name = f"{command}_uri"
            setattr(self, name, getattr(self, name) or str(root / command))
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

    def folder(self, command: str) -> Path:
        """The folder of a command; `update` has filled it in."""
        return Path(getattr(self, f"{command}_uri"))

    def build(self) -> RVPipeline:
        """The pipeline; call `update` first."""
        raise NotImplementedError
