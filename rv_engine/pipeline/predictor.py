"""Prediction of any image with a bundle."""

from __future__ import annotations

import math
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from pydantic import ValidationError

from rv_engine.backend.predict_options import TestTimeAugmentation
from rv_engine.backend.scene_prediction import ScenePrediction
from rv_engine.config.class_config import ClassConfig
from rv_engine.config.registry import default_registry
from rv_engine.errors import BundleError, ConfigError, RasterError, RvError
from rv_engine.geo import Box
from rv_engine.labels import LabelStoreConfig, SemanticSegmentationLabelStoreConfig
from rv_engine.labels.label_store import LabelFiles, LabelStore
from rv_engine.labels.semantic_segmentation_label_store import CONFIDENCE
from rv_engine.monitor import Monitor
from rv_engine.pipeline.bundle import BundleManifest, open_bundle
from rv_engine.pipeline.ground_resolution import at_resolution
from rv_engine.pipeline.image_fit import misfits
from rv_engine.pipeline.layers import LayerImage
from rv_engine.pipeline.pipeline_config import RVPipelineConfig
from rv_engine.pipeline.predict_command import processing_of, store_config
from rv_engine.pipeline.prediction_outputs import check_targets, files_of, working_folder
from rv_engine.pipeline.rv_pipeline import RVPipeline
from rv_engine.pipeline.timed_model import TimedModel
from rv_engine.raster import RasterioSourceConfig, StatsTransformerConfig
from rv_engine.raster.raster_source import RasterSource
from rv_engine.scene import DatasetConfig, SceneConfig
from rv_engine.scene.scene import AreaOfInterest, Scene
from rv_engine.storage import absolute, partial_path, publish, remove_path
from rv_engine.storage.atomic import output_errors

_LOADING_SHARE = 0.05


@dataclass(frozen=True)
class PredictionRequest:
    """What to predict.

    Attributes:
        image: A raster file.
        out: The file with all labels to write: for semantic segmentation a GeoTIFF.
        polygons: The GeoPackage to write beside it, or None.
        scores: The GeoTIFF of probabilities to write beside it, or None.
        extent: (xmin, ymin, xmax, ymax) in the image's CRS, or None for all of it.
        channel_order: The bands to use instead of the bundle's, from 0.
        batch_sz: Windows at once instead of the bundle's.
        within: Polygons as WKT in the image's CRS: only what is inside them is predicted.
        confidence: For semantic segmentation: the raster to write beside the map with how sure the
            model is of each pixel, as bytes of which 254 is 1.
        score_thresh: For object detection: how sure the model must be, instead of the bundle's.
        test_time_augmentation: In how many ways the model looks, instead of the bundle's.
        resolution_m: The side of the pixels, in metres on the ground, that the image is resampled to
            before the model sees it, and that the map has; its own when None.
    """

    image: str
    out: Path
    polygons: Path | None = None
    scores: Path | None = None
    extent: tuple[float, float, float, float] | None = None
    channel_order: Sequence[int] | None = None
    batch_sz: int | None = None
    within: str | None = None
    confidence: Path | None = None
    score_thresh: float | None = None
    test_time_augmentation: TestTimeAugmentation | None = None
    resolution_m: float | None = None


