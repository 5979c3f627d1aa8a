"""What the pipelines of all tasks share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rv_engine.analyze import StatsAnalyzerConfig
from rv_engine.labels import RasterizedSourceConfig, SemanticSegmentationLabelSourceConfig
from rv_engine.monitor import Monitor
from rv_engine.pipeline.command import Command
from rv_engine.pipeline.pipeline_config import RVPipelineConfig
from rv_engine.raster import RasterioSourceConfig, RasterSourceConfig
from rv_engine.scene import SceneConfig
from rv_engine.scene.scene import Scene
from rv_engine.vector import OgrVectorSourceConfig


class RVPipeline(ABC):
    """The six commands on a config.

    Args:
        config: Updated.
    """

    def __init__(self, config: RVPipelineConfig) -> None:
        self.config = config

    @abstractmethod
    def chip(self, folder: Path, monitor: Monitor) -> None:
        """Cuts chips into a folder."""

    @abstractmethod
    def train(self, folder: Path, monitor: Monitor) -> None:
        """Trains into a folder."""

    @abstractmethod
    def predict(self, folder: Path, monitor: Monitor) -> None:
        """Maps scenes into a folder."""

    @abstractmethod
    def eval(self, folder: Path, monitor: Monitor) -> None:
        """Compares maps with labels into a folder."""

    @abstractmethod
    def bundle(self, folder: Path, monitor: Monitor) -> None:
        """Packs what a stranger needs to predict into a folder."""

    def analyze(self, folder: Path, monitor: Monitor) -> None:
        """Measures the images into a folder."""
        groups = self.config.dataset.groups()
        for analyzer in self.config.analyzers:
            if not isinstance(analyzer, StatsAnalyzerConfig):
                continue
            stats_folder = Path(analyzer.output_uri) if analyzer.output_uri else folder / "stats"
            for index, (name, scenes) in enumerate(groups.items()):
                part = monitor.part(index / len(groups), (index + 1) / len(groups))
                stats = analyzer.build().analyze(self._images(scenes), part)
                stats.to_file(stats_folder / name / "stats.json")

    def commands(self) -> list[Command]:
        """The commands in their order."""
        config = self.config
        scenes = config.dataset.to_dict()
        train_files = _files(config.dataset.train_scenes + config.dataset.validation_scenes)
        all_files = _files(config.dataset.all_scenes)
        backend = config.backend.to_dict()
        return [
            Command(
                "analyze", self.analyze, config.folder("analyze"),
                [scenes, _dicts(config.analyzers)], all_files, share=2,
            ),
            Command(
                "chip", self.chip, config.folder("chip"),
                [scenes, _dict(config.chip_options)], train_files, ("analyze",), share=4,
            ),
            Command(
                "train", self.train, config.folder("train"),
                backend, (), ("chip",), share=70, resumable=True,
            ),
            Command(
                "predict", self.predict, config.folder("predict"),
                [scenes, _dict(config.predict_options)], all_files, ("analyze", "train"),
                share=18, resumable=True,
            ),
            Command(
                "eval", self.eval, config.folder("eval"),
                [scenes, _dicts(config.evaluators)], all_files, ("predict",), share=4,
            ),
            Command(
                "bundle", self.bundle, config.folder("bundle"),
                config.to_dict(), (), ("analyze", "train", "eval"), share=2,
            ),
        ]  # fmt: skip

    def result(self) -> dict[str, Any]:
        """What a finished run tells: where its outputs are."""
        return {"root": self.config.root_uri}

    def scenes(self, configs: Sequence[SceneConfig]) -> list[Scene]:
        """The scenes of configs; their files are opened."""
        return [config.build(self.config.dataset.class_config) for config in configs]

    def _images(self, configs: Sequence[SceneConfig]) -> list[Scene]:
        """Scenes without labels and transformers, whose statistics may not be there yet."""
        class_config = self.config.dataset.class_config
        return [
            SceneConfig(
                id=config.id,
                raster_source=config.raster_source.model_copy(update={"transformers": []}),
            ).build(class_config)
            for config in configs
        ]


def _dict(config: Any) -> Any:
    return None if config is None else config.to_dict()


def _dicts(configs: Sequence[Any]) -> list[Any]:
    return [config.to_dict() for config in configs]


def _files(scenes: Sequence[SceneConfig]) -> tuple[str, ...]:
    """The user's files that scenes are made of."""
    files: list[str] = []
    for scene in scenes:
        files += [*_raster_files(scene.raster_source), *scene.aoi_uris]
        if isinstance(scene.label_source, SemanticSegmentationLabelSourceConfig):
            files += _raster_files(scene.label_source.raster_source)
    return tuple(dict.fromkeys(files))


def _raster_files(source: RasterSourceConfig) -> list[str]:
    if isinstance(source, RasterioSourceConfig):
        return list(source.uris)
    if isinstance(source, RasterizedSourceConfig) and isinstance(
        source.vector_source, OgrVectorSourceConfig
    ):
        return list(source.vector_source.uris)
    return []
