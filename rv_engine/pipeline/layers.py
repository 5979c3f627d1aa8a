"""What a person has open on the map: an image, a layer of labels, and where to train."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import numpy as np
import shapely

from rv_engine.config import default_registry
from rv_engine.config.class_config import MAX_CLASSES
from rv_engine.errors import LabelError
from rv_engine.labels import LabelSourceConfig, LabelStoreConfig
from rv_engine.pipeline.training_areas import Split, split_area, write_area
from rv_engine.raster import RasterSourceConfig, StatsTransformerConfig
from rv_engine.raster.raster_source import RasterSource
from rv_engine.scene import SceneConfig
from rv_engine.types import GeometryArray
from rv_engine.vector import (
    BufferTransformerConfig,
    ClassInferenceTransformerConfig,
    VectorSourceConfig,
)
from rv_engine.vector.class_inference_transformer import class_text, missing_field_error
from rv_engine.vector.features import Features
from rv_engine.vector.ogr_vector_source import default_layer_name

BACKGROUND = "background"
TRAINING = "training"
VALIDATION = "validation"


@dataclass(frozen=True)
class Layers:
    """What a person has open on the map, and what they want.

    Attributes:
        image: The raster file, or the files of one mosaic.
        labels: The vector file with labels.
        labels_layer: Its layer; None takes the first.
        class_field: The field with the class of each feature; None makes all features one class.
        split: Where to train and where to validate.
    """

    image: Sequence[str]
    labels: str
    labels_layer: str | None = None
    class_field: str | None = None
    split: Split = field(default_factory=Split)

    def raster_source(self) -> RasterSourceConfig:
        """The image, opened by what its kind of file is opened with."""
        config_class = default_registry().default_raster_source(self.image[0])
        return cast("RasterSourceConfig", config_class.from_dict({"uris": list(self.image)}))

    def bare_vector_source(self) -> VectorSourceConfig:
        """The labels as they are, opened by what their kind of file is opened with."""
        config_class = default_registry().default_vector_source(self.labels)
        layer = {} if self.labels_layer is None else {"layer": self.labels_layer}
        values = {"uris": [self.labels], **layer}
        return cast("VectorSourceConfig", config_class.from_dict(values))

    def vector_source(self) -> VectorSourceConfig:
        """The labels with their classes; points and lines are a pixel wide."""
        inference = ClassInferenceTransformerConfig(
            class_field=self.class_field,
            default_class_id=0 if self.class_field is None else None,
        )
        source = self.bare_vector_source()
        source.transformers = [
            inference,
            BufferTransformerConfig(geom_type="Point"),
            BufferTransformerConfig(geom_type="LineString"),
        ]
        return source


@dataclass(frozen=True)
class OpenLayers:
    """The layers, read and checked.

    Attributes:
        layers: What they are.
        image: The image.
        features: The labels, in pixel coordinates of the image.
        names: The classes of the labels, in the order of their ids.
        training, validation: Where to do which: polygons in pixel coordinates.
    """

    layers: Layers
    image: RasterSource
    features: Features
    names: list[str]
    training: GeometryArray
    validation: GeometryArray

    def scenes(
        self, root: Path, label_source: LabelSourceConfig, label_store: LabelStoreConfig
    ) -> tuple[SceneConfig, SceneConfig]:
        """A scene to train on and one to validate on; their areas are written into the run folder.

        Raises:
            OutputError: The run folder cannot be written.
        """
        raster_source = self.layers.raster_source()
        if self.image.dtype != np.uint8:
            raster_source.transformers = [StatsTransformerConfig()]
        grid = self.image.crs_transformer
        training, validation = (
            SceneConfig(
                id=name,
                raster_source=raster_source,
                label_source=label_source,
                label_store=label_store,
                aoi_uris=[write_area(root, name, area, grid)],
            )
            for name, area in ((TRAINING, self.training), (VALIDATION, self.validation))
        )
        return training, validation


def open_layers(layers: Layers) -> OpenLayers:
    """Reads layers.

    Raises:
        RasterError, VectorError, LabelError: A file is missing, broken, empty, or does not fit.
    """
    image = layers.raster_source().build()
    features: Features = layers.bare_vector_source().build().read(image.crs_transformer)
    if len(features) == 0:
        raise LabelError(
            f"The labels '{layers.labels}' are empty: there is not one feature with a geometry.",
            hint="Choose a layer with labelled polygons.",
            where=layers.labels,
        )
    names = _class_names(layers, features)
    training, validation = split_area(layers.split, image)
    _check_overlap(layers.labels, features, image, training)
    return OpenLayers(layers, image, features, names, training, validation)


def _check_overlap(
    labels: str, features: Features, image: RasterSource, training: GeometryArray
) -> None:
    extent = image.extent
    box = shapely.box(extent.xmin, extent.ymin, extent.xmax, extent.ymax)
    if not shapely.intersects(features.geometries, box).any():
        raise LabelError(
            f"The labels '{labels}' do not overlap the image: there is nothing to learn from.",
            hint="Check that both have the right coordinate reference system and show the same "
            "place.",
            where=labels,
        )
    if not shapely.intersects(features.geometries, shapely.union_all(training)).any():
        raise LabelError(
            f"No label of '{labels}' lies in the part of the image that is kept for training.",
            hint="Validate on another side, or on a smaller part.",
            where=labels,
        )


def _class_names(layers: Layers, features: Features) -> list[str]:
    if layers.class_field is None:
        name = layers.labels_layer or default_layer_name(layers.labels)
        return ["object" if name == BACKGROUND else name]
    if layers.class_field not in features.properties:
        raise missing_field_error(layers.class_field, list(features.properties), layers.labels)
    texts = {class_text(value) for value in features.properties[layers.class_field]}
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
    return names
