"""A plain path where a source is expected."""

from __future__ import annotations

from typing import ClassVar

import pytest

from rv_engine.config import default_registry
from rv_engine.errors import ConfigError
from rv_engine.labels import (
    ObjectDetectionLabelSourceConfig,
    RasterizedSourceConfig,
    SemanticSegmentationLabelSourceConfig,
)
from rv_engine.raster import MultiRasterSourceConfig, RasterioSourceConfig
from rv_engine.scene import SceneConfig
from rv_engine.vector import OgrVectorSourceConfig


class StripesConfig(RasterioSourceConfig):
    type_hint: ClassVar[str] = "stripes_of_a_test"


def test_a_path_stands_for_the_source_that_opens_files_of_its_kind() -> None:
    scene = SceneConfig.from_dict(
        {
            "id": "town",
            "raster_source": "s3://maps/town.tif",
            "label_source": {
                "type_hint": "semantic_segmentation_label_source",
                "raster_source": {
                    "type_hint": "rasterized_source",
                    "vector_source": "labels.gpkg",
                },
            },
        }
    )
    assert scene.raster_source == RasterioSourceConfig(uris=["s3://maps/town.tif"])
    assert isinstance(scene.label_source, SemanticSegmentationLabelSourceConfig)
    assert isinstance(scene.label_source.raster_source, RasterizedSourceConfig)
    source = scene.label_source.raster_source.vector_source
    assert source == OgrVectorSourceConfig(uris=["labels.gpkg"])
    boxes = ObjectDetectionLabelSourceConfig(vector_source="cars.geojson")
    assert boxes.vector_source.input_files() == ["cars.geojson"]
    both = MultiRasterSourceConfig(raster_sources=["a.tif", "b.tif"])
    assert both.input_files() == ["a.tif", "b.tif"]


def test_what_is_written_is_the_whole_config() -> None:
    scene = SceneConfig(id="town", raster_source="town.tif")
    written = scene.to_dict()
    assert written["raster_source"]["type_hint"] == "rasterio_source"
    assert written["raster_source"]["uris"] == ["town.tif"]
    assert SceneConfig.from_dict(written) == scene


def test_a_plugin_says_what_opens_its_files(monkeypatch: pytest.MonkeyPatch) -> None:
    registry = default_registry()
    monkeypatch.setattr(
        registry, "default_raster_source",
        lambda uri: StripesConfig if uri.endswith(".xyz") else RasterioSourceConfig,
    )  # fmt: skip
    assert isinstance(SceneConfig(id="a", raster_source="a.xyz").raster_source, StripesConfig)


def test_a_path_does_not_stand_for_a_source_of_a_certain_kind() -> None:
    with pytest.raises(ConfigError):
        RasterioSourceConfig.from_dict("town.tif")  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match="label_source"):
        SceneConfig.from_dict({"id": "a", "raster_source": "a.tif", "label_source": "a.gpkg"})
