from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pytest
import shapely
from pydantic import ValidationError

from rv_engine.config.class_config import ClassConfig
from rv_engine.geo import Box
from rv_engine.labels.object_detection_label_source import ObjectDetectionLabelSource
from rv_engine.labels.object_detection_labels import ObjectDetectionLabels
from rv_engine.raster.rasterio_source import RasterioSource
from rv_engine.scene import ObjectDetectionChipOptions, ObjectDetectionWindowSamplingConfig
from rv_engine.scene.object_detection_window_sampling import sample_object_windows
from rv_engine.scene.scene import AreaOfInterest, Scene
from rv_engine.scene.window_sampling import sample_windows
from tests.engine.rasters import random_raster, write_raster

BOXES = np.array([[20, 20, 30, 30], [200, 150, 215, 160], [24, 26, 36, 34]], float)


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> RasterioSource:
    path = tmp_path_factory.mktemp("image") / "image.tif"
    return RasterioSource(write_raster(path, random_raster((200, 300))))


def scene(image: RasterioSource, boxes: np.ndarray = BOXES, aoi: AreaOfInterest | None = None):
    labels = ObjectDetectionLabels.of(boxes, np.zeros(len(boxes)))
    source = ObjectDetectionLabelSource(labels, image.extent)
    return Scene("a", image, ClassConfig(names=["car"]), source, aoi)


def config(**values: object) -> ObjectDetectionWindowSamplingConfig:
    return ObjectDetectionWindowSamplingConfig(**{"size": 50, **values})


def most_shown(window: Box, boxes: np.ndarray = BOXES) -> float:
    """The largest share of a box that a window shows."""
    shapes = shapely.box(*boxes.T)
    view = shapely.box(window.xmin, window.ymin, window.xmax, window.ymax)
    return float((shapely.area(shapely.intersection(shapes, view)) / shapely.area(shapes)).max())


@pytest.mark.parametrize("method", ["sliding", "random"])
def test_without_a_ratio_windows_are_placed_without_regard_to_objects(image, method) -> None:
    wanted = config(method=method, max_windows=30)
    assert sample_object_windows(scene(image), wanted) == sample_windows(scene(image), wanted)


@pytest.mark.parametrize("ratio", [0, 1, 3])
def test_of_sliding_windows_with_nothing_no_more_are_kept_than_asked_for(image, ratio) -> None:
    wanted = config(neg_ratio=ratio)
    windows = sample_object_windows(scene(image), wanted)
    everything = sample_windows(scene(image), wanted)
    shown = [window for window in everything if most_shown(window) >= 0.2]
    assert 0 < len(shown) < len(everything) / 4
    assert [window for window in windows if most_shown(window) >= 0.2] == shown
    assert len(windows) == (1 + ratio) * len(shown)
    assert windows == sorted(windows) and set(windows) <= set(everything)
    assert sample_object_windows(scene(image), wanted) == windows


@pytest.mark.parametrize("ratio", [0, 0.5, 2])
def test_random_windows_show_nothing_as_often_as_asked_for(image, ratio) -> None:
    windows = sample_object_windows(
        scene(image), config(method="random", max_windows=600, neg_ratio=ratio)
    )
    assert len(windows) == 600 and all(image.extent.contains(window) for window in windows)
    shares = np.array([most_shown(window) for window in windows])
    assert (shares < 0.2).mean() == pytest.approx(ratio / (ratio + 1), abs=0.05)
    assert (shares[shares >= 0.2] == 1).all()
    # Each object is shown, in many places of a window.
    assert len({window for window in windows if window.xmin > 100 and most_shown(window) == 1}) > 20


def test_an_object_larger_than_a_window_is_shown_in_part_and_told(image, caplog) -> None:
    large = np.array([[20, 20, 180, 120]], float)
    with caplog.at_level(logging.WARNING):
        windows = sample_object_windows(
            scene(image, large), config(method="random", max_windows=50, neg_ratio=0)
        )
    assert len(windows) == 50 and all(most_shown(window, large) > 0.1 for window in windows)
    assert "1 of 1 objects of the scene 'a' are larger than a chip of 50 pixels" in caplog.text


def test_random_windows_with_objects_stay_in_the_areas_of_interest(image) -> None:
    area = AreaOfInterest(np.array([shapely.box(0, 0, 90, 90)], object))
    windows = sample_object_windows(
        scene(image, aoi=area), config(method="random", max_windows=40, neg_ratio=0)
    )
    assert len(windows) == 40 and all(area.contains(window) for window in windows)


def test_a_scene_without_objects_gives_windows_as_well(image) -> None:
    for method in ("sliding", "random"):
        wanted = config(method=method, max_windows=7, neg_ratio=1)
        assert sample_object_windows(scene(image, np.empty((0, 4))), wanted)


def test_sampling_is_that_of_object_detection() -> None:
    options = ObjectDetectionChipOptions(sampling={"a": config(ioa_thresh=0.3)})
    assert options.sampling_of("a").ioa_thresh == 0.3
    with pytest.raises(ValidationError):
        ObjectDetectionChipOptions(sampling={"type_hint": "window_sampling", "size": 64})


def test_windows_are_files_of_a_folder_that_is_the_same_each_time(image, tmp_path: Path) -> None:
    from rv_engine.backend.object_detection_chip_writer import ObjectDetectionChipWriter
    from rv_engine.monitor import Monitor

    contents = []
    for name in ("one", "two"):
        writer = ObjectDetectionChipWriter(
            tmp_path / name,
            ObjectDetectionChipOptions(sampling=config()),
            ClassConfig(names=["car"]),
        )
        windows = writer.windows(scene(image))
        if name == "two":
            windows.reverse()
        count = writer.write_windows("train", scene(image), windows, Monitor())
        writer.finish("train")
        assert count.chips == len(windows) and count.class_counts.tolist() == [3]
        contents.append((tmp_path / name / "train" / "labels.json").read_text())
        assert sorted(path.name for path in (tmp_path / name / "train").iterdir()) == [
            "img",
            "labels.json",
        ]
    assert contents[0] == contents[1]
