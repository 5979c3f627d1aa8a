"""PREDICT: all scenes, tile by tile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from rv_engine.backend.backend import Backend
from rv_engine.backend.scene_prediction import ScenePrediction, prediction_tiles
from rv_engine.errors import ConfigError
from rv_engine.geo import Box
from rv_engine.labels import LabelStoreConfig
from rv_engine.labels.label_store import LabelFiles, LabelStore
from rv_engine.monitor import Monitor
from rv_engine.pipeline.command import Part
from rv_engine.pipeline.pipeline_config import RVPipelineConfig
from rv_engine.pipeline.processing_step import ProcessingStep
from rv_engine.scene import SceneConfig
from rv_engine.scene.scene import Scene
from rv_engine.storage import remove_path

# Of the time that a scene takes, the part after all its tiles are there.
_FINISH_SHARE = 0.1
_PIECES = "pieces"


@dataclass(frozen=True)
class _Work:
    """A tile of a scene, or what is left to do when all its tiles are there."""

    scene: SceneConfig
    tile: Box | None
    share: float
    after: tuple[str, ...] = ()


class PredictCommand:
    """Predicts the scenes of a pipeline.

    Args:
        config: Updated.
        backend: Loads the model.
        scene_prediction: Makes the prediction of a scene from scene, model and store.
    """

    def __init__(
        self,
        config: RVPipelineConfig,
        backend: Backend,
        scene_prediction: Callable[[Scene, Any, LabelStore], ScenePrediction],
    ) -> None:
        self._config = config
        self._backend = backend
        self._scene_prediction = scene_prediction
        # What the next tile in this process needs too.
        self._model: Any = None
        self._scene: tuple[SceneConfig, Scene] | None = None

    def parts(self) -> list[Part]:
        """The tiles of each scene, and after them the joining of the scene's pieces."""
        return [Part(name, work.share, work.after) for name, work in self._work.items()]

    def run_part(self, part: Part, folder: Path, monitor: Monitor) -> None:
        """Predicts a tile, or makes the files of a scene.

        Raises:
            RvError: The image cannot be read, the model does not fit, or the disk is full.
        """
        work = self._work[part.name]
        pieces = folder / work.scene.id / _PIECES
        if pieces.parent.exists() and not pieces.exists():
            return  # finished before an interruption
        scene = self._open(work.scene)
        config = store_config(work.scene)
        files = config.files(folder, work.scene.id)
        class_config = self._config.dataset.class_config
        store = config.build(files, pieces, scene.raster_source, class_config)
        if work.tile is None:
            store.processing = processing_of(self._config, scene, monitor)
            store.finish(monitor)
            remove_path(pieces)
            return
        if self._model is None:
            self._model = self._backend.load_model(self._config.folder("train"))
        self._scene_prediction(scene, self._model, store).run_tile(work.tile, monitor)

    def finish(self, folder: Path, monitor: Monitor) -> None:
        """Forgets the model."""
        self._model = self._scene = None

    @cached_property
    def _work(self) -> dict[str, _Work]:
        options = self._config.predict_options
        if options is None:
            raise ConfigError("predict_options is not set.", hint="Call update() on the config.")
        works = {}
        for number, scene in enumerate(self._config.dataset.predicted_scenes):
            extent = scene.open_image().extent
            size = extent.height * extent.width
            names = []
            for tile in prediction_tiles(extent, options):
                names.append(f"scene-{number}-y{tile.ymin}-x{tile.xmin}")
                works[names[-1]] = _Work(scene, tile, tile.height * tile.width)
            works[f"scene-{number}"] = _Work(scene, None, size * _FINISH_SHARE, tuple(names))
        return works

    def _open(self, config: SceneConfig) -> Scene:
        if self._scene is None or self._scene[0] is not config:
            # Labels are not read: nothing of them is predicted.
            bare = config.model_copy(update={"label_source": None})
            self._scene = config, bare.build(self._config.dataset.class_config)
        return self._scene[1]


def processing_of(
    config: RVPipelineConfig, scene: Scene, monitor: Monitor
) -> tuple[Callable[[Any], Any], ...]:
    """The processing steps of a pipeline for a scene, as a label store takes them."""
    steps = [step.build(config.dataset.class_config) for step in config.processing_steps]
    return tuple(partial(_process, step, scene, monitor) for step in steps)


def _process(step: ProcessingStep, scene: Scene, monitor: Monitor, labels: Any) -> Any:
    return step.process(labels, scene, monitor)


def store_config(scene: SceneConfig) -> LabelStoreConfig:
    """The label store of an updated scene."""
    if scene.label_store is None:
        raise ConfigError(
            f"The scene {scene.id!r} has no label store.", hint="Call update() on the config."
        )
    return scene.label_store


def label_files(scene: SceneConfig, predict_folder: Path) -> LabelFiles:
    """The files with the predicted labels of an updated scene."""
    return store_config(scene).files(predict_folder, scene.id)
