from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from pydantic import ValidationError

from rv_engine.config.class_config import ClassConfig
from rv_engine.errors import ConfigError, LabelError
from rv_engine.geo import Box, sliding_windows
from rv_engine.raster.rasterio_source import RasterioSource
from rv_engine.scene import ChipOptions, WindowSamplingConfig, WindowSamplingMethod
from rv_engine.scene.scene import AreaOfInterest, Scene
from rv_engine.scene.window_sampling import sample_windows
from tests.engine.rasters import write_raster

RANDOM = WindowSamplingMethod.random


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    path = tmp_path_factory.mktemp("image") / "image.tif"
    image = RasterioSource(write_raster(path, np.ones((200, 300), "uint8")))
    return Scene("a", image, ClassConfig(names=["house", "null"]))


def with_areas(scene: Scene, *areas: shapely.Polygon) -> Scene:
    return replace(scene, aoi=AreaOfInterest(np.array(areas)))


def covered(window: Box, *areas: shapely.Polygon) -> float:
    box = shapely.box(window.xmin, window.ymin, window.xmax, window.ymax)
    return float(shapely.union_all(areas).intersection(box).area / box.area)


def test_sliding_windows_are_those_of_the_grid(scene: Scene) -> None:
    config = WindowSamplingConfig(size=64, stride=50, padding=20, pad_direction="both")
    assert sample_windows(scene, config) == sliding_windows(scene.extent, 64, 50, 20, "both")


@pytest.mark.parametrize("method", list(WindowSamplingMethod))
def test_windows_lie_wholly_inside_of_the_areas_or_touch_them(
    scene: Scene, method: WindowSamplingMethod
) -> None:
    areas = (shapely.box(0, 0, 100, 100), shapely.Polygon([(150, 50), (290, 60), (200, 190)]))
    config = WindowSamplingConfig(method=method, size=20, stride=7, max_windows=200)
    inside = sample_windows(with_areas(scene, *areas), config)
    assert inside and all(covered(window, *areas) > 0.999 for window in inside)
    config = config.model_copy(update={"within_aoi": False})
    touching = sample_windows(with_areas(scene, *areas), config)
    assert all(covered(window, *areas) > 0 for window in touching)
    assert any(covered(window, *areas) < 0.9 for window in touching)
    if method is WindowSamplingMethod.sliding:
        grid = sliding_windows(scene.extent, 20, 7)
        assert set(inside) == {w for w in grid if covered(w, *areas) > 0.99999}
        assert set(touching) == {w for w in grid if covered(w, *areas) > 0}


def test_random_windows_are_the_same_for_a_seed_and_others_for_another(scene: Scene) -> None:
    config = WindowSamplingConfig(method=RANDOM, size=32, max_windows=50, seed=5)
    first = sample_windows(scene, config)
    assert len(first) == 50 and all(scene.extent.contains(window) for window in first)
    assert sample_windows(scene, config) == first
    assert sample_windows(scene, config.model_copy(update={"seed": 6})) != first
    assert sample_windows(replace(scene, id="b"), config) != first


def test_random_windows_reach_every_edge_of_the_image(scene: Scene) -> None:
    config = WindowSamplingConfig(method=RANDOM, size=198, max_windows=2000)
    corners = {(window.ymin, window.xmin) for window in sample_windows(scene, config)}
    assert {y for y, _ in corners} == {0, 1, 2}
    assert {x for _, x in corners} == set(range(103))


def test_small_areas_far_apart_get_as_many_random_windows_as_were_asked_for(
    scene: Scene,
) -> None:
    areas = (shapely.box(10, 10, 21, 21), shapely.box(280, 180, 291, 191))
    config = WindowSamplingConfig(method=RANDOM, size=10, max_windows=100)
    windows = sample_windows(with_areas(scene, *areas), config)
    assert len(windows) == 100
    assert all(covered(window, *areas) > 0.999 for window in windows)
    assert {(window.ymin, window.xmin) for window in windows} == {
        (y, x) for top, left in ((10, 10), (180, 280)) for y in (top, top + 1)
        for x in (left, left + 1)
    }  # fmt: skip


def test_an_image_smaller_than_a_window_gives_one_that_reaches_over_it(scene: Scene) -> None:
    config = WindowSamplingConfig(method=RANDOM, size=512, max_windows=2)
    assert sample_windows(scene, config) == [Box(0, 0, 512, 512)] * 2
    assert sample_windows(scene, WindowSamplingConfig(size=512)) == [Box(0, 0, 512, 512)]


@pytest.mark.parametrize("method", list(WindowSamplingMethod))
def test_areas_smaller_than_a_window_are_refused(
    scene: Scene, method: WindowSamplingMethod
) -> None:
    config = WindowSamplingConfig(method=method, size=32)
    with pytest.raises(LabelError, match="No window of 32 pixels fits .* scene 'a'"):
        sample_windows(with_areas(scene, shapely.box(3, 3, 30, 40)), config)


def test_sampling_may_be_given_for_each_scene() -> None:
    options = ChipOptions(sampling={"a": WindowSamplingConfig(size=32)})
    assert options.sampling_of("a").size == 32
    with pytest.raises(ConfigError, match=r"nothing about the scene 'b'. It names \['a'\]"):
        options.sampling_of("b")


def test_a_window_has_a_size_above_0() -> None:
    with pytest.raises(ValidationError, match="greater than 0"):
        WindowSamplingConfig(size=0)
