"""What the pipelines of all tasks share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rv_engine.messages import Artifact
from rv_engine.monitor import Monitor
from rv_engine.pipeline.command import Command
from rv_engine.pipeline.pipeline_config import RVPipelineConfig
from rv_engine.raster import StatsTransformerConfig
from rv_engine.scene import SceneConfig
from rv_engine.scene.scene import Scene


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
        groups = {
            name: self._bare_scenes(scenes) for name, scenes in self.config.dataset.groups().items()
        }
        for index, analyzer in enumerate(self.config.analyzers):
            count = len(self.config.analyzers)
            part = monitor.part(index / count, (index + 1) / count)
            analyzer.build().process(groups, folder, part)

    def commands(self) -> list[Command]:
        """The commands in their order."""
        config, dataset = self.config, self.config.dataset
        learned = [*dataset.train_scenes, *dataset.validation_scenes]
        predicted = dataset.predicted_scenes
        classes = dataset.class_config
        groups = {name: [s.id for s in scenes] for name, scenes in dataset.groups().items()}
        return [
            Command(
                "analyze", self.analyze, config.folder("analyze"),
                inputs=[_images(dataset.all_scenes), groups, _dicts(config.analyzers)],
                files=_image_files(dataset.all_scenes), share=2,
            ),
            Command(
                "chip", self.chip, config.folder("chip"),
                inputs=[
                    _images(learned), _labels(learned), groups["train_scenes"],
                    classes.names, classes.null_class, _dict(config.chip_options),
                ],
                files=_image_files(learned) + _label_files(learned),
                contents=_stats_files(learned), share=4,
            ),
            Command(
                "train", self.train, config.folder("train"),
                inputs=config.backend.to_dict(), depends_on=("chip",), share=70, resumable=True,
            ),
            Command(
                "predict", self.predict, config.folder("predict"),
                inputs=[
                    _images(predicted), [_dict(scene.label_store) for scene in predicted],
                    [scene.aoi_uris for scene in predicted], classes.to_dict(),
                    _dict(config.predict_options),
                ],
                files=_image_files(predicted) + _area_files(predicted),
                contents=_stats_files(predicted), depends_on=("train",),
                artifacts=self.predictions(), share=18, resumable=True,
            ),
            Command(
                "eval", self.eval, config.folder("eval"),
                inputs=[
                    _images(predicted), _labels(predicted), groups, classes.to_dict(),
                    _dicts(config.evaluators),
                ],
                files=_image_files(predicted) + _label_files(predicted),
                depends_on=("predict",), artifacts=self.evaluations(), share=4,
            ),
            Command(
                "bundle", self.bundle, config.folder("bundle"),
                inputs=config.to_dict(), contents=_stats_files(dataset.train_scenes),
                depends_on=("train", "eval"), artifacts=self.bundles(), share=2,
            ),
        ]  # fmt: skip

    def predictions(self) -> tuple[Artifact, ...]:
        """What PREDICT makes for people."""
        return ()

    def evaluations(self) -> tuple[Artifact, ...]:
        """What EVAL makes for people."""
        return ()

    def bundles(self) -> tuple[Artifact, ...]:
        """What BUNDLE makes for people."""
        return ()

    def result(self) -> dict[str, Any]:
        """What a finished run tells: where its outputs are."""
        return {"root": self.config.root_uri}

    def scenes(self, configs: Sequence[SceneConfig]) -> list[Scene]:
        """The scenes of configs; their files are opened."""
        return [config.build(self.config.dataset.class_config) for config in configs]

    def _bare_scenes(self, configs: Sequence[SceneConfig]) -> list[Scene]:
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


def _images(scenes: Sequence[SceneConfig]) -> list[Any]:
    return [[scene.id, scene.raster_source.to_dict()] for scene in scenes]


def _labels(scenes: Sequence[SceneConfig]) -> list[Any]:
    return [[_dict(scene.label_source), scene.aoi_uris] for scene in scenes]


def _image_files(scenes: Sequence[SceneConfig]) -> tuple[str, ...]:
    paths = (path for scene in scenes for path in scene.raster_source.input_files())
    return tuple(dict.fromkeys(paths))


def _area_files(scenes: Sequence[SceneConfig]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(path for scene in scenes for path in scene.aoi_uris))


def _label_files(scenes: Sequence[SceneConfig]) -> tuple[str, ...]:
    paths: list[str] = []
    for scene in scenes:
        if scene.label_source is not None:
            paths += scene.label_source.input_files()
    return tuple(dict.fromkeys(paths)) + _area_files(scenes)


def _stats_files(scenes: Sequence[SceneConfig]) -> tuple[str, ...]:
    """The statistics that transformers read, which ANALYZE or the user made."""
    uris = (
        transformer.stats_uri
        for scene in scenes
        for transformer in scene.raster_source.transformers
        if isinstance(transformer, StatsTransformerConfig)
    )
    return tuple(dict.fromkeys(uri for uri in uris if uri is not None))
