"""Configs of vector sources and transformers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field, field_validator

from rv_engine.config import Config
from rv_engine.config.class_config import ClassConfig
from rv_engine.config.registry import default_registry

if TYPE_CHECKING:
    from rv_engine.vector.ogr_vector_source import OgrVectorSource
    from rv_engine.vector.vector_transformer import VectorTransformer


class VectorTransformerConfig(Config, abstract=True):
    """Changes vector features after they are read."""

    type_hint: ClassVar[str] = "vector_transformer"

    def build(self, class_config: ClassConfig | None = None) -> VectorTransformer:
        """The transformer."""
        raise NotImplementedError


class VectorSourceConfig(Config, abstract=True):
    """Vector features, such as the polygons that someone drew."""

    type_hint: ClassVar[str] = "vector_source"

    transformers: list[VectorTransformerConfig] = Field(default_factory=list)
    """What is done to the features after they are read, in this order."""

    @classmethod
    def from_shorthand(cls, value: Any) -> Any:
        """A plain path or URI stands for the source that opens files of its kind."""
        if not (isinstance(value, str) and cls.is_abstract):
            return value
        return default_registry().default_vector_source(value).model_validate({"uris": [value]})

    def input_files(self) -> list[str]:
        """The files of the user that it reads: when one changes, work is done again."""
        return []

    def build(self, class_config: ClassConfig | None = None) -> Any:
        """The vector source."""
        raise NotImplementedError


class OgrVectorSourceConfig(VectorSourceConfig):
    """Vector features in files of any format that GDAL/OGR reads, in any reference system."""

    type_hint: ClassVar[str] = "ogr_vector_source"

    uris: list[str] = Field(min_length=1)
    """The file or files: GeoPackage, GeoJSON, Shapefile and others."""

    layer: str | None = None
    """The layer in the file; the first one when left out."""

    @field_validator("uris", mode="before")
    @classmethod
    def _one_or_many(cls, uris: object) -> object:
        return [uris] if isinstance(uris, str) else uris

    def input_files(self) -> list[str]:
        return self.uris

    def build(self, class_config: ClassConfig | None = None) -> OgrVectorSource:
        """The vector source; the files are not read yet."""
        from rv_engine.vector.ogr_vector_source import OgrVectorSource

        transformers = [transformer.build(class_config) for transformer in self.transformers]
        return OgrVectorSource(self.uris, layer=self.layer, transformers=transformers)


class GeoJSONVectorSourceConfig(OgrVectorSourceConfig):
    """Raster Vision's name for `OgrVectorSourceConfig`."""

    type_hint: ClassVar[str] = "geojson_vector_source"