class Predictor:
    """A bundle that predicts many images; its model is loaded once, for the first.

    Args:
        bundle: The zip.
        device: Where to compute; None takes the fastest.

    Raises:
        BundleError: The bundle cannot be used.
    """

    # What is wrong with an image is told before the model, which takes long, is loaded.

    def __init__(self, bundle: Path, device: str | None = None) -> None:
        self.path = bundle
        # Statistics are read when an image is opened, so the folder lives as long as this.
        self._folder = tempfile.TemporaryDirectory(prefix="rv-bundle-")
        folder = Path(self._folder.name)
        self.manifest = open_bundle(bundle, folder)
        self.manifest.backend.device = device
        self._pipeline = _pipeline(self.manifest, str(bundle), folder)

    @property
    def class_config(self) -> ClassConfig:
        """The classes that the model knows."""
        return self.manifest.class_config

    @property
    def map_suffix(self) -> str:
        """The ending of a map's file: that of a class raster, or that of cells or boxes."""
        return ".tif" if "label_raster" in self.label_store.kinds else ".gpkg"

    @property
    def label_store(self) -> LabelStoreConfig:
        """What the task writes."""
        return store_config(self._pipeline.config.dataset.predicted_scenes[0])

    @cached_property
    def _model(self) -> Any:
        model = self._pipeline.backend.load_model(Path(self._folder.name))
        if model.num_classes != len(self.class_config):
            raise BundleError(
                f"The bundle '{self.path}' is damaged: its model knows {model.num_classes} "
                f"classes, but {len(self.class_config)} are described.",
                hint="Copy or download it again.",
                where=str(self.path),
            )
        return model

    def load_model(self, monitor: Monitor) -> None:
        """Makes ready for the first image.

        Raises:
            BundleError, ModelError: The model is damaged, or there is no such device.
        """
        if "_model" in self.__dict__:
            return
        monitor.progress(0, 1, "models", "Loading the model")
        _ = self._model
        monitor.progress(1, 1, "models", "Loading the model")

    def predict(self, request: PredictionRequest, monitor: Monitor) -> dict[str, Any]:
        """Maps an image.

        Returns:
            The paths of what was written, the classes, and the `timings`: the seconds in all, and of
            them those in which the model computed, and in which files were finished.

        Raises:
            RasterError: The image cannot be read, or the extent does not touch it.
            BundleError: The image does not fit the model.
            OutputError: The map cannot be written.
        """
        begun_s = time.perf_counter()
        label_store = self._store_config(request)
        targets = self._targets(request, label_store)
        image = self._open(request)
        check_targets(targets, {"image": files_of(request.image), "bundle": [str(self.path)]})
        extent = image.extent if request.extent is None else _pixels(request.extent, image)
        area = _area(request, image, extent)
        for warning in misfits(self.manifest, image, extent):
            monitor.log(warning, level="warning")
        self.load_model(monitor.part(0, _LOADING_SHARE))
        monitor = monitor.part(_LOADING_SHARE, 1)
        scene = Scene(Path(request.image).stem, image, self.class_config, aoi=area)
        model = TimedModel(self._model)
        # All files appear at the end, or none.
        partials = {kind: partial_path(target) for kind, target in targets.items()}
        with working_folder(request.out) as work:
            try:
                store = label_store.build(partials, work, image, self.class_config)
                prediction = self._prediction(request, model, scene, store, extent)
                prediction.run(monitor.part(0, 0.9))
                predicted_s = time.perf_counter()
                store.processing = processing_of(self._pipeline.config, scene, monitor)
                store.finish(monitor.part(0.9, 1))
                for kind, target in targets.items():
                    with output_errors(target):
                        publish(partials[kind], target)
            finally:
                for path in partials.values():
                    remove_path(path)
        for kind, target in targets.items():
            monitor.artifact(kind, str(target), scene.id)
        return {
            "polygons": None,
            **{kind: str(target) for kind, target in targets.items()},
            "classes": self.class_config.describe(),
            "timings": {
                "total_s": time.perf_counter() - begun_s,
                "model_s": model.seconds,
                "files_s": time.perf_counter() - predicted_s,
            },
        }

    def _store_config(self, request: PredictionRequest) -> LabelStoreConfig:
        config = self.label_store
        if request.confidence is not None:
            if not isinstance(config, SemanticSegmentationLabelStoreConfig):
                raise ConfigError(
                    f"A bundle for {self.manifest.task!r} writes no raster of how sure it is.",
                    hint="Leave it out: its map tells the score of each object.",
                )
            # Only averages of probabilities tell how sure the model is, votes do not.
            config = config.model_copy(update={"smooth_output": True})
        if request.polygons is not None:
            config = config.with_polygons(self.class_config)
        return config if request.scores is None else config.with_scores()

    def _targets(self, request: PredictionRequest, config: LabelStoreConfig) -> LabelFiles:
        """Of all that the task can make, what is wanted."""
        kinds = list(config.files(request.out.parent, request.out.stem))
        main = config.main_kind(request.out)
        targets = {main: request.out}
        if request.polygons is not None:
            if "polygons" not in kinds or main == "polygons":
                raise ConfigError(
                    f"A bundle for {self.manifest.task!r} writes no polygons beside its map.",
                    hint="Leave the polygons out.",
                )
            targets["polygons"] = request.polygons
        if request.confidence is not None:
            targets[CONFIDENCE] = request.confidence
        if request.scores is not None:
            if "score_raster" not in kinds:
                raise ConfigError(
                    f"A bundle for {self.manifest.task!r} writes no raster of probabilities; its "
                    "map has the score of each feature.",
                    hint="Leave the probabilities out.",
                )
            targets["score_raster"] = request.scores
        return targets

    def _prediction(
        self,
        request: PredictionRequest,
        model: TimedModel,
        scene: Scene,
        store: LabelStore,
        extent: Box,
    ) -> ScenePrediction:
        config = self._pipeline.config
        wanted = {
            "batch_sz": request.batch_sz,
            "score_thresh": request.score_thresh,
            "test_time_augmentation": request.test_time_augmentation,
        }
        changes = {
            name: value
            for name, value in wanted.items()
            if value is not None and hasattr(config.predict_options, name)
        }
        if request.within is not None:
            changes["within_aoi"] = True
        pipeline = self._pipeline
        if changes and config.predict_options is not None:
            options = config.predict_options.model_copy(update=changes)
            pipeline = config.model_copy(update={"predict_options": options}).build()
        return pipeline.scene_prediction(scene, model, store, extent)

    def _open(self, request: PredictionRequest) -> RasterSource:
        config = self.manifest.raster_source
        if not isinstance(config, RasterioSourceConfig):
            raise BundleError(
                f"'{self.path}' cannot predict single files: its images are put together from "
                "several sources.",
                hint="Predict them as test scenes of the pipeline, with `rv run`.",
                where=str(self.path),
            )
        given = LayerImage([absolute(request.image)])
        seen = at_resolution(given, request.resolution_m, Path(self._folder.name))
        changes: dict[str, Any] = {"uris": list(seen.uris), "bbox": None}
        if request.channel_order is not None:
            changes["channel_order"] = list(request.channel_order)
        image = config.model_copy(update=changes).build()
        needed = self.manifest.num_channels
        if image.num_channels != needed:
            raise BundleError(
                f"The model needs {needed} bands, but {image.num_channels} of '{request.image}' "
                "would be used.",
                hint=f"Name {needed} bands, counted from 0, with --channel-order.",
                where=request.image,
            )
        rescaled = any(isinstance(t, StatsTransformerConfig) for t in config.transformers)
        if not rescaled and str(image.source_dtype) != self.manifest.dtype:
            raise BundleError(
                f"The model was trained on {self.manifest.dtype} images, but '{request.image}' is "
                f"{image.source_dtype}, whose values mean something else.",
                hint=f"Convert the image to {self.manifest.dtype} with the same scaling.",
                where=request.image,
            )
        return image


