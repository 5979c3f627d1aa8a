"""The pipeline for semantic segmentation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rv_engine.backend import SemanticSegmentationPredictOptions
from rv_engine.backend.semantic_segmentation_prediction import ScenePrediction
from rv_engine.errors import ConfigError
from rv_engine.labels import SemanticSegmentationLabelStoreConfig
from rv_engine.labels.semantic_segmentation_label_store import (
    LabelFiles,
    SemanticSegmentationLabelStore,
)
from rv_engine.messages import Artifact
from rv_engine.monitor import Monitor
from rv_engine.pipeline.bundle import BUNDLE_NAME, write_bundle
from rv_engine.pipeline.rv_pipeline import RVPipeline
from rv_engine.pipeline.semantic_segmentation_config import SemanticSegmentationConfig
from rv_engine.scene import TRAIN_SCENES, VALIDATION_SCENES, SceneConfig


class SemanticSegmentation(RVPipeline):
    """Maps a class to each pixel.

    Args:
        config: Updated.
    """

    config: SemanticSegmentationConfig

    def __init__(self, config: SemanticSegmentationConfig) -> None:
        super().__init__(config)
        self.class_config = config.dataset.class_config
        self.backend = config.backend.build(self.class_config)

    def chip(self, folder: Path, monitor: Monitor) -> None:
        options = self.config.chip_options
        if options is None:
            raise ConfigError("chip_options is not set.", hint="Call update() on the config.")
        dataset = self.config.dataset
        train = self.scenes(dataset.train_scenes)
        # A scene without labels is only predicted.
        labelled = [scene for scene in dataset.validation_scenes if scene.label_source is not None]
        validation = self.scenes(labelled)
        self.backend.chip(train, validation, options, folder, monitor)

    def train(self, folder: Path, monitor: Monitor) -> None:
        self.backend.train(self.config.folder("chip"), folder, monitor)

    def predict(self, folder: Path, monitor: Monitor) -> None:
        model = self.backend.load_model(self.config.folder("train"))
        options = self.config.predict_options or SemanticSegmentationPredictOptions()
        configs = self.config.dataset.predicted_scenes
        for index, config in enumerate(configs):
            part = monitor.part(index / len(configs), (index + 1) / len(configs))
            files = self._label_files(config, folder)
            pieces = folder / config.id / "pieces"
            if pieces.parent.exists() and not pieces.exists():
                continue  # finished before an interruption
            scene = config.build(self.class_config)
            store = SemanticSegmentationLabelStore(
                files,
                pieces,
                scene.raster_source.crs_transformer,
                self.class_config,
                _store_config(config),
            )
            ScenePrediction(scene, model, options, store).run(part.part(0, 0.9))
            store.finish(part.part(0.9, 1))

    def eval(self, folder: Path, monitor: Monitor) -> None:
        predicted = {scene.id for scene in self.config.dataset.predicted_scenes}
        groups = {
            name: [s for s in scenes if s.label_source is not None and s.id in predicted]
            for name, scenes in self.config.dataset.groups().items()
            if name != TRAIN_SCENES
        }
        groups = {name: scenes for name, scenes in groups.items() if scenes}
        if not groups:
            monitor.log(
                "No validation scene has labels, so there is nothing to evaluate.",
                level="warning",
            )
        predict_folder = self.config.folder("predict")
        for evaluator in self.config.evaluators:
            target = Path(evaluator.output_uri) if evaluator.output_uri else folder
            for index, (name, configs) in enumerate(groups.items()):
                rasters = {
                    config.id: self._label_files(config, predict_folder).label_raster
                    for config in configs
                }
                part = monitor.part(index / len(groups), (index + 1) / len(groups))
                evaluator.build(self.class_config).process(
                    self.scenes(configs), rasters, target / name, part
                )

    def bundle(self, folder: Path, monitor: Monitor) -> None:
        monitor.progress(0, 1, "bundles", "Packing the model")
        write_bundle(self.config, self._eval_file(VALIDATION_SCENES), folder / BUNDLE_NAME)
        monitor.progress(1, 1, "bundles", "Packing the model")

    def predictions(self) -> tuple[Artifact, ...]:
        artifacts = []
        for config in self.config.dataset.predicted_scenes:
            files = self._label_files(config, self.config.folder("predict"))
            for kind in ("label_raster", "score_raster", "polygons"):
                path = getattr(files, kind)
                if path is not None:
                    artifacts.append(Artifact(kind, str(path), config.id))
        return tuple(artifacts)

    def evaluations(self) -> tuple[Artifact, ...]:
        eval_file = self._eval_file(VALIDATION_SCENES)
        return (
            Artifact("eval", str(eval_file), "Evaluation"),
            Artifact("report", str(eval_file.with_name("report.html")), "Evaluation report"),
        )

    def bundles(self) -> tuple[Artifact, ...]:
        path = self.config.folder("bundle") / BUNDLE_NAME
        return (Artifact("bundle", str(path), "Model bundle"),)

    def result(self) -> dict[str, Any]:
        predictions = []
        for config in self.config.dataset.predicted_scenes:
            files = self._label_files(config, self.config.folder("predict"))
            predictions.append(
                {
                    "scene": config.id,
                    "label_raster": _existing(files.label_raster),
                    "polygons": _existing(files.polygons),
                    "score_raster": _existing(files.score_raster),
                }
            )
        eval_file = self._eval_file(VALIDATION_SCENES)
        return {
            **super().result(),
            "eval": _existing(eval_file),
            "report": _existing(eval_file.with_name("report.html")),
            "bundle": _existing(self.config.folder("bundle") / BUNDLE_NAME),
            "classes": self.class_config.describe(),
            "predictions": predictions,
        }

    def _eval_file(self, group: str) -> Path:
        return self.config.folder("eval") / group / "eval.json"

    def _label_files(self, config: SceneConfig, predict_folder: Path) -> LabelFiles:
        store = _store_config(config)
        folder = store.folder(predict_folder / config.id)
        return LabelFiles(
            folder / "labels.tif",
            folder / "scores.tif" if store.smooth_output else None,
            folder / "polygons.gpkg" if store.vector_output else None,
        )


def _store_config(config: SceneConfig) -> SemanticSegmentationLabelStoreConfig:
    if isinstance(config.label_store, SemanticSegmentationLabelStoreConfig):
        return config.label_store
    raise ConfigError(
        f"The scene {config.id!r} has no label store for semantic segmentation.",
        hint="Give it a SemanticSegmentationLabelStoreConfig.",
    )


def _existing(path: Path | None) -> str | None:
    return str(path) if path is not None and path.exists() else None
