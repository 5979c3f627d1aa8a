"""Layers that were read and checked, and the scenes and classes that they make."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import shapely

from rv_engine.config.class_config import MAX_CLASSES, ClassConfig
from rv_engine.errors import LabelError
from rv_engine.geo import Box
from rv_engine.labels import LabelSourceConfig, LabelStoreConfig
from rv_engine.pipeline.class_raster import ClassRaster, open_class_raster
from rv_engine.pipeline.ground_resolution import at_resolution
from rv_engine.pipeline.label_doubts import doubt_classes
from rv_engine.pipeline.layers import (
    BACKGROUND,
    TRAINING,
    VALIDATION,
    LabelClass,
    LayerImage,
    Layers,
)
from rv_engine.pipeline.training_areas import split_area, whole_area, write_area
from rv_engine.raster import RasterSourceConfig, StatsTransformerConfig
from rv_engine.raster.raster_source import RasterSource
from rv_engine.scene import SceneConfig
from rv_engine.types import Array, BoolArray, FloatArray, GeometryArray
from rv_engine.vector.class_inference_transformer import class_text, missing_field_error
from rv_engine.vector.features import Features
from rv_engine.vector.ogr_vector_source import default_layer_name

_NO_AREA: GeometryArray = np.empty(0, object)


@dataclass(frozen=True)
class OpenImage:
    """An image with what lies on it.

    Attributes:
        choice: What was asked for.
        source: The image.
        features: The labels, in its pixel coordinates; without any where the labels are a raster.
        training, validation: Where to do which: polygons in pixel coordinates, or none.
        training_id, validation_id: The scenes' names.
    """

    choice: LayerImage
    source: RasterSource
    features: Features
    training: GeometryArray
    validation: GeometryArray
    training_id: str = TRAINING
    validation_id: str = VALIDATION

    @property
    def features_inside(self) -> GeometryArray:
        """The geometries of the labels that touch the image."""
        geometries = self.features.geometries
        inside: GeometryArray = geometries[shapely.intersects(geometries, _whole(self.source))]
        return inside


@dataclass(frozen=True)
class OpenLayers:
    """The layers, read and checked.

    Attributes:
        layers: What they are.
        images: The images.
        classes: The classes but the background and those that are ignored.
        null_class: The class that stands for the background, where one was chosen.
        raster: The label raster, where the labels are one.
        root: The run folder.
    """

    layers: Layers
    images: Sequence[OpenImage]
    classes: Sequence[LabelClass]
    null_class: LabelClass | None
    raster: ClassRaster | None
    root: Path

    @property
    def main(self) -> OpenImage:
        """The image whose pixels say how large things are."""
        return next(image for image in self.images if len(image.training))

    @property
    def names(self) -> list[str]:
        """The names of the classes, without the background."""
        return [label_class.name for label_class in self.classes]

    @property
    def training_ids(self) -> list[str]:
        """The names of the scenes to train on."""
        return [image.training_id for image in self.images if len(image.training)]

    @property
    def validation_ids(self) -> list[str]:
        """The names of the scenes to validate on."""
        return [image.validation_id for image in self.images if len(image.validation)]

    def class_config(self, *, with_background: bool) -> ClassConfig:
        """The classes of the pipeline; the background is the last."""
        classes = list(self.classes)
        null_class = self.null_class or LabelClass(BACKGROUND, is_null=True)
        if with_background:
            classes.append(null_class)
        config = ClassConfig(
            names=[one.name for one in classes],
            null_class=null_class.name if with_background else None,
        )
        chosen = zip(classes, config.colors or (), strict=True)
        config.colors = [one.color or color for one, color in chosen]
        return config

    def object_sides_px(self) -> FloatArray:
        """The longer side of each feature on an image to train on, in pixels."""
        found = [image.features_inside for image in self.images if len(image.training)]
        bounds = shapely.bounds(np.concatenate(found))
        sides: FloatArray = np.maximum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1])
        return sides

    def class_ids(self, features: Features) -> Array:
        """For each feature the place of its class in `classes`; -1 for none of them."""
        field = self.layers.class_field
        if field is None:
            return np.zeros(len(features), int)
        ids = {value: i for i, one in enumerate(self.classes) for value in one.values}
        values = features.properties[field]
        return np.array([ids.get(class_text(value), -1) for value in values], int)

    def scenes(
        self, label_source: LabelSourceConfig, label_store: LabelStoreConfig
    ) -> tuple[list[SceneConfig], list[SceneConfig]]:
        """The scenes to train on, and those to validate on.

        Their areas are written into the run folder.

        Raises:
            OutputError: The run folder cannot be written.
        """
        scale = any(image.source.dtype != np.uint8 for image in self.images)
        groups: tuple[list[SceneConfig], list[SceneConfig]] = ([], [])
        for image in self.images:
            raster_source = image.choice.raster_source()
            if scale:
                raster_source.transformers = [StatsTransformerConfig()]
            parts = (
                (image.training_id, image.training),
                (image.validation_id, image.validation),
            )
            for group, (name, area) in zip(groups, parts, strict=True):
                if len(area):
                    group.append(
                        self._scene(name, image, area, (raster_source, label_source, label_store))
                    )
        return groups

    def _scene(
        self,
        name: str,
        image: OpenImage,
        area: GeometryArray,
        parts: tuple[RasterSourceConfig, LabelSourceConfig, LabelStoreConfig],
    ) -> SceneConfig:
        raster_source, label_source, label_store = parts
        return SceneConfig(
            id=name,
            raster_source=raster_source,
            label_source=label_source,
            label_store=label_store,
            aoi_uris=[write_area(self.root, name, area, image.source.crs_transformer)],
        )


def open_layers(layers: Layers, root: Path, *, raster_as_features: bool = False) -> OpenLayers:
    """Reads layers.

    Args:
        layers: What they are.
        root: The run folder; what has to be made of the layers first is written there.
        raster_as_features: Whether a label raster is wanted as polygons.

    Raises:
        RasterError, VectorError, LabelError: A file is missing, broken, empty, or does not fit.
        OutputError: The run folder cannot be written.
    """
    if not layers.images:
        raise LabelError("There is no image.", hint="Choose an image to learn from.")
    raster = None
    if layers.labels_are_raster:
        raster = open_class_raster(layers.labels)
        layers = replace(layers, classes=layers.classes or raster.default_classes())
        if raster_as_features:
            layers = raster.as_features(layers, root)
    images = [_open_image(layers, image, root) for image in layers.images]
    ignored = _ignored_features(layers, raster, root)
    images = [_without(image, ignored) for image in _named(images)]
    if not any(len(image.training) for image in images):
        raise LabelError("No image is for training.", hint="Choose one to train on.")
    if not any(len(image.validation) for image in images):
        raise LabelError(
            "No image is for validation.",
            hint="Choose one to validate on, or have one divided.",
        )
    if raster is None or raster_as_features:
        _check_overlap(layers.labels, images)
    classes = layers.classes or _classes_of_features(layers, images)
    return OpenLayers(
        layers=replace(layers, images=[image.choice for image in images], classes=classes),
        images=images,
        classes=[one for one in classes if not one.is_null and not one.is_ignored],
        null_class=next((one for one in classes if one.is_null and not one.is_ignored), None),
        raster=raster,
        root=root,
    )


def _open_image(layers: Layers, choice: LayerImage, root: Path) -> OpenImage:
    choice = at_resolution(choice, layers.resolution_m, root)
    source = choice.raster_source().build()
    features = _read_features(layers, source)
    if choice.role == "split":
        training, validation = split_area(layers.split, source)
    else:
        whole = whole_area(layers.split, source)
        training, validation = (whole, _NO_AREA) if choice.role == "train" else (_NO_AREA, whole)
    return OpenImage(choice, source, features, training, validation)


def _read_features(layers: Layers, image: RasterSource) -> Features:
    if layers.labels_are_raster:
        return Features(_NO_AREA, np.empty(0, int), {})
    features: Features = layers.bare_vector_source().build().read(image.crs_transformer)
    if len(features) == 0:
        raise LabelError(
            f"The labels '{layers.labels}' are empty: there is not one feature with a geometry.",
            hint="Choose a layer with labelled polygons.",
            where=layers.labels,
        )
    if layers.class_field is not None and layers.class_field not in features.properties:
        raise missing_field_error(layers.class_field, list(features.properties), layers.labels)
    return features


def _named(images: Sequence[OpenImage]) -> list[OpenImage]:
    """The images with names for their scenes: by their files where there are several."""
    if len(images) == 1 and images[0].choice.role == "split":
        return list(images)
    taken: set[str] = set()
    named = []
    for image in images:
        stem = image.choice.name or Path(str(image.choice.uris[0])).stem
        name = base = re.sub(r'[/\\:*?"<>|\s]+', "-", stem).strip("-.") or "image"
        number = 1
        while name in taken:
            number += 1
            name = f"{base}-{number}"
        taken.add(name)
        split = image.choice.role == "split"
        named.append(
            replace(
                image,
                training_id=f"{name}-{TRAINING}" if split else name,
                validation_id=f"{name}-{VALIDATION}" if split else name,
            )
        )
    return named


def _ignored_features(layers: Layers, raster: ClassRaster | None, root: Path) -> Layers | None:
    """The layer and values of what is not learnt from; None when there is nothing such."""
    values = [value for one in layers.classes if one.is_ignored for value in one.values]
    if not values:
        return None
    if raster is not None and layers.labels_are_raster:
        return raster.ignored(values, layers, root)
    return layers


def _without(image: OpenImage, ignored: Layers | None) -> OpenImage:
    """The image with areas that leave out what is ignored."""
    if ignored is None or ignored.class_field is None:
        return image
    features = _read_features(ignored, image.source)
    wanted = {value for one in ignored.classes if one.is_ignored for value in one.values}
    texts = [class_text(value) for value in features.properties[ignored.class_field]]
    hidden = shapely.union_all(features.geometries[[text in wanted for text in texts]])
    return replace(
        image,
        training=_minus(image.training, hidden),
        validation=_minus(image.validation, hidden),
    )


def _minus(area: GeometryArray, hidden: shapely.Geometry) -> GeometryArray:
    if not len(area) or hidden.is_empty:
        return area
    parts = shapely.get_parts(shapely.difference(area, hidden))
    polygons: GeometryArray = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    return polygons


def _check_overlap(labels: str, images: Sequence[OpenImage]) -> None:
    if not any(len(image.features_inside) for image in images):
        raise LabelError(
            f"The labels '{labels}' do not overlap the image: there is nothing to learn from.",
            hint="Check that both have the right coordinate reference system and show the same "
            "place.",
            where=labels,
        )
    if not any(_touch(image).any() for image in images if len(image.training)):
        raise LabelError(
            f"No label of '{labels}' lies in the part of the image that is kept for training.",
            hint="Validate on another side, or on a smaller part.",
            where=labels,
        )


def _touch(image: OpenImage) -> BoolArray:
    area = shapely.union_all(image.training)
    touched: BoolArray = shapely.intersects(image.features.geometries, area)
    return touched


def _classes_of_features(layers: Layers, images: Sequence[OpenImage]) -> list[LabelClass]:
    if layers.class_field is None:
        name = layers.labels_layer or default_layer_name(layers.labels)
        return [LabelClass("object" if name == BACKGROUND else name)]
    texts = {class_text(value) for value in images[0].features.properties[layers.class_field]}
    names = sorted(texts - {"", BACKGROUND})
    if not names:
        raise LabelError(
            f"The field {layers.class_field!r} of '{layers.labels}' has no values.",
            hint="Choose the field that holds the class of each feature.",
            where=layers.labels,
        )
    if len(names) >= MAX_CLASSES:
        raise LabelError(
            f"The field {layers.class_field!r} of '{layers.labels}' has {len(names)} different "
            f"values, but at most {MAX_CLASSES - 1} classes are possible.",
            hint="Choose a field with few values that repeat, not a number of each feature.",
            where=layers.labels,
        )
    doubt_classes(layers.class_field, names, len(images[0].features))
    return [LabelClass(name, values=(name,)) for name in names]


def _whole(image: RasterSource) -> shapely.Geometry:
    return box_of(image.extent)


def box_of(extent: Box) -> shapely.Geometry:
    """A window as a polygon in pixel coordinates."""
    return shapely.box(extent.xmin, extent.ymin, extent.xmax, extent.ymax)
