"""Config of a scene."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field, field_validator

from rv_engine.config import Config, display
from rv_engine.config.class_config import ClassConfig
from rv_engine.labels import LabelSourceConfig, LabelStoreConfig
from rv_engine.raster import RasterSourceConfig

if TYPE_CHECKING:
    from rv_engine.raster.raster_source import RasterSource
    from rv_engine.scene.scene import Scene


class SceneConfig(Config):
    """An image, its labels, where predictions go, and the areas that count."""

    type_hint: ClassVar[str] = "scene"

    id: str = Field(min_length=1)
    """A name of its own; it is also the name of the folder with its predictions."""

    raster_source: RasterSourceConfig
    """The image."""

    label_source: LabelSourceConfig | None = None
    """The labels; a scene without them can only be predicted."""

    label_store: LabelStoreConfig | None = Field(None, json_schema_extra=display(advanced=True))
    """Where predicted labels go; in the run folder when left out."""

    aoi_uris: list[str] = Field(default_factory=list)
    """Files with polygons: only inside of them is trained, validated and evaluated."""

    @field_validator("aoi_uris", mode="before")
    @classmethod
    def _none_or_many(cls, uris: object) -> object:
        return [] if uris is None else [uris] if isinstance(uris, str) else uris

    @field_validator("id")
    @classmethod
    def _check_id(cls, value: str) -> str:
        if value in {".", ".."} or set(value) & set('/\\:*?"<>|'):
            raise ValueError(
                'it becomes the name of a folder, so it has none of / \\ : * ? " < > |'
            )
        return value

    def input_files(self) -> list[str]:
        """The files of the user that it reads: when one changes, work is done again."""
        labels = [] if self.label_source is None else self.label_source.input_files()
        return [*self.raster_source.input_files(), *labels, *self.aoi_uris]

    def open_image(self) -> RasterSource:
        """The image as it is in the file: without transformers, whose statistics may not be there.

        Raises:
            RasterError: A file is missing or does not fit.
        """
        return self.raster_source.without_transformers().build()

    def build(self, class_config: ClassConfig) -> Scene:
        """The scene; its files are opened.

        Raises:
            RasterError, VectorError, LabelError: A file is missing or does not fit.
        """
        from rv_engine.scene.scene import build_scene

        return build_scene(self, class_config)
