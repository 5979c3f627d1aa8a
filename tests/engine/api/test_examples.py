"""Scripts in the shape of Raster Vision's examples build and validate with one import line."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely

from rv_engine.errors import ConfigError
from rv_engine.pipeline import RVPipelineConfig
from rv_engine.pipeline.config_source import load_configs
from rv_engine.pipeline.validation import find_problems
from tests.engine.rasters import CRS_UTM, UTM, write_raster

EXAMPLES = Path(__file__).parent / "examples"
SIZE_PX = 400
ISPRS_COLORS = [(255, 255, 0), (0, 0, 255), (0, 255, 255), (0, 255, 0), (255, 255, 255)]


def write_image(path: Path, count: int = 4) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(0).integers(1, 255, (SIZE_PX, SIZE_PX, count))
    write_raster(path, pixels.astype(np.uint8))


def write_boxes(path: Path, boxes: list[tuple[int, int, int, int]]) -> None:
    """Polygons at pixels (xmin, ymin, xmax, ymax)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    geometries = [shapely.box(*UTM @ box[:2], *UTM @ box[2:]) for box in boxes]
    pyogrio.raw.write(
        path,
        geometry=shapely.to_wkb(np.array(geometries, object)),
        field_data=[],
        fields=np.array([], object),
        geometry_type="Polygon",
        crs=CRS_UTM.to_string(),
        driver="GeoJSON",
    )


BOXES = [(20, 20, 80, 70), (200, 220, 260, 260), (120, 40, 160, 100)]


def tiny_spacenet(folder: Path) -> dict[str, Path]:
    for number in ("205", "25"):
        write_image(folder / f"image_{number}.tif")
        write_boxes(folder / f"buildings_{number}.geojson", BOXES)
    return {"raw_uri": folder}


def isprs_potsdam(folder: Path) -> dict[str, Path]:
    labels = np.zeros((SIZE_PX, SIZE_PX, 3), np.uint8)
    for index, color in enumerate(ISPRS_COLORS):
        labels[index * 80 : (index + 1) * 80] = color
    for scene in ("2_10", "2_11", "2_12"):
        write_image(folder / f"top_potsdam_{scene}_RGBIR.tif")
        write_raster(folder / f"top_potsdam_{scene}_label.tif", labels)
    return {"raw_uri": folder}


def listed_scenes(folder: Path) -> dict[str, Path]:
    for name in ("train", "val"):
        write_image(folder / "raw" / f"{name}.tif", count=3)
        write_boxes(folder / "processed" / f"{name}.json", BOXES)
        (folder / "processed" / f"{name}-scenes.csv").write_text(f"{name}.tif,{name}.json\n")
    write_boxes(folder / "raw" / "Rio_OUTLINE_Public_AOI.geojson", [(0, 0, SIZE_PX, SIZE_PX)])
    return {"raw_uri": folder / "raw", "processed_uri": folder / "processed"}


def cowc_potsdam(folder: Path) -> dict[str, Path]:
    for scene in ("2_10", "2_11", "2_13"):
        write_image(folder / "raw" / f"top_potsdam_{scene}_RGBIR.tif")
        write_boxes(folder / "labels" / f"top_potsdam_{scene}_RGBIR.json", BOXES)
    return {"raw_uri": folder / "raw", "processed_uri": folder}


DATA = {
    "tiny_spacenet": tiny_spacenet,
    "isprs_potsdam": isprs_potsdam,
    "spacenet_rio": listed_scenes,
    "cowc_potsdam": cowc_potsdam,
    "xview": listed_scenes,
}


def load(name: str, folder: Path, **arguments: object) -> RVPipelineConfig:
    values = {**DATA[name](folder), "root_uri": folder / "run", **arguments}
    texts = [(key, str(value)) for key, value in values.items()]
    [config] = load_configs(str(EXAMPLES / f"{name}.py"), arguments=texts)
    return config


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("tiny_spacenet", {}),
        ("isprs_potsdam", {}),
        ("isprs_potsdam", {"multiband": True, "nochip": False}),
        ("spacenet_rio", {}),
        ("spacenet_rio", {"nochip": False}),
        ("cowc_potsdam", {}),
        ("cowc_potsdam", {"multiband": True, "nochip": False}),
        ("xview", {}),
        ("xview", {"nochip": False}),
    ],
)
def test_a_script_builds_and_validates(name, arguments, tmp_path):
    config = load(name, tmp_path, **arguments)
    config.update()
    assert find_problems(config) == []
    assert config.chip_options is not None
    # What is written down is the same pipeline.
    written = tmp_path / "config.json"
    config.to_file(written)
    assert RVPipelineConfig.from_file(written) == config
    pipeline = config.build()
    assert [command.name for command in pipeline.commands()] == [
        "analyze", "chip", "train", "predict", "eval", "bundle"
    ]  # fmt: skip


def test_windows_of_a_geo_data_config_are_those_that_chip_cuts(tmp_path):
    config = load("tiny_spacenet", tmp_path)
    config.update()
    assert config.chip_options.sampling.max_windows == 10
    assert config.chip_options.sampling.method == "random"
    assert "scene_dataset" not in json.dumps(config.backend.to_dict()["data"]["sampling"])
    assert config.backend.data.scene_dataset is None


def test_windows_cannot_be_said_twice_and_differently(tmp_path):
    config = load("isprs_potsdam", tmp_path)
    config.chip_options = config.chip_options.model_copy(
        update={"sampling": {"2_10": next(iter(config.chip_options.sampling.values()))}}
    )
    with pytest.raises(ConfigError, match="say different things"):
        config.update()
    other = load("tiny_spacenet", tmp_path)
    other.backend.data.scene_dataset = config.dataset
    with pytest.raises(ConfigError, match="another dataset than that of the pipeline"):
        other.update()


@pytest.mark.parametrize(
    ("name", "arguments", "field"),
    [
        ("isprs_potsdam", {"external_model": True}, "external_def"),
        ("isprs_potsdam", {"augment": True}, "base_transform"),
        ("spacenet_rio", {"external_model": True}, "external_def"),
        ("spacenet_rio", {"external_loss": True}, "external_loss_def"),
        ("cowc_potsdam", {"external_model": True}, "external_def"),
    ],
)
def test_what_is_not_supported_is_refused_by_its_name(name, arguments, field, tmp_path):
    with pytest.raises(ConfigError) as caught:
        load(name, tmp_path, **arguments)
    message = str(caught.value)
    assert f"{field} is not supported" in message
    assert "plugin" in message


def test_labels_in_colours_become_classes(tmp_path):
    config = load("isprs_potsdam", tmp_path)
    config.update()
    scene = config.dataset.train_scenes[0].build(config.dataset.class_config)
    with rasterio.open(tmp_path / "top_potsdam_2_10_label.tif") as dataset:
        assert dataset.count == 3
    labels = scene.labels_in(scene.extent)
    assert [int(labels[row, 5]) for row in (0, 100, 200, 300, 399)] == [0, 1, 2, 3, 4]
