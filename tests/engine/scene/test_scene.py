from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import ConfigError, LabelError
from rv_engine.geo import Box
from rv_engine.labels import RasterizedSourceConfig, SemanticSegmentationLabelSourceConfig
from rv_engine.raster import RasterioSourceConfig
from rv_engine.scene import DatasetConfig, SceneConfig
from rv_engine.scene.scene import AreaOfInterest, Scene
from rv_engine.vector import ClassInferenceTransformerConfig, OgrVectorSourceConfig
from tests.engine.rasters import UTM, random_raster, write_raster
from tests.engine.vector.test_ogr_vector_source import write_layer

CLASSES = ClassConfig(names=["house", "null"])
SIZE = (30, 40)


def on_map(*corners: tuple[float, float]) -> shapely.Polygon:
    """A polygon of pixel coordinates (x, y), in the coordinates of the image."""
    return shapely.Polygon([UTM * corner for corner in corners])


def rectangle(box: Box) -> shapely.Polygon:
    return on_map(*map(tuple, box.corners()))


def scene_config(folder: Path, *areas: shapely.Geometry) -> SceneConfig:
    array = random_raster(SIZE)
    array[:, 35:] = 0
    image = write_raster(folder / "image.tif", array, nodata=0)
    houses = write_layer(folder / "houses.gpkg", [rectangle(Box(5, 5, 15, 38))], kind=["house"])
    return SceneConfig(
        id="a",
        raster_source=RasterioSourceConfig(uris=image),
        label_source=SemanticSegmentationLabelSourceConfig(
            raster_source=RasterizedSourceConfig(
                vector_source=OgrVectorSourceConfig(
                    uris=houses,
                    transformers=[ClassInferenceTransformerConfig(class_field="kind")],
                )
            )
        ),
        aoi_uris=[write_layer(folder / "aoi.gpkg", areas, n=range(len(areas)))] if areas else [],
    )


def build(folder: Path, *areas: shapely.Geometry) -> Scene:
    return scene_config(folder, *areas).build(CLASSES)


def test_there_is_no_label_without_data_outside_of_the_image_and_of_the_areas(
    tmp_path: Path,
) -> None:
    scene = build(tmp_path, rectangle(Box(0, 0, 10, 50)), rectangle(Box(20, 0, 30, 10)))
    expected = np.full((32, 42), 255)
    expected[1:11, 1:36] = 1
    expected[6:11, 6:36] = 0
    expected[21:31, 1:11] = 1
    np.testing.assert_array_equal(scene.labels_in(Box(-1, -1, 31, 41)), expected)


def test_a_scene_without_areas_counts_wherever_it_has_data(tmp_path: Path) -> None:
    labels = build(tmp_path).labels_in(Box(0, 0, *SIZE))
    assert ((labels == 255).sum(), (labels == 0).sum()) == (30 * 5, 10 * 30)


def test_an_area_counts_pixels_by_their_centres(tmp_path: Path) -> None:
    scene = build(tmp_path, on_map((0, 0), (30, 0), (0, 30)))
    assert scene.aoi is not None
    rows, columns = np.indices((30, 30)) + 0.5
    mask = scene.aoi.mask(Box(0, 0, 30, 30))
    clear = np.abs(rows + columns - 30) > 1e-6
    np.testing.assert_array_equal(mask[clear], (rows + columns < 30)[clear])


def test_a_bowtie_as_area_counts_with_both_halves(tmp_path: Path) -> None:
    scene = build(tmp_path, on_map((0, 0), (20, 20), (20, 0), (0, 20)))
    assert scene.aoi is not None
    assert scene.aoi.contains(Box(8, 1, 12, 3)) and scene.aoi.contains(Box(8, 17, 12, 19))
    assert not scene.aoi.touches(Box(0, 8, 4, 12))


def test_a_window_over_two_areas_that_share_an_edge_is_inside() -> None:
    areas = AreaOfInterest(np.array([shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10)]))
    assert areas.contains(Box(0, 0, 10, 20))
    assert not areas.contains(Box(0, 1, 11, 20))
    assert areas.touches(Box(9, 19, 30, 30))
    assert not areas.touches(Box(11, 0, 12, 5))


def test_a_layer_without_polygons_is_no_area(tmp_path: Path) -> None:
    with pytest.raises(LabelError, match=r"aoi.gpkg' holds no polygons"):
        build(tmp_path, shapely.Point(UTM * (3, 3)))


def test_a_scene_without_labels_says_so(tmp_path: Path) -> None:
    config = scene_config(tmp_path).model_copy(update={"label_source": None})
    with pytest.raises(LabelError, match="The scene 'a' has no labels"):
        config.build(CLASSES).labels_in(Box(0, 0, 2, 2))


def scene_values(scene_id: str) -> dict[str, object]:
    return {"id": scene_id, "raster_source": {"type_hint": "rasterio_source", "uris": "a.tif"}}


def dataset_values(**changes: object) -> dict[str, object]:
    return {
        "class_config": {"names": ["house"]},
        "train_scenes": [scene_values("a")],
        "validation_scenes": [scene_values("b")],
    } | changes


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"train_scenes": []}, "train_scenes: .*that is not empty"),
        ({"train_scenes": [scene_values("a")] * 2}, r"train_scenes needs an id .*\['a'\] come tw"),
        ({"test_scenes": [scene_values("b")]}, "validation_scenes and test_scenes needs an id"),
        ({"scene_groups": {"north": ["a", "z"]}}, r"'north' names unknown scenes: \['z'\]"),
        ({"train_scenes": [scene_values("a/b")]}, "train_scenes.0.id: .*name of a folder"),
        ({"train_scenes": [scene_values("..")]}, "train_scenes.0.id: .*name of a folder"),
    ],
)
def test_a_dataset_that_cannot_be_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        DatasetConfig.from_dict(dataset_values(**changes))


def test_groups_hold_their_scenes_and_empty_ones_are_left_out() -> None:
    dataset = DatasetConfig.from_dict(dataset_values(scene_groups={"all": ["b", "a"]}))
    groups = {name: [scene.id for scene in scenes] for name, scenes in dataset.groups().items()}
    assert groups == {"train_scenes": ["a"], "validation_scenes": ["b"], "all": ["a", "b"]}


def test_one_scene_may_be_in_training_and_in_validation_with_other_areas() -> None:
    dataset = DatasetConfig.from_dict(
        dataset_values(validation_scenes=[scene_values("a") | {"aoi_uris": "east.gpkg"}])
    )
    assert dataset.validation_scenes[0].aoi_uris == ["east.gpkg"]