def _pipeline(manifest: BundleManifest, where: str, folder: Path) -> RVPipeline:
    """The pipeline of a bundle, with one scene to predict, whose image is only a placeholder."""
    scene = SceneConfig(
        id="image", raster_source=manifest.raster_source, label_store=manifest.label_store
    )
    try:
        config_class = default_registry().config_class(manifest.task)
    except ValueError:
        config_class = RVPipelineConfig
    if not issubclass(config_class, RVPipelineConfig) or config_class is RVPipelineConfig:
        raise BundleError(
            f"'{where}' is of the task {manifest.task!r}, not known here.",
            hint="Update RV Studio, or load the plugin that brings the task.",
            where=where,
        )
    try:
        config = config_class(
            root_uri=str(folder),
            dataset=DatasetConfig(
                class_config=manifest.class_config, train_scenes=[scene], test_scenes=[scene]
            ),
            backend=manifest.backend,
            predict_options=manifest.predict_options,
            processing_steps=manifest.processing_steps,
        )
        config.update()
        config.validate_config()
    except (ValidationError, RvError) as error:
        raise BundleError(
            f"The bundle '{where}' is damaged: {error}", hint="Copy it again.", where=where
        ) from error
    return config.build()


def _area(request: PredictionRequest, image: RasterSource, extent: Box) -> AreaOfInterest | None:
    """The polygons that are predicted, in pixels; None for all of the extent."""
    if request.within is None:
        return None
    try:
        geometry = shapely.from_wkt(request.within)
    except shapely.errors.GEOSException as error:
        raise RasterError(
            f"The area is no WKT: {error}.", hint="Give polygons: MULTIPOLYGON (((...)))."
        ) from error
    pixels = image.crs_transformer.map_to_pixel(np.array([geometry], object), None)
    polygons = shapely.get_parts(shapely.make_valid(pixels))
    polygons = polygons[shapely.get_type_id(polygons) == shapely.GeometryType.POLYGON]
    if len(polygons) == 0:
        raise RasterError("The area holds no polygons.", hint="Choose polygons on the image.")
    area = AreaOfInterest(polygons)
    if not area.touches(extent):
        raise RasterError(
            "The polygons of the area do not touch the part of the image that is predicted.",
            hint="Give polygons on the image, in its coordinate reference system.",
        )
    return area


def _pixels(extent: tuple[float, float, float, float], image: RasterSource) -> Box:
    """The whole pixels that a map extent touches."""
    if not np.isfinite(extent).all():
        raise RasterError(
            f"The extent {extent} is none.", hint="Give four numbers: xmin ymin xmax ymax."
        )
    geometry = np.array([shapely.box(*extent)], object)
    xmin, ymin, xmax, ymax = shapely.total_bounds(
        image.crs_transformer.map_to_pixel(geometry, None)
    )
    tolerance = 1e-6  # an extent that lies on pixel edges takes no further pixels
    box = Box(
        math.floor(ymin + tolerance),
        math.floor(xmin + tolerance),
        math.ceil(ymax - tolerance),
        math.ceil(xmax - tolerance),
    ).intersection(image.extent)
    if box.is_empty:
        raise RasterError(
            f"The extent {extent} does not touch the image.",
            hint="Give it in the image's coordinate reference system.",
        )
    return box
