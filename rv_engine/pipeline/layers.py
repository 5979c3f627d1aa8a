"""What a person has open on the map: images, labels, the classes they mean, and where to train."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, cast

from rv_engine.config import default_registry
from rv_engine.pipeline.training_areas import Split
from rv_engine.raster import RasterSourceConfig
from rv_engine.vector import (
    BufferTransformerConfig,
    ClassInferenceTransformerConfig,
    VectorSourceConfig,
)

BACKGROUND = "background"
TRAINING = "training"
VALIDATION = "validation"

Role = Literal["split", "train", "validation"]


@dataclass(frozen=True)
class LayerImage:
    """An image.

    Attributes:
        uris: The raster file, or the files of one mosaic.
        name: What it is called; scenes are named by it where there are several images.
        bands: The bands to use, in this order, counted from 0; None for all.
        role: "split" trains on one part and validates on the other; the other two use all of it for
            one of them.
    """

    uris: Sequence[str]
    name: str = ""
    bands: Sequence[int] | None = None
    role: Role = "split"

    def raster_source(self) -> RasterSourceConfig:
        """The image, opened by what its kind of file is opened with."""
        config_class = default_registry().default_raster_source(self.uris[0])
        bands = {} if self.bands is None else {"channel_order": list(self.bands)}
        values = {"uris": list(self.uris), **bands}
        return cast("RasterSourceConfig", config_class.from_dict(values))


@dataclass(frozen=True)
class LabelClass:
    """A class that labels mean.

    Attributes:
        name: Its name.
        color: "#rrggbb"; None for one of the palette.
        values: The values of the class field as texts, or of the pixels of a label raster, that
            mean it.
        is_null: Whether it is what is none of the others: the background.
        is_ignored: Whether nothing is learnt or counted where it is.
    """

    name: str
    color: str | None = None
    values: Sequence[str] = ()
    is_null: bool = False
    is_ignored: bool = False


@dataclass(frozen=True)
class Layers:
    """What a person has open on the map, and what they want.

    Attributes:
        images: The images.
        labels: The vector file with labels, or the raster with a class in each pixel.
        labels_layer: The layer of a vector file; None takes the first.
        class_field: The field with the class of each feature; None makes all features one class.
        labels_are_raster: Whether the labels are a raster.
        classes: The classes that the values of the labels mean; none takes the values themselves.
        split: Where to train and where to validate.
        resolution_m: The side of a pixel as the model shall see it; None for each image's own.
    """

    images: Sequence[LayerImage]
    labels: str
    labels_layer: str | None = None
    class_field: str | None = None
    labels_are_raster: bool = False
    classes: Sequence[LabelClass] = ()
    split: Split = field(default_factory=Split)
    resolution_m: float | None = None

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
            class_name_mapping=self._other_names(),
            default_class_id=0 if self.class_field is None else None,
        )
        source = self.bare_vector_source()
        source.transformers = [
            inference,
            BufferTransformerConfig(geom_type="Point"),
            BufferTransformerConfig(geom_type="LineString"),
        ]
        return source

    def _other_names(self) -> dict[str, str]:
        """The values of the class field that are called otherwise by their class."""
        if self.class_field is None:
            return {}
        return {
            value: label_class.name
            for label_class in self.classes
            if not label_class.is_ignored
            for value in label_class.values
            if value != label_class.name
        }
