"""A map compared with labels, wherever either of them comes from."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import cast

from rv_engine.config import default_registry
from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import ConfigError, LabelError
from rv_engine.evaluate import (
    ChipClassificationEvaluatorConfig,
    EvaluatorConfig,
    ObjectDetectionEvaluatorConfig,
    SemanticSegmentationEvaluatorConfig,
)
from rv_engine.geo import CRSTransformer
from rv_engine.labels import (
    ChipClassificationLabelSourceConfig,
    LabelSourceConfig,
    ObjectDetectionLabelSourceConfig,
    RasterizedSourceConfig,
    SemanticSegmentationLabelSourceConfig,
)
from rv_engine.monitor import Monitor
from rv_engine.pipeline.evaluated_map import write_boxes, write_cells, write_drawn, write_reclassed
from rv_engine.pipeline.label_doubts import doubt_alike
from rv_engine.raster import RasterioSourceConfig
from rv_engine.raster.raster_source import RasterSource
from rv_engine.scene import SceneConfig
from rv_engine.scene.scene import Scene
from rv_engine.storage import remove_path
from rv_engine.vector import ClassInferenceTransformerConfig, VectorSourceConfig
from rv_engine.vector.class_inference_transformer import class_text, missing_field_error

BACKGROUND = "background"
_ONE_CLASS = "object"
_SCENE = "map"


class Compared(str, Enum):
    """What is compared, one by one."""

    pixels = "pixels"
    """Each pixel of the image, whether the map is a raster or areas."""

    objects = "objects"
    """Each object, by its box."""

    cells = "cells"
    """Each cell of the map."""


@dataclass(frozen=True)
class MapFile:
    """A map or labels in a file.

    Attributes:
        path: A raster of class numbers, or a vector file.
        is_raster: Which of the two.
        layer: The layer of a vector file; None takes the first.
        class_field: The field of a vector file with the class; None makes all one class: the only
            one of what it is compared with.
    """

    path: str
    is_raster: bool
    layer: str | None = None
    class_field: str | None = None

    def vector_source(self) -> VectorSourceConfig:
        """The features, as they are."""
        config_class = default_registry().default_vector_source(self.path)
        layer = {} if self.layer is None else {"layer": self.layer}
        return cast("VectorSourceConfig", config_class.from_dict({"uris": [self.path], **layer}))

    def labelled_source(self, classes: ClassConfig) -> VectorSourceConfig:
        """The features with their classes."""
        source = self.vector_source()
        only = next(
            (index for index, name in enumerate(classes.names) if name != classes.null_class), 0
        )
        source.transformers = [
            ClassInferenceTransformerConfig(
                class_field=self.class_field,
                default_class_id=only if self.class_field is None else None,
            )
        ]
        return source


@dataclass(frozen=True)
class Comparison:
    """What to compare.

    Attributes:
        prediction: The map.
        labels: What is true.
        compared: What is compared; by the map when None.
        image: The image that was mapped: only where it has data is anything counted. A raster
            map needs none.
        class_values: For rasters, the name of the class of each value.
        label_values: The same of a raster of labels, where its values stand for other classes than
            those of the map; None when they stand for the same.
        null_class: The class that stands for none of the others.
        area: Polygons that everything outside of is left out, or None.
        iou_thresh: From which overlap on a box finds an object.
    """

    prediction: MapFile
    labels: MapFile
    compared: Compared | None = None
    image: str | None = None
    class_values: Mapping[int, str] = field(default_factory=dict)
    label_values: Mapping[int, str] | None = None
    null_class: str | None = None
    area: str | None = None
    iou_thresh: float = 0.5

    @property
    def values_of_labels(self) -> Mapping[int, str]:
        """For labels that are a raster, the name of the class of each value."""
        return self.class_values if self.label_values is None else self.label_values


def evaluate_layer(comparison: Comparison, folder: Path, monitor: Monitor) -> Compared:
    """Writes the scores and the report of a comparison into a folder; answers what was compared.

    Raises:
        ConfigError: The two cannot be compared so.
        RasterError, VectorError, LabelError: A file cannot be read, or does not fit.
        OutputError: The folder cannot be written.
    """
    # What draws takes a while to import.
    from rv_engine.evaluate.report import write_report

    compared = _compared(comparison)
    image_path = comparison.image or comparison.prediction.path
    # Of a map that is its own image, the first band.
    bands = None if comparison.image else [0]
    raster_source = RasterioSourceConfig(uris=[image_path], channel_order=bands)
    image = raster_source.build()
    classes = _classes(comparison, compared, image.crs_transformer)
    with tempfile.TemporaryDirectory(prefix="rv-map-") as temporary, _new_in(folder):
        work = Path(temporary)
        prediction = _prediction(comparison, compared, classes, image, work, monitor)
        if comparison.image is None:
            # Where the map says nothing, nothing is counted.
            raster_source = RasterioSourceConfig(uris=[str(prediction)])
        scene = SceneConfig(
            id=_SCENE,
            raster_source=raster_source,
            label_source=_label_source(comparison, compared, classes, image, work, monitor),
            aoi_uris=[] if comparison.area is None else [comparison.area],
        ).build(classes)
        _tell_of_no_labels(scene, comparison, monitor)
        evaluator = _evaluator(comparison, compared).build(classes)
        evaluator.process([scene], {scene.id: prediction}, folder, monitor.part(0.4, 1))
    write_report(folder)
    return compared


@contextmanager
def _new_in(folder: Path) -> Iterator[None]:
    """Removes what came into a folder when the block fails."""
    was_there = folder.exists()
    before = set(folder.iterdir()) if was_there else set()
    try:
        yield
    except BaseException:
        if folder.exists():
            for path in set(folder.iterdir()) - before:
                remove_path(path)
            if not was_there:
                remove_path(folder)
        raise


def _tell_of_no_labels(scene: Scene, comparison: Comparison, monitor: Monitor) -> None:
    summary = getattr(scene.label_source, "summary", None)
    if summary is None or comparison.labels.is_raster:
        return
    if summary(scene.extent).num_on_image == 0:
        monitor.log(
            f"None of the labels of '{comparison.labels.path}' lies on the map. If some should, "
            "check the coordinate reference systems.",
            level="warning",
        )


def _compared(comparison: Comparison) -> Compared:
    prediction, labels = comparison.prediction, comparison.labels
    usual = Compared.pixels if prediction.is_raster else Compared.objects
    compared = comparison.compared or usual
    if prediction.is_raster and compared is not Compared.pixels:
        raise ConfigError(
            f"The map '{prediction.path}' is a raster, which has no {compared.value}.",
            hint="Compare its pixels, or choose a vector layer.",
        )
    if labels.is_raster and compared is not Compared.pixels:
        raise ConfigError(
            f"The labels '{labels.path}' are a raster, which has no {compared.value}.",
            hint="Compare pixels, or choose labels that are a vector layer.",
        )
    if not prediction.is_raster and comparison.image is None:
        raise ConfigError(
            "A vector map is compared on the pixels of the image that it was made of.",
            hint="Choose that image too.",
        )
    return compared


def _classes(comparison: Comparison, compared: Compared, grid: CRSTransformer) -> ClassConfig:
    """The classes by number where there are rasters, and by name where there are none."""
    maps = (comparison.prediction, comparison.labels)
    names = list(
        dict.fromkeys([*comparison.class_values.values(), *comparison.values_of_labels.values()])
    )
    values = (comparison.class_values, comparison.values_of_labels)
    if any(one.is_raster and not known for one, known in zip(maps, values, strict=True)):
        raise ConfigError(
            "It is not said which class each value of the raster stands for.",
            hint="Name them: --class 0=building --class 1=background.",
        )
    named = [one for one in maps if not one.is_raster and one.class_field is not None]
    for one in named:
        names += sorted(_texts(one, grid) - set(names))
    doubt_alike(names)
    null_class = comparison.null_class
    has_gaps = compared is Compared.pixels and not all(one.is_raster for one in maps)
    if null_class is None and (has_gaps or BACKGROUND in names):
        null_class = BACKGROUND
    if compared is Compared.objects:
        null_class = None
        names = [name for name in names if name != BACKGROUND]
    real = [name for name in names if name != null_class]
    bare = [one for one in maps if not one.is_raster and one.class_field is None]
    if bare and len(real) > 1:
        raise ConfigError(
            f"'{bare[0].path}' is compared with {len(real)} classes, but nothing says which of them "
            "its features are.",
            hint="Choose its field with the class.",
        )
    if not real:
        names.insert(0, _ONE_CLASS)
    if null_class is not None and null_class not in names:
        names.append(null_class)
    return ClassConfig(names=names, null_class=null_class)


def _texts(one: MapFile, grid: CRSTransformer) -> set[str]:
    """The classes of a vector file."""
    field_name = one.class_field or ""
    properties = one.vector_source().build().read(grid).properties
    if field_name not in properties:
        raise missing_field_error(field_name, list(properties), one.path)
    return {class_text(value) for value in properties[field_name]} - {""}


def _numbers(class_values: Mapping[int, str], classes: ClassConfig) -> dict[int, int]:
    """The class id of each value."""
    return {value: classes.names.index(name) for value, name in class_values.items()}


def _label_source(
    comparison: Comparison,
    compared: Compared,
    classes: ClassConfig,
    image: RasterSource,
    work: Path,
    monitor: Monitor,
) -> LabelSourceConfig:
    labels = comparison.labels
    if labels.is_raster:
        values = _numbers(comparison.values_of_labels, classes)
        source = RasterioSourceConfig(uris=[labels.path], channel_order=[0]).build_on(image)
        path = write_reclassed(
            source, values, work / "labels.tif", monitor.part(0.2, 0.4), name=labels.path
        )
        return SemanticSegmentationLabelSourceConfig(
            raster_source=RasterioSourceConfig(uris=[str(path)])
        )
    vectors = labels.labelled_source(classes)
    if compared is Compared.pixels:
        drawn = RasterizedSourceConfig(vector_source=vectors)
        return SemanticSegmentationLabelSourceConfig(raster_source=drawn)
    if compared is Compared.objects:
        return ObjectDetectionLabelSourceConfig(vector_source=vectors)
    return ChipClassificationLabelSourceConfig(
        vector_source=vectors,
        infer_cells=True,
        use_intersection_over_smaller=True,
        background_class_id=classes.null_class_id if classes.has_null_class else None,
    )


def _prediction(
    comparison: Comparison,
    compared: Compared,
    classes: ClassConfig,
    image: RasterSource,
    work: Path,
    monitor: Monitor,
) -> Path:
    """The map in the form that the task's evaluator reads."""
    prediction, monitor = comparison.prediction, monitor.part(0, 0.2)
    if prediction.is_raster:
        values = _numbers(comparison.class_values, classes)
        source = RasterioSourceConfig(uris=[prediction.path], channel_order=[0]).build_on(image)
        # An image says where something has to be; there, what is no class is none of the others.
        counts_as = classes.null_class if comparison.image is not None else None
        return write_reclassed(
            source, values, work / "map.tif", monitor, name=prediction.path, counts_as=counts_as
        )
    features = prediction.labelled_source(classes).build(classes).read(image.crs_transformer)
    if not len(features):
        raise LabelError(
            f"'{prediction.path}' has no feature of a class that is compared.",
            hint="Check the field with the class, and that names are written alike.",
            where=prediction.path,
        )
    if compared is Compared.pixels:
        return write_drawn(features, image, classes.null_class_id, work / "map.tif", monitor)
    if compared is Compared.objects:
        return write_boxes(features, image, work / "map.gpkg")
    return write_cells(features, image.crs_transformer, work / "map.json")


def _evaluator(comparison: Comparison, compared: Compared) -> EvaluatorConfig:
    if compared is Compared.pixels:
        return SemanticSegmentationEvaluatorConfig()
    if compared is Compared.cells:
        return ChipClassificationEvaluatorConfig()
    return ObjectDetectionEvaluatorConfig(iou_thresh=comparison.iou_thresh)
