"""What the pipelines of all tasks share: the six commands."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rv_engine.backend.scene_prediction import ScenePrediction
from rv_engine.errors import RvError
from rv_engine.geo import Box
from rv_engine.messages import Artifact
from rv_engine.monitor import Monitor
from rv_engine.pipeline.bundle import BUNDLE_NAME, write_bundle
from rv_engine.pipeline.bundle_showcase import preview
from rv_engine.pipeline.chip_command import ChipCommand
from rv_engine.pipeline.command import Command, Part
from rv_engine.pipeline.pipeline_config import RVPipelineConfig
from rv_engine.pipeline.predict_command import PredictCommand, label_files, store_config
from rv_engine.raster import StatsTransformerConfig
from rv_engine.raster.display_bands import display_bands
from rv_engine.scene import TRAIN_SCENES, VALIDATION_SCENES, SceneConfig
from rv_engine.scene.scene import Scene


class RVPipeline(ABC):
    """The six commands on a config; a task says how a scene is predicted.

    Args:
        config: Updated.
    """

    def __init__(self, config: RVPipelineConfig) -> None:
        self.config = config
        self.class_config = config.dataset.class_config
        self.backend = config.backend.build(self.class_config)

    @abstractmethod
    def scene_prediction(
        self, scene: Scene, model: Any, store: Any, extent: Box | None = None
    ) -> ScenePrediction:
        """The prediction of a scene by the task's model into the task's store.

        Args:
            scene: The scene.
            model: What the backend loaded.
            store: Of the scene's label store.
            extent: The part of the image to predict; None takes the scene's whole extent.
        """

    def analyze(self, folder: Path, monitor: Monitor) -> None:
        """Measures the images into a folder."""
        groups = {
            name: self._bare_scenes(scenes) for name, scenes in self.config.dataset.groups().items()
        }
        for index, analyzer in enumerate(self.config.analyzers):
            count = len(self.config.analyzers)
            part = monitor.part(index / count, (index + 1) / count)
            analyzer.build().process(groups, folder, part)

    def train(self, folder: Path, monitor: Monitor) -> None:
        """Trains into a folder."""
        self.backend.show_bands(display_bands(self.config.dataset.train_scenes[0].raster_source))
        if self.backend.reads_scenes:
            dataset = self.config.dataset
            labelled = [s for s in dataset.validation_scenes if s.label_source is not None]
            scenes = {"train": dataset.train_scenes, "valid": labelled}
            self.backend.train_on_scenes(scenes, self.config.chip_options, folder, monitor)
            return
        self.backend.train(self.config.folder("chip"), folder, monitor)

    def eval(self, folder: Path, monitor: Monitor) -> None:
        """Compares predictions with labels into a folder."""
        # What draws takes a while to import, and only EVAL needs it.
        from rv_engine.evaluate.report import write_report
        from rv_engine.pipeline.run_facts import run_facts

        groups = self._evaluated_groups()
        if not groups:
            monitor.log(
                "No validation scene has labels, so there is nothing to evaluate.",
                level="warning",
            )
        folders: list[Path] = []
        work = [(evaluator, name) for evaluator in self.config.evaluators for name in groups]
        for index, (evaluator, name) in enumerate(work):
            part = monitor.part(index / len(work), (index + 1) / len(work))
            target = Path(evaluator.output_uri) if evaluator.output_uri else folder
            predict_folder = self.config.folder("predict")
            predictions = {
                scene.id: store_config(scene).evaluated_file(label_files(scene, predict_folder))
                for scene in groups[name]
            }
            evaluator.build(self.class_config).process(
                self._scenes(groups[name]), predictions, target / name, part
            )
            folders.append(target / name)
        facts = run_facts(self.config) if folders else None
        for written in dict.fromkeys(folders):
            others = [path for path in dict.fromkeys(folders) if path != written]
            write_report(written, facts, others)

    def bundle(self, folder: Path, monitor: Monitor) -> None:
        """Packs what a stranger needs to predict into a folder."""
        monitor.progress(0, 1, "bundles", "Packing the model")
        files = self.backend.model_files(self.config.folder("train"))
        write_bundle(
            self.config, files, self._eval_file, folder / BUNDLE_NAME, self._preview(monitor)
        )
        monitor.progress(1, 1, "bundles", "Packing the model")

    def _preview(self, monitor: Monitor) -> bytes:
        """The picture for the bundle; empty when there is nothing to show."""
        scenes = self.config.dataset.predicted_scenes
        if not scenes:
            return b""
        try:
            files = label_files(scenes[0], self.config.folder("predict"))
            return preview(scenes[0], files, self.class_config)
        except (RvError, OSError, ValueError) as error:
            # A bundle without a picture is a bundle.
            monitor.log(f"The bundle gets no picture: {error}", level="warning")
            return b""

    def commands(self) -> list[Command]:
        """The commands in their order."""
        return [*self._commands_up_to_train(), *self._commands_from_predict()]

    def _commands_up_to_train(self) -> list[Command]:
        config, dataset = self.config, self.config.dataset
        learned = [*dataset.train_scenes, *dataset.validation_scenes]
        classes = dataset.class_config
        chip = ChipCommand(config, self.backend)
        return [
            Command(
                "analyze", _whole(self.analyze), config.folder("analyze"),
                inputs={
                    "images": _images(dataset.all_scenes), "scene_groups": self._scene_groups,
                    "analyzers": _dicts(config.analyzers),
                },
                files=_image_files(dataset.all_scenes), share=2,
            ),
            Command(
                "chip", chip.run_part, config.folder("chip"),
                inputs={
                    "images": _images(learned), "labels": _labels(learned),
                    "train_scenes": self._scene_groups["train_scenes"],
                    "classes": [classes.names, classes.null_class],
                    "chip_options": _dict(config.chip_options),
                    "backend": config.backend.type_hint,
                },
                files=_image_files(learned) + _label_files(learned),
                contents=_stats_files(learned), share=4, parts=chip.parts, finish=chip.finish,
            ),
            Command(
                "train", _whole(self.train), config.folder("train"),
                inputs={"backend": config.backend.to_dict()}, depends_on=("chip",),
                artifacts=self.backend.training_artifacts(config.folder("train")),
                share=70, resumable=True, uses_gpu=self._uses_gpu,
            ),
        ]  # fmt: skip

    def _commands_from_predict(self) -> list[Command]:
        config, dataset = self.config, self.config.dataset
        predicted = dataset.predicted_scenes
        classes = dataset.class_config
        predict = PredictCommand(config, self.backend, self.scene_prediction)
        return [
            Command(
                "predict", predict.run_part, config.folder("predict"),
                inputs={
                    "images": _images(predicted), "classes": classes.to_dict(),
                    "label_stores": {scene.id: _dict(scene.label_store) for scene in predicted},
                    "areas": {scene.id: scene.aoi_uris for scene in predicted},
                    "predict_options": _dict(config.predict_options),
                    "processing_steps": _dicts(config.processing_steps),
                },
                files=_image_files(predicted) + _area_files(predicted),
                contents=_stats_files(predicted), depends_on=("train",),
                artifacts=self._predictions(), share=18, resumable=True,
                parts=predict.parts, finish=predict.finish, uses_gpu=self._uses_gpu,
            ),
            Command(
                "eval", _whole(self.eval), config.folder("eval"),
                inputs={
                    "images": _images(predicted), "labels": _labels(predicted),
                    "scene_groups": self._scene_groups, "classes": classes.to_dict(),
                    "evaluators": _dicts(config.evaluators),
                },
                files=_image_files(predicted) + _label_files(predicted),
                depends_on=("predict",), artifacts=self._evaluations(), share=4,
            ),
            Command(
                "bundle", _whole(self.bundle), config.folder("bundle"),
                inputs=config.to_dict(), contents=_stats_files(dataset.train_scenes),
                depends_on=("train", "eval"), artifacts=self._bundles(), share=2,
            ),
        ]  # fmt: skip

    def result(self) -> dict[str, Any]:
        """What a finished run tells: where its outputs are."""
        predictions = []
        for scene in self.config.dataset.predicted_scenes:
            files = label_files(scene, self.config.folder("predict"))
            paths = {kind: _existing(files.get(kind)) for kind in store_config(scene).kinds}
            predictions.append({"scene": scene.id, **paths})
        return {
            "root": self.config.root_uri,
            "eval": _existing(self._eval_file),
            "report": _existing(self._report_file),
            "bundle": _existing(self.config.folder("bundle") / BUNDLE_NAME),
            "classes": self.class_config.describe(),
            "predictions": predictions,
        }

    def _predictions(self) -> tuple[Artifact, ...]:
        folder = self.config.folder("predict")
        return tuple(
            Artifact(kind, str(path), scene.id)
            for scene in self.config.dataset.predicted_scenes
            for kind, path in label_files(scene, folder).items()
        )

    def _evaluations(self) -> tuple[Artifact, ...]:
        return (
            Artifact("eval", str(self._eval_file), "Evaluation"),
            Artifact("report", str(self._report_file), "Evaluation report"),
        )

    def _bundles(self) -> tuple[Artifact, ...]:
        path = self.config.folder("bundle") / BUNDLE_NAME
        return (Artifact("bundle", str(path), "Model bundle"),)

    @property
    def _scene_groups(self) -> dict[str, list[str]]:
        """The ids of the scenes of each group."""
        groups = self.config.dataset.groups()
        return {name: [scene.id for scene in scenes] for name, scenes in groups.items()}

    @property
    def _uses_gpu(self) -> bool:
        return self.config.backend.device != "cpu"

    @property
    def _eval_file(self) -> Path:
        return self.config.folder("eval") / VALIDATION_SCENES / "eval.json"

    @property
    def _report_file(self) -> Path:
        return self._eval_file.with_name("report.html")

    def _evaluated_groups(self) -> dict[str, list[SceneConfig]]:
        """The predicted scenes with labels by group."""
        # By identity: a training scene may have the id of a predicted one.
        predicted = {
            id(scene)
            for scene in self.config.dataset.predicted_scenes
            if scene.label_source is not None
        }
        groups = {
            name: [scene for scene in scenes if id(scene) in predicted]
            for name, scenes in self.config.dataset.groups().items()
            if name != TRAIN_SCENES
        }
        return {name: scenes for name, scenes in groups.items() if scenes}

    def _scenes(self, configs: Sequence[SceneConfig]) -> list[Scene]:
        return [config.build(self.class_config) for config in configs]

    def _bare_scenes(self, configs: Sequence[SceneConfig]) -> list[Scene]:
        """Scenes without labels and transformers, whose statistics may not be there yet."""
        return [Scene(config.id, config.open_image(), self.class_config) for config in configs]


def _whole(
    run: Callable[[Path, Monitor], None],
) -> Callable[[Part, Path, Monitor], None]:
    """The only part of a command that is not divided."""
    return lambda part, folder, monitor: run(folder, monitor)


def _existing(path: Path | None) -> str | None:
    return str(path) if path is not None and path.exists() else None


def _dict(config: Any) -> Any:
    return None if config is None else config.to_dict()


def _dicts(configs: Sequence[Any]) -> list[Any]:
    return [config.to_dict() for config in configs]


def _images(scenes: Sequence[SceneConfig]) -> list[Any]:
    # A list: a training scene and a predicted one may have the same id.
    return [{"id": scene.id, **scene.raster_source.to_dict()} for scene in scenes]


def _labels(scenes: Sequence[SceneConfig]) -> list[Any]:
    return [
        {"label_source": _dict(scene.label_source), "aoi_uris": scene.aoi_uris} for scene in scenes
    ]


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
        for transformer in scene.raster_source.all_transformers()
        if isinstance(transformer, StatsTransformerConfig)
    )
    return tuple(dict.fromkeys(uri for uri in uris if uri is not None))
