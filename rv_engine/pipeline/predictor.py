"""Prediction of any image with a bundle."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from rv_engine.backend import (
    PyTorchSemanticSegmentationConfig,
    SemanticSegmentationPredictOptions,
)
from rv_engine.backend.semantic_segmentation_prediction import ScenePrediction, SegmentationModel
from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import BundleError, RasterError
from rv_engine.geo import Box
from rv_engine.labels import SemanticSegmentationLabelStoreConfig
from rv_engine.labels.semantic_segmentation_label_store import (
    LabelFiles,
    SemanticSegmentationLabelStore,
)
from rv_engine.monitor import Monitor
from rv_engine.pipeline.bundle import open_bundle
from rv_engine.raster import RasterioSourceConfig, StatsTransformerConfig
from rv_engine.raster.raster_source import RasterSource
from rv_engine.scene.scene import Scene
from rv_engine.storage import check_file_writable, partial_path, publish, remove_path
from rv_engine.storage.atomic import output_errors

# Objects look alike to a model up to about this ratio of pixel sizes.
_RESOLUTION_TOLERANCE = 1.5
_LOADING_SHARE = 0.05


@dataclass(frozen=True)
class PredictionRequest:
    """What to predict.

    Attributes:
        image: A raster file.
        label_raster: The GeoTIFF to write.
        polygons: The GeoPackage to write, or None.
        extent: (xmin, ymin, xmax, ymax) in the image's CRS, or None for all of it.
        channel_order: The bands to use instead of the bundle's, from 0.
        batch_sz: Windows at once instead of the bundle's.
    """

    image: str
    label_raster: Path
    polygons: Path | None = None
    extent: tuple[float, float, float, float] | None = None
    channel_order: Sequence[int] | None = None
    batch_sz: int | None = None


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
        backend = self.manifest.backend
        if not isinstance(backend, PyTorchSemanticSegmentationConfig):
            raise BundleError(f"'{bundle}' is of the task {self.manifest.task!r}, not known here.")
        backend.device = device
        self._backend = backend

    @property
    def class_config(self) -> ClassConfig:
        """The classes that the model knows."""
        return self.manifest.class_config

    @cached_property
    def _model(self) -> SegmentationModel:
        model = self._backend.build(self.class_config).load_model(Path(self._folder.name))
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
        monitor.progress(0, 1, "models", "Loading the model")
        _ = self._model
        monitor.progress(1, 1, "models", "Loading the model")

    def predict(self, request: PredictionRequest, monitor: Monitor) -> dict[str, Any]:
        """Maps an image.

        Returns:
            The paths of what was written, and the classes.

        Raises:
            RasterError: The image cannot be read, or the extent does not touch it.
            BundleError: The image does not fit the model.
            OutputError: The map cannot be written.
        """
        for target in (request.label_raster, request.polygons):
            if target is not None:
                check_file_writable(target)
        image = self._open(request)
        self._warn_of_resolution(image, monitor)
        extent = image.extent if request.extent is None else _pixels(request.extent, image)
        self.load_model(monitor.part(0, _LOADING_SHARE))
        monitor = monitor.part(_LOADING_SHARE, 1)
        store_config = self._store_config(wants_polygons=request.polygons is not None)
        scene = Scene(Path(request.image).stem, image, self.class_config)
        # Both files appear at the end, or none.
        targets = [path for path in (request.label_raster, request.polygons) if path is not None]
        partials = [partial_path(path) for path in targets]
        files = LabelFiles(partials[0], polygons=partials[1] if request.polygons else None)
        work = partials[0].with_name(f"{partials[0].name}.pieces")
        remove_path(work)
        try:
            store = SemanticSegmentationLabelStore(
                files, work, image.crs_transformer, self.class_config, store_config
            )
            options = self._options(request)
            ScenePrediction(scene, self._model, options, store, extent).run(monitor.part(0, 0.9))
            store.finish(monitor.part(0.9, 1))
            for partial, target in zip(partials, targets, strict=True):
                with output_errors(target):
                    publish(partial, target)
        finally:
            for path in (work, *partials):
                remove_path(path)
        for kind, target in zip(("label_raster", "polygons"), targets, strict=False):
            monitor.artifact(kind, str(target), scene.id)
        return {
            "label_raster": str(request.label_raster),
            "polygons": None if request.polygons is None else str(request.polygons),
            "classes": self.class_config.describe(),
        }

    def _open(self, request: PredictionRequest) -> RasterSource:
        config = self.manifest.raster_source
        if not isinstance(config, RasterioSourceConfig):
            raise BundleError(f"'{self.path}' cannot predict single files.")
        changes: dict[str, Any] = {"uris": [request.image], "bbox": None}
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

    def _warn_of_resolution(self, image: RasterSource, monitor: Monitor) -> None:
        trained, grid = self.manifest.pixel_size, image.crs_transformer
        crs = None if grid.crs is None else grid.crs.to_wkt()
        if trained is None or crs != self.manifest.crs:
            return
        ratio = abs(grid.transform.a) / trained[0]
        if abs(math.log(ratio)) > math.log(_RESOLUTION_TOLERANCE):
            monitor.log(
                f"The pixels of the image are {ratio:.2g} times as large as those that the model "
                "was trained on, so it may not recognise much.",
                level="warning",
            )

    def _options(self, request: PredictionRequest) -> SemanticSegmentationPredictOptions:
        options = self.manifest.predict_options
        if not isinstance(options, SemanticSegmentationPredictOptions):
            options = SemanticSegmentationPredictOptions(
                chip_sz=options.chip_sz, stride=options.stride, batch_sz=options.batch_sz
            )
        if request.batch_sz is not None:
            options = options.model_copy(update={"batch_sz": request.batch_sz})
        return options

    def _store_config(self, *, wants_polygons: bool) -> SemanticSegmentationLabelStoreConfig:
        config = self.manifest.label_store
        if not isinstance(config, SemanticSegmentationLabelStoreConfig):
            config = SemanticSegmentationLabelStoreConfig()
        if wants_polygons and not config.vector_output:
            config = config.model_copy(update={"vector_output": self._all_foreground()})
        return config

    def _all_foreground(self) -> list[Any]:
        from rv_engine.labels import PolygonVectorOutputConfig

        return [
            PolygonVectorOutputConfig(class_id=index)
            for index, name in enumerate(self.class_config.names)
            if name != self.class_config.null_class
        ]


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
